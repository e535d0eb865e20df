/** The chain: hash = SHA-256(previous hash, seq, time, canonical event). The first link starts from the outreach's id. */
import { hash as digest } from 'node:crypto';
import type { LedgerEntry, LedgerEvent } from '@rollcall/contracts';

/** JSON with sorted keys, so that the same event has the same bytes everywhere, also after a trip through jsonb. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value)
      .filter(([, v]) => v !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([k, v]) => `${JSON.stringify(k)}:${canonical(v)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

export const firstHash = (outreachId: string): string => digest('sha256', `rollcall:${outreachId}`);

export const chainHash = (before: string, seq: number, at: Date, body: string): string =>
  digest('sha256', `${before}\n${seq}\n${at.toISOString()}\n${body}`);

export interface Head {
  seq: number;
  hash: string;
}

/** Appends `events`, which happened at `at`, to the chain that ends in `head`. */
export function chain(head: Head, events: readonly LedgerEvent[], at: Date): LedgerEntry[] {
  let { seq, hash } = head;
  return events.map((event) => {
    seq += 1;
    hash = chainHash(hash, seq, at, canonical(event));
    return { seq, at, event, hash };
  });
}

/** Null when the entries are gap-free and every hash follows from the one before; else the first seq that is wrong. */
export function verifyChain(outreachId: string, entries: readonly LedgerEntry[]): number | null {
  let head: Head = { seq: 0, hash: firstHash(outreachId) };
  for (const entry of entries) {
    const [expected] = chain(head, [entry.event], entry.at);
    if (!expected || expected.seq !== entry.seq || expected.hash !== entry.hash) return head.seq + 1;
    head = { seq: entry.seq, hash: entry.hash };
  }
  return null;
}
