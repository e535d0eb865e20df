/** Three patients of one cancelled morning. */
import type { NewBatch } from '@rollcall/database';
import { newId } from '@rollcall/platform';

export const practiceId = newId();
export const batchId = newId();

export type Name = 'ana' | 'ben' | 'cleo';
const phones: Record<Name, string> = { ana: '+12125550101', ben: '+12125550102', cleo: '+12125550103' };
export const names = Object.keys(phones) as Name[];

const deadlineAt = new Date('2026-11-24T16:00:00Z');
const person = (given: string) => ({ given, family: 'Test' });

export const newBatch = (outreachIds: Record<Name, string>, noticeIds: Record<Name, string>): NewBatch => ({
  id: batchId,
  practiceId,
  reason: 'weather',
  note: null,
  policyVersion: 1,
  rejected: 0,
  forecast: {
    reachableInTime: 3,
    withoutContactPoint: 0,
    toOperatorsFirst: 0,
    firstDeadlineAt: null,
    firstTouchDoneAt: null,
  },
  patients: names.map((n) => ({
    externalId: n,
    name: person(n),
    birthDate: null,
    deceased: false,
    doNotContact: false,
  })),
  outreaches: names.map((n) => ({
    id: outreachIds[n],
    party: {
      kind: 'patient',
      key: n,
      name: person(n),
      language: 'en',
      timeZone: null,
      contacts: [
        {
          system: 'phone',
          use: 'mobile',
          rank: 1,
          address: phones[n],
          consent: 'given',
          allowed: true,
          hasExtension: false,
        },
      ],
    },
    deadlineAt,
    timeZones: ['America/New_York'],
    notices: [
      {
        id: noticeIds[n],
        appointmentId: newId(),
        externalId: `A-${n}`,
        patientExternalId: n,
        start: new Date('2026-11-24T17:00:00Z'),
        end: new Date('2026-11-24T17:30:00Z'),
        timeZone: 'America/New_York',
        practitioner: { externalId: 'dr-hale', name: 'Dr Hale' },
        locationExternalId: 'main',
        visitType: 'follow-up',
        priority: 'routine',
        modality: 'in-person',
        deadlineAt,
      },
    ],
  })),
});
