/** Every request that asked for a message or a call, and what became of it. */
import { createHash } from 'node:crypto';
import type { Clock } from '@rollcall/platform';

export type RequestKind = 'sms' | 'call' | 'email' | 'im';
/** `faulted-before`: answered with a fault and not sent. `faulted-after`: sent, and the answer was a fault. */
export type Verdict = 'accepted' | 'refused' | 'faulted-before' | 'faulted-after';

export interface Received {
  kind: RequestKind;
  to: string;
  from: string;
  /** The sender's own id, from the callback address or the custom arguments. */
  rid: string | null;
  subject: string | null;
  body: string | null;
}
export interface LedgerEntry extends Received {
  id: number;
  /** Business and wall time, RFC 3339. */
  at: string;
  wall: string;
  /** Over all that would be sent: equal requests have equal hashes. */
  hash: string;
  verdict: Verdict;
  /** The provider's error code of a refusal. */
  code: string | null;
  /** The provider's name for what was sent. */
  ref: string | null;
  /** How often somebody answered it. */
  replies: number;
}

const hashOf = (r: Received): string =>
  createHash('sha256')
    .update(JSON.stringify([r.kind, r.to, r.from, r.subject, r.body]))
    .digest('hex');

export class Ledger {
  readonly #clock: Clock;
  #entries: LedgerEntry[] = [];
  readonly #byRef = new Map<string, LedgerEntry>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  record(received: Received, verdict: Verdict, more: { ref?: string; code?: string } = {}): LedgerEntry {
    const entry: LedgerEntry = {
      id: this.#entries.length + 1,
      at: this.#clock.now().toISOString(),
      wall: this.#clock.wall().toISOString(),
      ...received,
      hash: hashOf(received),
      verdict,
      code: more.code ?? null,
      ref: more.ref ?? null,
      replies: 0,
    };
    this.#entries.push(entry);
    if (entry.ref) this.#byRef.set(entry.ref, entry);
    return entry;
  }

  /** Somebody answered what is named `ref`. */
  answered(ref: string): void {
    const entry = this.#byRef.get(ref);
    if (entry) entry.replies += 1;
  }

  /** Oldest first. */
  get entries(): readonly LedgerEntry[] {
    return this.#entries;
  }

  /** How many of each kind came to each verdict. */
  counts(): Record<RequestKind, Record<Verdict, number>> {
    const none = (): Record<Verdict, number> => ({ accepted: 0, refused: 0, 'faulted-before': 0, 'faulted-after': 0 });
    const counts = { sms: none(), call: none(), email: none(), im: none() };
    for (const e of this.#entries) counts[e.kind][e.verdict] += 1;
    return counts;
  }

  clear(): void {
    this.#entries = [];
    this.#byRef.clear();
  }
}
