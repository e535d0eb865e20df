/** What goes wrong on demand. Each draw is a hash of the seed, the attempt and the fault, so a run can be repeated. */
import { z } from 'zod';
import { draw } from './draw.js';

const rate = z.number().min(0).max(1).default(0);

/** Probabilities from 0 to 1; all 0 by default. */
export const FaultRates = z.strictObject({
  /** 429 with Retry-After; nothing is sent. */
  rate429: rate,
  /** 500, nothing is sent. */
  rate5xxBefore: rate,
  /** 500, although it is sent. */
  rate5xxAfter: rate,
  /** Sent, and never answered. */
  rateHangAfter: rate,
  /** The connection breaks before anything is sent, or after. */
  rateResetBefore: rate,
  rateResetAfter: rate,
  /** Webhooks told twice, told out of order, never told, or told long after. */
  webhookDuplicate: rate,
  webhookPermute: rate,
  webhookLost: rate,
  webhookLate: rate,
});
export type FaultRates = z.infer<typeof FaultRates>;
export type RequestFault = 'throttle' | 'fail-before' | 'reset-before' | 'fail-after' | 'hang-after' | 'reset-after';

const requestFaults = [
  ['rate429', 'throttle'],
  ['rate5xxBefore', 'fail-before'],
  ['rateResetBefore', 'reset-before'],
  ['rate5xxAfter', 'fail-after'],
  ['rateHangAfter', 'hang-after'],
  ['rateResetAfter', 'reset-after'],
] as const satisfies readonly (readonly [keyof FaultRates, RequestFault])[];

export interface WebhookFault {
  lost: boolean;
  twice: boolean;
  /** Business milliseconds; 0: at once and in its turn. */
  delayMs: number;
}

/** Out of order: long enough for later ones to overtake. Late: when nobody waits for it any more. */
const permuteMs = [2_000, 30_000] as const;
const lateMs = [5 * 60_000, 60 * 60_000] as const;

export class Faults {
  readonly #seed: number;
  #rates: FaultRates;
  readonly #asked = new Map<string, number>();

  constructor(seed: number, rates: Partial<FaultRates> = {}) {
    this.#seed = seed;
    this.#rates = FaultRates.parse(rates);
  }

  get rates(): FaultRates {
    return this.#rates;
  }

  /** Changes the given rates and keeps the others. */
  set(rates: Partial<FaultRates>): void {
    this.#rates = FaultRates.parse({ ...this.#rates, ...rates });
  }

  /** The first fault that strikes this request, or null. `rid` names the attempt; a repeated one is drawn anew. */
  ofRequest(rid: string): RequestFault | null {
    const n = this.#asked.get(rid) ?? 0;
    this.#asked.set(rid, n + 1);
    const struck = requestFaults.find(([name]) => this.#strikes(name, rid, n));
    return struck?.[1] ?? null;
  }

  /** `droppable` webhooks only report; what a person said is never lost on the way. */
  ofWebhook(rid: string, what: string, droppable: boolean): WebhookFault {
    const between = ([from, to]: readonly [number, number]): number =>
      from + draw(this.#seed, 'delay', rid, what) * (to - from);
    const late = this.#strikes('webhookLate', rid, what);
    const permuted = this.#strikes('webhookPermute', rid, what);
    return {
      lost: droppable && this.#strikes('webhookLost', rid, what),
      twice: this.#strikes('webhookDuplicate', rid, what),
      delayMs: late ? between(lateMs) : permuted ? between(permuteMs) : 0,
    };
  }

  #strikes(name: keyof FaultRates, rid: string, what: string | number): boolean {
    const at = this.#rates[name];
    return at > 0 && draw(this.#seed, name, rid, what) < at;
  }
}
