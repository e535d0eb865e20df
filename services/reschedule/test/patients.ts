import type { NewNotice } from '@rollcall/database';
import { newId } from '@rollcall/platform';

/** Outreaches of as many patients, each about one appointment with the same practitioner at the same time. */
export function outreachesOf(count: number, notice: Partial<NewNotice> = {}) {
  const outreaches = Array.from({ length: count }, (_, i) => ({
    id: newId(),
    party: {
      kind: 'patient' as const,
      key: `P${i}-${newId()}`,
      name: { given: 'A', family: 'B' },
      language: null,
      timeZone: null,
      contacts: [],
    },
    deadlineAt: new Date('2026-11-24T12:00:00-05:00'),
    timeZones: ['America/New_York'],
    notices: [] as never[],
  }));
  return outreaches.map((o) => ({
    ...o,
    notices: [
      {
        id: newId(),
        appointmentId: newId(),
        externalId: newId(),
        patientExternalId: o.party.key,
        start: new Date('2026-11-24T13:00:00-05:00'),
        end: new Date('2026-11-24T13:30:00-05:00'),
        timeZone: 'America/New_York',
        practitioner: { externalId: 'dr-hale', name: 'Dr Hale' },
        locationExternalId: 'main',
        visitType: 'follow-up',
        priority: 'routine',
        modality: 'in-person',
        deadlineAt: o.deadlineAt,
        ...notice,
      },
    ],
  }));
}
