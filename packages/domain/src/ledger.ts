/** The chain: hash = SHA-256(previous hash, seq, time, canonical event). The first link starts from the outreach's id. */
import { hash } from 'node:crypto';
import type { LedgerEntry, LedgerEvent } from '@rollcall/contracts';

/**
 * JSON with sorted keys, so that the same event has the same bytes everywhere, also after a trip through jsonb. Written by
 * hand because every event passes here (3.5 us for one, 5 by sorting its entries).
 */
export function canonical(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  let text = '';
  for (const key of Object.keys(value).sort()) {
    const of = (value as Record<string, unknown>)[key];
    if (of !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonical(of)}`;
  }
  return `{${text}}`;
}

export const firstHash = (outreachId: string): string => hash('sha256', `rollcall:${outreachId}`);

export const chainHash = (before: string, seq: number, at: Date, body: string): string =>
  hash('sha256', `${before}\n${seq}\n${at.toISOString()}\n${body}`);

export interface Head {
  seq: number;
  hash: string;
}

export interface Link extends LedgerEntry {
  /** The event as it was hashed. */
  body: string;
}

/** Appends `events`, which happened at `at`, to the chain that ends in `head`. */
export function chain(head: Head, events: readonly LedgerEvent[], at: Date): Link[] {
  let { seq, hash: before } = head;
  return events.map((event) => {
    const body = canonical(event);
    seq += 1;
    before = chainHash(before, seq, at, body);
    return { seq, at, event, body, hash: before };
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
