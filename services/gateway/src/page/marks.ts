/**
 * The marks in the page's forms: signed, bound to the page's token, with their time. No cookie is needed.
 *
 * - The form mark is made when the page is shown. A machine that fetches the page and presses its buttons does so at once; a
 *   person reads first. Too fast, too old or foreign: the page is shown again.
 * - Where a machine may be looking, the form's mark says so: its buttons lead to one more, which asks whether to send it.
 * - That one's mark is bound to the answer and to the number of the press that led to it. It is taken only as the very next
 *   press on this link: whoever tries one button after the other has sent none.
 * - The pass says that the birth year was given. It is short-lived: a phone left on a table asks again.
 */
import { timingSafeEqual } from 'node:crypto';
import type { Sealer } from '@rollcall/database';

const minute = 60_000;
const form = { what: 'form', minAgeMs: 1000, maxAgeMs: 6 * 60 * minute };
const doubted = { ...form, what: 'doubted' };
const sure = { what: 'sure', minAgeMs: 3000, maxAgeMs: 30 * minute };
const pass = { what: 'pass', minAgeMs: 0, maxAgeMs: 30 * minute };
type Kind = typeof form;

export type MarkVerdict = 'ok' | 'too-fast' | 'stale' | 'wrong';

const mac = (sealer: Sealer, what: string, token: string, at: string): Buffer =>
  sealer.blindIndex(`${what}:${token}:${at}`).subarray(0, 16);

function write(sealer: Sealer, { what }: Kind, token: string, now: Date): string {
  const at = now.getTime().toString(36);
  return `${at}.${mac(sealer, what, token, at).toString('base64url')}`;
}

function read(sealer: Sealer, kind: Kind, token: string, mark: string, now: Date): MarkVerdict {
  const [at = '', given = ''] = mark.split('.');
  const expected = mac(sealer, kind.what, token, at);
  const bytes = Buffer.from(given, 'base64url');
  if (bytes.length !== expected.length || !timingSafeEqual(bytes, expected)) return 'wrong';
  const age = now.getTime() - Number.parseInt(at, 36);
  if (age < kind.minAgeMs) return 'too-fast';
  return age > kind.maxAgeMs ? 'stale' : 'ok';
}

export const writeFormMark = (sealer: Sealer, token: string, now: Date, isDoubted = false): string =>
  write(sealer, isDoubted ? doubted : form, token, now);

/** Either kind. */
export function readFormMark(
  sealer: Sealer,
  token: string,
  mark: string,
  now: Date,
): { verdict: MarkVerdict; isDoubted: boolean } {
  const verdict = read(sealer, form, token, mark, now);
  if (verdict !== 'wrong') return { verdict, isDoubted: false };
  return { verdict: read(sealer, doubted, token, mark, now), isDoubted: true };
}

/** `about`: the answer, and the number of the press. */
export const writeSureMark = (sealer: Sealer, token: string, about: string, now: Date): string =>
  write(sealer, sure, `${token}:${about}`, now);
export const readSureMark = (sealer: Sealer, token: string, about: string, mark: string, now: Date): MarkVerdict =>
  read(sealer, sure, `${token}:${about}`, mark, now);

export const writePass = (sealer: Sealer, token: string, now: Date): string => write(sealer, pass, token, now);
export const isPass = (sealer: Sealer, token: string, mark: string, now: Date): boolean =>
  read(sealer, pass, token, mark, now) === 'ok';
