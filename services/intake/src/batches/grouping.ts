/** Rows become conversations: one outreach per party, with all its notices. A guardian of three children is asked once. */
import { createHash } from 'node:crypto';
import type { Policy, Practice } from '@rollcall/contracts';
import type { NewNotice, NewOutreach, NewParty, NewPatient } from '@rollcall/database';
import { deadlineOf } from '@rollcall/domain';
import { type GoodRow, identity, type ReadContact } from './rows.js';

interface Party extends NewParty {
  contacts: ReadContact[];
}
export interface GroupedOutreach extends NewOutreach {
  party: Party;
}
export interface Grouped {
  patients: NewPatient[];
  outreaches: GroupedOutreach[];
}
export interface GroupingContext {
  practice: Pick<Practice, 'timeZone'>;
  policy: Policy;
  newId: () => string;
}

export function groupRows(rows: readonly GoodRow[], context: GroupingContext): Grouped {
  const patients = new Map<string, NewPatient>();
  const outreaches = new Map<string, GroupedOutreach>();
  for (const row of rows) {
    const { patient } = row.appointment;
    patients.set(patient.externalId, {
      externalId: patient.externalId,
      name: patient.name,
      birthDate: patient.birthDate ?? null,
      deceased: patient.deceased,
      doNotContact: patient.doNotContact,
    });
    const party = partyOf(row);
    const notice = noticeOf(row, context);
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
      mergeContacts(known.party, party);
    }
  }
  return { patients: [...patients.values()], outreaches: [...outreaches.values()] };
}

function partyOf(row: GoodRow): Party {
  const { patient } = row.appointment;
  const { guardian } = patient;
  if (!guardian)
    return {
      kind: 'patient',
      key: patient.externalId,
      name: patient.name,
      language: patient.language ?? null,
      timeZone: patient.timeZone ?? null,
      contacts: row.contacts,
    };
  return {
    kind: 'guardian',
    // Without an id and without an address nothing says that two guardians are the same person.
    key:
      guardian.externalId ??
      (row.contacts.length > 0 ? `of:${fingerprint(row.contacts)}` : `of-patient:${patient.externalId}`),
    name: guardian.name,
    language: guardian.language ?? patient.language ?? null,
    timeZone: patient.timeZone ?? null,
    contacts: row.contacts,
  };
}

/** A name for a guardian without one: made from the contact points, without revealing them. */
const fingerprint = (contacts: readonly ReadContact[]): string =>
  createHash('sha256')
    .update(
      contacts
        .map((c) => c.index.toString('hex'))
        .sort()
        .join(),
    )
    .digest('hex')
    .slice(0, 32);

function mergeContacts(into: Party, more: Party): void {
  for (const c of more.contacts) if (!into.contacts.some((k) => identity(k) === identity(c))) into.contacts.push(c);
}

function noticeOf(row: GoodRow, { practice, policy, newId }: GroupingContext): NewNotice {
  const a = row.appointment;
  return {
    id: newId(),
    appointmentId: newId(),
    externalId: a.externalId,
    patientExternalId: a.patient.externalId,
    start: new Date(a.start),
    end: new Date(a.end),
    timeZone: a.location.timeZone ?? practice.timeZone,
    practitioner: a.practitioner,
    locationExternalId: a.location.externalId,
    visitType: a.visitType,
    priority: a.priority,
    modality: a.modality,
    deadlineAt: deadlineOf(a, policy),
    rebooking: a.rebooking ?? null,
  };
}
