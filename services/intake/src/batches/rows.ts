/** Rows of a batch, one by one: a bad one is named, and never costs the good ones. Nothing of its values is repeated. */
import { setImmediate as everybodyElse } from 'node:timers/promises';
import {
  AppointmentInput,
  type ContactInput,
  imOnlyOnRequest,
  type RowProblem,
  type RowProblemCode,
  readPhone,
} from '@rollcall/contracts';
import type { NewContact } from '@rollcall/database';
import { zonesOfNumber } from '@rollcall/domain';

export interface GoodRow {
  index: number;
  appointment: AppointmentInput;
  /** The patient's own, and the guardian's where there is one. */
  own: ReadContact[];
  guardians: ReadContact[];
}
/** With the blind index of its address: to plan with what is known of it, and to find it again. */
export type ReadContact = NewContact & { index: Buffer };
export interface RowContext {
  country: string;
  now: Date;
  blindIndex: (address: string) => Buffer;
}
export interface ReadRows {
  good: GoodRow[];
  rejected: RowProblem[];
  warnings: RowProblem[];
}

const problem = (index: number, path: readonly PropertyKey[], code: RowProblemCode, detail: string): RowProblem => ({
  index,
  pointer: [
    '',
    'appointments',
    String(index),
    ...path.map((p) => String(p).replaceAll('~', '~0').replaceAll('/', '~1')),
  ].join('/'),
  code,
  detail,
});

/** Rows that are read before everybody else gets a turn: a small batch does not wait for a large one. */
const atATime = 100;

export async function readRows(rows: readonly unknown[], context: RowContext): Promise<ReadRows> {
  const result: ReadRows = { good: [], rejected: [], warnings: [] };
  const seen = new Set<string>();
  for (const [index, row] of rows.entries()) {
    if (index % atATime === atATime - 1) await everybodyElse();
    readRow(row, index, context, seen, result);
  }
  return result;
}

function readRow(row: unknown, index: number, context: RowContext, seen: Set<string>, result: ReadRows): void {
  const read = AppointmentInput.safeParse(row);
  if (!read.success) {
    for (const issue of read.error.issues.slice(0, 20))
      result.rejected.push(
        problem(
          index,
          issue.path,
          issue.path.at(-1) === 'timeZone' ? 'unknown_zone' : 'invalid',
          withoutValue(issue.message),
        ),
      );
    return;
  }
  const refused = refusal(index, read.data, seen, context.now);
  if (refused) {
    result.rejected.push(refused);
    return;
  }
  seen.add(read.data.externalId);
  const { patient } = read.data;
  const readOf = (inputs: AppointmentInput['patient']['contacts'], ...base: string[]): ReadContact[] => {
    if (inputs.length === 0) return [];
    const { contacts, warnings } = readContacts(
      inputs,
      { ...context, region: patient.region },
      (n, code, detail, field = 'value') => problem(index, ['patient', ...base, 'contacts', n, field], code, detail),
    );
    result.warnings.push(...warnings);
    return contacts;
  };
  const own = readOf(patient.contacts);
  const guardians = patient.guardian ? readOf(patient.guardian.contacts, 'guardian') : [];
  forbidEverywhere([...own, ...guardians]);
  result.good.push({ index, appointment: read.data, own, guardians });
}

/** A number that may not be used may not be used by any other name: another system, another person's list. */
export function forbidEverywhere(contacts: readonly ReadContact[]): void {
  const keyOf = (c: ReadContact): string => c.index.toString('latin1');
  const forbidden = new Set(contacts.filter((c) => !c.allowed).map(keyOf));
  if (forbidden.size > 0) for (const c of contacts) if (forbidden.has(keyOf(c))) c.allowed = false;
}

/** zod's messages for enums and formats do not quote what was sent; anything longer is cut to be sure. */
const withoutValue = (message: string): string => message.replace(/, received .*$/, '').slice(0, 200);

function refusal(index: number, a: AppointmentInput, seen: ReadonlySet<string>, now: Date): RowProblem | null {
  if (a.cancelledBy !== 'practice')
    return problem(
      index,
      ['cancelledBy'],
      'not_by_practice',
      'nobody is told of a visit that the practice did not cancel',
    );
  if (Date.parse(a.end) <= Date.parse(a.start))
    return problem(index, ['end'], 'end_before_start', 'must be after the start');
  if (Date.parse(a.start) <= now.getTime())
    return problem(index, ['start'], 'in_the_past', 'has begun already: tell the front desk');
  if (seen.has(a.externalId))
    return problem(index, ['externalId'], 'duplicate_external_id', 'is in this batch already');
  if (a.patient.deceased)
    return problem(index, ['patient', 'deceased'], 'deceased', 'nobody is contacted for a deceased patient');
  if (a.patient.doNotContact)
    return problem(index, ['patient', 'doNotContact'], 'do_not_contact', 'this patient is for a person to contact');
  return null;
}

