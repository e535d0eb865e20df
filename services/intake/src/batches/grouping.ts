/** Rows become conversations: one outreach per party, with all its notices. A guardian of three children is asked once. */
import { createHash } from 'node:crypto';
import type { Policy, Practice } from '@rollcall/contracts';
import type { NewNotice, NewOutreach, NewPatient } from '@rollcall/database';
import { deadlineOf, ofAgeAt } from '@rollcall/domain';
import { joinHouseholds } from './households.js';
import { type Party, partyOf } from './recipient.js';
import { forbidEverywhere, type GoodRow, identity } from './rows.js';

export interface GroupedOutreach extends NewOutreach {
  party: Party;
}
export interface Grouped {
  patients: NewPatient[];
  outreaches: GroupedOutreach[];
}
export interface GroupingContext {
  practice: Pick<Practice, 'timeZone' | 'country'>;
  policy: Policy;
  now: Date;
  newId: () => string;
  /** The record that a patient's record was merged into, else itself. */
  survivorOf: (externalId: string) => string;
}

export function groupRows(rows: readonly GoodRow[], context: GroupingContext): Grouped {
  const patients = new Map<string, NewPatient>();
  const outreaches = new Map<string, GroupedOutreach>();
  const parties = rows.map((row) => partyOf(row, context));
  joinHouseholds(rows, parties);
  for (const [i, row] of rows.entries()) {
    const { patient } = row.appointment;
    const party = parties[i] as Party;
    patients.set(patient.externalId, {
      externalId: patient.externalId,
      name: patient.name,
      birthDate: patient.birthDate ?? null,
      deceased: patient.deceased,
      doNotContact: patient.doNotContact,
      restricted: patient.restricted,
    });
    const notice = noticeOf(row, party, context);
    const key = `${party.kind} ${party.key}`;
    const zones = [...new Set([...(patient.timeZone ? [patient.timeZone] : []), notice.timeZone])];
    const known = outreaches.get(key);
    if (!known)
      outreaches.set(key, {
        id: context.newId(),
        party,
        notices: [notice],
        deadlineAt: notice.deadlineAt,
        timeZones: zones,
      });
    else {
      known.notices.push(notice);
      known.timeZones = [...new Set([...known.timeZones, ...zones])];
      if (notice.deadlineAt < known.deadlineAt) known.deadlineAt = notice.deadlineAt;
      if (known.party !== party) mergeParties(known.party, party);
    }
  }
  return { patients: [...patients.values()], outreaches: [...outreaches.values()] };
}

/** The same party by another row: all its contact points, and what either row forbids is forbidden. */
function mergeParties(into: Party, more: Party): void {
  into.needs = [...new Set([...(into.needs ?? []), ...(more.needs ?? [])])];
  const known = new Map(into.contacts.map((c) => [identity(c), c]));
  for (const c of more.contacts) {
    const same = known.get(identity(c));
    if (!same) into.contacts.push(c);
    else if (c.consent === 'denied') same.consent = 'denied';
  }
  forbidEverywhere([...into.contacts, ...more.contacts]);
}

function noticeOf(row: GoodRow, party: Party, { practice, policy, newId }: GroupingContext): NewNotice {
  const a = row.appointment;
  const timeZone = a.location.timeZone ?? practice.timeZone;
  const { birthDate, guardian, region } = a.patient;
  const isGuarded = party.kind === 'guardian' && !party.household && guardian && !guardian.appointed;
  return {
    id: newId(),
    appointmentId: newId(),
    externalId: a.externalId,
    patientExternalId: a.patient.externalId,
    start: new Date(a.start),
    end: new Date(a.end),
    timeZone,
    practitioner: a.practitioner,
    locationExternalId: a.location.externalId,
    visitType: a.visitType,
    priority: a.priority,
    modality: a.modality,
    deadlineAt: deadlineOf(a, policy),
    rebooking: a.rebooking ?? null,
    guardianUntil:
      isGuarded && birthDate ? beforeVisit(ofAgeAt(birthDate, region ?? practice.country, timeZone), a.start) : null,
    confidential: a.confidential,
  };
}

/** A birthday after the visit changes nothing. */
const beforeVisit = (birthday: Date, start: string): Date | null =>
  birthday.getTime() <= Date.parse(start) ? birthday : null;

/** A name made of several, without revealing them. */
export const fingerprint = (parts: readonly string[]): string =>
  createHash('sha256')
    .update([...parts].sort().join())
    .digest('hex')
    .slice(0, 32);
