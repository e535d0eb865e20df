/** Twilio's forms: read, and held against the OpenAPI file. */
import type { Check } from '../openapi.js';
import { type Refusal, twilioRefusal } from '../refusal.js';

export type Form = Record<string, string | string[] | undefined>;

export const one = (form: Form, name: string): string | null => {
  const value = form[name];
  const last = Array.isArray(value) ? value.at(-1) : value;
  return last === undefined || last === '' ? null : last;
};
export const all = (form: Form, name: string): string[] => {
  const value = form[name];
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
};
export const method = (form: Form, name: string): 'GET' | 'POST' => (one(form, name) === 'GET' ? 'GET' : 'POST');

const addressCodes: Record<string, number> = { StatusCallback: 21609, Url: 21205 };

/** What the contract says against a form, in Twilio's words. */
export function faultOf(check: Check, form: Form): Refusal | null {
  // An empty parameter counts as none.
  const fault = check(Object.fromEntries(Object.entries(form).filter(([, value]) => value !== '')));
  if (!fault) return null;
  if (fault.kind === 'missing' && fault.parameter === 'To')
    return twilioRefusal(400, 21604, "A 'To' number is required");
  if (fault.kind === 'missing' && fault.parameter === 'From') return twilioRefusal(400, 21603, "A 'From' is required");
  if (fault.kind === 'wrong' && fault.parameter in addressCodes)
    return twilioRefusal(400, addressCodes[fault.parameter] ?? 0, `Invalid ${fault.parameter}`);
  return twilioRefusal(400, 20001, `Parameter ${fault.parameter} ${fault.message}`);
}

const webAddress = /^https?:\/\/[^\s]+$/;
/** The first of the named parameters that is given and no web address. */
export function badAddress(form: Form, ...names: string[]): Refusal | null {
  const bad = names.find((name) => {
    const value = one(form, name);
    return value !== null && !webAddress.test(value);
  });
  return bad === undefined ? null : twilioRefusal(400, addressCodes[bad] ?? 0, `Invalid ${bad}`);
}

/** A moment in a query: RFC 3339, or a date. */
export function instant(value: string | null): Date | undefined {
  if (value === null) return undefined;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
