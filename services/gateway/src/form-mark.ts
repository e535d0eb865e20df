/**
 * The mark in the page's form: made when the page is shown, bound to its token. A machine that fetches the page and
 * presses its buttons does so at once; a person reads first. Too fast, too old or foreign: the page is shown again.
 */
import { timingSafeEqual } from 'node:crypto';
import type { Sealer } from '@rollcall/database';

const minAgeMs = 1000;
const maxAgeMs = 6 * 3_600_000;

export type FormVerdict = 'ok' | 'too-fast' | 'stale' | 'wrong';

const mac = (sealer: Sealer, token: string, at: string): Buffer =>
  sealer.blindIndex(`form:${token}:${at}`).subarray(0, 16);

export function writeFormMark(sealer: Sealer, token: string, now: Date): string {
  const at = now.getTime().toString(36);
  return `${at}.${mac(sealer, token, at).toString('base64url')}`;
}

export function readFormMark(sealer: Sealer, token: string, mark: string, now: Date): FormVerdict {
  const [at = '', given = ''] = mark.split('.');
  const expected = mac(sealer, token, at);
  const bytes = Buffer.from(given, 'base64url');
  if (bytes.length !== expected.length || !timingSafeEqual(bytes, expected)) return 'wrong';
  const age = now.getTime() - Number.parseInt(at, 36);
  if (age < minAgeMs) return 'too-fast';
  return age > maxAgeMs ? 'stale' : 'ok';
}
