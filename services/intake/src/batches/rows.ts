/** Rows of a batch, one by one: a bad one is named, and never costs the good ones. Nothing of its values is repeated. */
import { setImmediate as everybodyElse } from 'node:timers/promises';
import { AppointmentInput, type RowProblem, type RowProblemCode, readPhone } from '@rollcall/contracts';
import type { NewContact } from '@rollcall/database';

export interface GoodRow {
  index: number;
  appointment: AppointmentInput;
  contacts: ReadContact[];
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
  const party = read.data.patient.guardian ?? read.data.patient;
  const base = read.data.patient.guardian ? ['patient', 'guardian', 'contacts'] : ['patient', 'contacts'];
  const { contacts, warnings } = readContacts(party.contacts, context, (n, code, detail) =>
    problem(index, [...base, n, 'value'], code, detail),
  );
  result.warnings.push(...warnings);
  result.good.push({ index, appointment: read.data, contacts });
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
  { country, blindIndex }: Pick<RowContext, 'country' | 'blindIndex'>,
  warn: (n: number, code: RowProblemCode, detail: string) => RowProblem,
): { contacts: ReadContact[]; warnings: RowProblem[] } {
  const contacts: ReadContact[] = [];
  const warnings: RowProblem[] = [];
  inputs.forEach((c, n) => {
    const base = {
      system: c.system,
      use: c.use ?? null,
      rank: c.rank ?? n + 1,
      consent: c.consent ?? 'unknown',
      allowed: c.allowed ?? true,
    };
    const add = (address: string, hasExtension = false): void =>
      void contacts.push({ ...base, address, index: blindIndex(address), hasExtension });
    if (c.system === 'messenger') add(c.value);
    else if (c.system === 'email') {
      if (/^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>"]+$/.test(c.value)) add(c.value.toLowerCase());
      else warnings.push(warn(n, 'bad_email', 'is not an email address'));
    } else {
      const phone = readPhone(c.value, country);
      if (phone.ok) add(phone.e164, phone.extension !== null);
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
  const unique = new Map<string, ReadContact>();
  for (const c of contacts.sort((a, b) => a.rank - b.rank)) if (!unique.has(identity(c))) unique.set(identity(c), c);
  return { contacts: [...unique.values()], warnings };
}

/** An address is the same however its letters are written. */
export const identity = (c: ReadContact): string => `${c.system} ${c.index.toString('latin1')}`;
