/** Rows of a batch, one by one: a bad one is named, and never costs the good ones. Nothing of its values is repeated. */
import { AppointmentInput, type RowProblem, type RowProblemCode, readPhone } from '@rollcall/contracts';
import type { NewContact } from '@rollcall/database';

export interface GoodRow {
  index: number;
  appointment: AppointmentInput;
  contacts: NewContact[];
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

export function readRows(rows: readonly unknown[], country: string, now: Date): ReadRows {
  const result: ReadRows = { good: [], rejected: [], warnings: [] };
  const seen = new Set<string>();
  rows.forEach((row, index) => {
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
    const refused = refusal(index, read.data, seen, now);
    if (refused) {
      result.rejected.push(refused);
      return;
    }
    seen.add(read.data.externalId);
    const party = read.data.patient.guardian ?? read.data.patient;
    const base = read.data.patient.guardian ? ['patient', 'guardian', 'contacts'] : ['patient', 'contacts'];
    const { contacts, warnings } = readContacts(party.contacts, country, (n, code, detail) =>
      problem(index, [...base, n, 'value'], code, detail),
    );
    result.warnings.push(...warnings);
    result.good.push({ index, appointment: read.data, contacts });
  });
  return result;
}

/** zod's messages for enums and formats do not quote what was sent; anything longer is cut to be sure. */
const withoutValue = (message: string): string => message.replace(/, received .*$/, '').slice(0, 200);

function refusal(index: number, a: AppointmentInput, seen: ReadonlySet<string>, now: Date): RowProblem | null {
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
  country: string,
  warn: (n: number, code: RowProblemCode, detail: string) => RowProblem,
): { contacts: NewContact[]; warnings: RowProblem[] } {
  const contacts: NewContact[] = [];
  const warnings: RowProblem[] = [];
  inputs.forEach((c, n) => {
    const base = {
      system: c.system,
      use: c.use ?? null,
      rank: c.rank ?? n + 1,
      consent: c.consent ?? 'unknown',
      allowed: c.allowed ?? true,
    };
    if (c.system === 'messenger') contacts.push({ ...base, address: c.value, hasExtension: false });
    else if (c.system === 'email') {
      if (/^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>"]+$/.test(c.value))
        contacts.push({ ...base, address: c.value.toLowerCase(), hasExtension: false });
      else warnings.push(warn(n, 'bad_email', 'is not an email address'));
    } else {
      const phone = readPhone(c.value, country);
      if (phone.ok) contacts.push({ ...base, address: phone.e164, hasExtension: phone.extension !== null });
      else
        warnings.push(
          warn(
            n,
            'bad_phone',
            phone.because === 'impossible' ? 'is not a possible phone number' : 'is not a phone number',
          ),
        );
    }
  });
  // The same address given twice counts once, as first ranked.
  const unique = new Map<string, NewContact>();
  for (const c of contacts.sort((a, b) => a.rank - b.rank)) if (!unique.has(identity(c))) unique.set(identity(c), c);
  return { contacts: [...unique.values()], warnings };
}

/** An address is the same however its letters are written: so its blind index says, too. */
export const identity = (c: Pick<NewContact, 'system' | 'address'>): string => `${c.system} ${c.address.toLowerCase()}`;
