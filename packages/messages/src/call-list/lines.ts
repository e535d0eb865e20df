/** A call list as a person reads it: times in the practice's zone, numbers as they are dialled. */
import type { CallListEntry, CallListView } from '@rollcall/contracts';
import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { DateTime } from 'luxon';
import { clean } from '../text.js';

export interface CallListLine {
  callBefore: string;
  askFor: string;
  /** Best first; empty when none is known. */
  numbers: string[];
  email: string;
  language: string;
  patient: string;
  appointment: string;
  practitioner: string;
  externalId: string;
  tried: string;
}

/** `Tue 24 Nov, 10:30`; the year goes without saying on a list for today. */
export const momentIn = (zone: string, iso: string): string =>
  DateTime.fromISO(iso, { zone }).setLocale('en-GB').toFormat('ccc d LLL, HH:mm');

/** `(+1) 212 555 0101`: with the country, and never taken for a formula. */
function dialled(value: string): string {
  const number = parsePhoneNumberFromString(value);
  const national = number?.formatInternational().replace(/^\+\d+\s*/, '');
  return number ? `(+${number.countryCallingCode}) ${national}` : clean(value).replace(/^\+/, '(+) ');
}

const callable: readonly string[] = ['phone', 'whatsapp'];

/** Numbers that failed come last, and say so: a person may know better than the network. */
function numbersOf({ contacts }: CallListEntry['party']): string[] {
  const numbers = new Map<string, boolean>();
  for (const c of contacts)
    if (callable.includes(c.system)) numbers.set(c.value, c.usable || (numbers.get(c.value) ?? false));
  return [...numbers]
    .sort(([, a], [, b]) => Number(b) - Number(a))
    .map(([value, usable]) => (usable ? dialled(value) : `${dialled(value)} (did not work)`));
}

const languages = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'code' });
function languageName(tag: string): string {
  try {
    return languages.of(tag) ?? tag;
  } catch {
    return clean(tag);
  }
}

export const linesOf = (list: CallListView): CallListLine[] =>
  list.entries.map((e) => ({
    callBefore: momentIn(list.timeZone, e.callBefore),
    askFor: clean(e.party.name),
    numbers: numbersOf(e.party),
    email: clean(e.party.contacts.find((c) => c.system === 'email')?.value ?? ''),
    language: languageName(e.party.language),
    patient: clean(e.patient),
    appointment: momentIn(list.timeZone, e.appointment.start),
    practitioner: clean(e.appointment.practitioner),
    externalId: clean(e.appointment.externalId),
    tried: e.tried.map((t) => `${t.channel} ${t.times}×`).join(', ') || 'nothing yet',
  }));
