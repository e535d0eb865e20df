/** What is out of order until somebody says otherwise: unlike a fault that strikes one request, it strikes them all. */
import { z } from 'zod';
import type { Received } from './ledger.js';

/**
 * - `revoked`: the account's credentials are not accepted (401).
 * - `storm`: every request is too much (429).
 * - `down`: every request fails (500), and nothing is sent.
 * - `hang`: no request is answered, and nothing is sent.
 * - `unregistered` (texts): taken, and then refused by the carriers (30034).
 */
const kinds = ['revoked', 'storm', 'down', 'hang'] as const;
const kind = z.enum(kinds).nullable().optional();

export const OutageSet = z.strictObject({
  sms: z
    .enum([...kinds, 'unregistered'])
    .nullable()
    .optional(),
  im: kind,
  call: kind,
  email: kind,
});
export type OutageSet = z.infer<typeof OutageSet>;
export type Outage = (typeof kinds)[number] | 'unregistered';

export class Outages {
  #now: OutageSet = {};

  get now(): OutageSet {
    return this.#now;
  }

  /** Changes the given ones and keeps the others; null: in order again. */
  set(outages: OutageSet): void {
    this.#now = { ...this.#now, ...outages };
  }

  of(what: Received['kind']): Outage | null {
    return this.#now[what] ?? null;
  }
}