export function readContacts(
  inputs: AppointmentInput['patient']['contacts'],
  {
    country,
    now,
    blindIndex,
    region,
  }: Pick<RowContext, 'country' | 'now' | 'blindIndex'> & { region?: string | undefined },
  warn: (n: number, code: RowProblemCode, detail: string, field?: string) => RowProblem,
): { contacts: ReadContact[]; warnings: RowProblem[] } {
  const contacts: ReadContact[] = [];
  const warnings: RowProblem[] = [];
  inputs.forEach((c, n) => {
    let consent = c.consent ?? 'unknown';
    if (wantsIm(c) && imOnlyOnRequest(country) && !isRequested(c, now)) {
      // Kept, and never written to: consent of another kind does not stand in for the patient's own request.
      consent = 'unknown';
      const detail = 'is not used without the date (in the past) and the way of the patient’s own request';
      warnings.push(warn(n, 'im_not_requested', detail, 'requestedAt'));
    }
    const read = readAddress(c, country, region);
    if ('code' in read) {
      warnings.push(warn(n, read.code, read.detail));
      return;
    }
    // One shape for all of them, written out: there are thousands.
    contacts.push({
      system: c.system,
      use: c.use ?? null,
      rank: c.rank ?? n + 1,
      address: read.address,
      index: blindIndex(read.address),
      consent,
      allowed: c.allowed ?? true,
      hasExtension: read.hasExtension,
      externalId: c.id ?? null,
      line: c.lineType ?? read.line,
      region: read.region,
      zones: read.zones,
      consentBasis: c.consentBasis ?? null,
      consentRecordedAt: instantOf(c.consentRecordedAt),
      verifiedAt: instantOf(c.verifiedAt),
      requestedAt: instantOf(c.requestedAt),
      requestedHow: c.requestedHow ?? null,
    });
  });
  // The same address given twice counts once, as first ranked.
  const unique = new Map<string, ReadContact>();
  for (const c of contacts.sort((a, b) => a.rank - b.rank)) {
    const known = unique.get(identity(c));
    if (!known) unique.set(identity(c), c);
    else if (c.consent === 'denied' || !c.allowed) {
      known.consent = c.consent === 'denied' ? 'denied' : known.consent;
      known.allowed &&= c.allowed;
    }
  }
  return { contacts: [...unique.values()], warnings };
}

interface ReadAddress {
  address: string;
  hasExtension: boolean;
  line: 'landline' | null;
  region: string | null;
  zones: readonly string[];
}
const noZones: readonly string[] = [];
const elsewhere = { hasExtension: false, line: null, region: null, zones: noZones };

/** In the form in which it is kept and found again, with what a number says of itself. */
function readAddress(
  { system, value }: ContactInput,
  country: string,
  region: string | undefined | null,
): ReadAddress | { code: RowProblemCode; detail: string } {
  if (system === 'messenger') return { address: value, ...elsewhere };
  if (system === 'email')
    return /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>"]+$/.test(value)
      ? { address: value.toLowerCase(), ...elsewhere }
      : { code: 'bad_email', detail: 'is not an email address' };
  const phone = readPhone(value, country);
  if (!phone.ok)
    return {
      code: 'bad_phone',
      detail: phone.because === 'impossible' ? 'is not a possible phone number' : 'is not a phone number',
    };
  return {
    address: phone.e164,
    hasExtension: phone.extension !== null,
    line: phone.isFixed ? 'landline' : null,
    // Where the patient lives says more than where the number was given out, within one country.
    region: region && region.slice(0, 2) === phone.country ? region : (phone.country ?? country),
    zones: zonesOfNumber(phone.e164),
  };
}

const wantsIm = (c: ContactInput): boolean =>
  (c.system === 'whatsapp' || c.system === 'messenger') && c.consent === 'given';
const isRequested = (c: ContactInput, now: Date): boolean =>
  c.requestedAt !== undefined && c.requestedHow !== undefined && Date.parse(c.requestedAt) <= now.getTime();

const instantOf = (text: string | undefined): Date | null => (text === undefined ? null : new Date(text));

/** An address is the same however its letters are written. */
export const identity = (c: ReadContact): string => `${c.system} ${c.index.toString('latin1')}`;
