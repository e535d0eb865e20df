/** Who is lawfully told of a visit: the guardian of a minor, else the patient; of a confidential visit the patient alone. */
import type { NewParty } from '@rollcall/database';
import { ofAgeAt } from '@rollcall/domain';
import { fingerprint, type GroupingContext } from './grouping.js';
import type { GoodRow, ReadContact } from './rows.js';

export interface Party extends NewParty {
  contacts: ReadContact[];
}

export function partyOf(row: GoodRow, context: GroupingContext): Party {
  const { patient } = row.appointment;
  const { guardian } = patient;
  if (!guardian || row.appointment.confidential || isOfAge(row, context)) return patientOf(row, context);
  return {
    kind: 'guardian',
    // Without an id and without an address nothing says that two guardians are the same person.
    key:
      guardian.externalId ??
      (row.guardians.length > 0
        ? `of:${fingerprint(row.guardians.map((c) => c.index.toString('hex')))}`
        : `of-patient:${patient.externalId}`),
    name: guardian.name,
    language: guardian.language ?? patient.language ?? null,
    timeZone: patient.timeZone ?? null,
    contacts: row.guardians,
    needs: guardian.needs,
  };
}

function isOfAge({ appointment }: GoodRow, { practice, now }: GroupingContext): boolean {
  const { birthDate, guardian, region } = appointment.patient;
  if (!birthDate || !guardian || guardian.appointed) return false;
  const zone = appointment.location.timeZone ?? practice.timeZone;
  return ofAgeAt(birthDate, region ?? practice.country, zone) <= now;
}

function patientOf(row: GoodRow, { survivorOf }: GroupingContext): Party {
  const { patient } = row.appointment;
  // A phone that the guardian answers as well is not the patient's own.
  const theirs = new Set(row.guardians.map((c) => c.index.toString('hex')));
  return {
    kind: 'patient',
    key: survivorOf(patient.externalId),
    name: patient.name,
    language: patient.language ?? null,
    timeZone: patient.timeZone ?? null,
    contacts: theirs.size === 0 ? row.own : row.own.filter((c) => !theirs.has(c.index.toString('hex'))),
    needs: patient.needs,
  };
}
