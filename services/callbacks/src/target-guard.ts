/**
 * Where callbacks may go. The check sits inside the look-up that the connection itself uses: between a check and a
 * connect of its own a name could point elsewhere.
 */
import { lookup as resolve } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { forbiddenRange } from './address-ranges.js';

export class TargetNotAllowed extends Error {
  constructor(readonly why: string) {
    super(`target not allowed: ${why}`);
    this.name = 'TargetNotAllowed';
  }
}

/** `host:port` entries that may be reached although they are private or plain http. */
export type AllowList = ReadonlySet<string>;
export const readAllowList = (text: string): AllowList =>
  new Set(
    text
      .split(',')
      .map((s) => s.trim().toLowerCase())
      .filter((s) => s !== ''),
  );

const hostPort = (url: URL): string =>
  `${url.hostname.toLowerCase()}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`;
export const isListed = (url: URL, allow: AllowList): boolean => allow.has(hostPort(url));

/** Throws before a socket is opened: scheme, credentials, and addresses written as such. */
export function checkUrl(url: URL, allow: AllowList): void {
  if (url.username !== '' || url.password !== '') throw new TargetNotAllowed('credentials in the url');
  if (isListed(url, allow)) return;
  if (url.protocol !== 'https:') throw new TargetNotAllowed('https only');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const range = isIP(host) === 0 ? null : forbiddenRange(host);
  if (range) throw new TargetNotAllowed(range);
}

/** A look-up that answers only addresses callbacks may reach. */
export const guardedLookup: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, '', 0);
    const forbidden = addresses.map((a) => forbiddenRange(a.address)).find((r) => r !== null);
    const [first] = addresses;
    // One bad address among good ones is an attempt, not an accident.
    if (forbidden || !first)
      return callback(new TargetNotAllowed(forbidden ?? 'no address') as NodeJS.ErrnoException, '', 0);
    if (options.all) return callback(null, addresses);
    callback(null, first.address, first.family);
  });
};
