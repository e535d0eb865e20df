/** Stores what came in, before anybody is answered; and waits, briefly, until the conductor has applied it. */
import { setTimeout as delay } from 'node:timers/promises';
import type { FactSource } from '@rollcall/contracts';
import { storeFacts } from '@rollcall/database';
import { coalesce, faultPoint } from '@rollcall/platform';
import { dedupeKey, type InboxKind } from '@rollcall/providers';
import type { Door } from './app.js';
import { Settlement } from './settlement.js';

export interface Incoming {
  kind: InboxKind;
  attemptId: string | null;
  payload: unknown;
}

/** How often a wait looks again. Real milliseconds. */
const lookEveryMs = 50;
const defaultPatienceMs = 4000;
/** Events in one statement; SendGrid alone may bring hundreds in a request. */
const togetherAtMost = { max: 500 };

const sourceOf = (kind: InboxKind): FactSource =>
  kind.startsWith('twilio.') ? 'twilio' : kind.startsWith('sendgrid.') ? 'sendgrid' : 'page';

export class Receiver {
  readonly #door: Door;
  readonly #settlement: Settlement;
  readonly #store: (incoming: Incoming) => Promise<{ id: string; isNew: boolean }>;

  constructor(door: Door) {
    this.#door = door;
    this.#settlement = new Settlement(door.database);
    const received = door.metrics.counter('webhooks_total', 'Webhooks received, by kind and whether they were new', [
      'kind',
      'result',
    ]);
    const count = (incoming: readonly Incoming[], stored: readonly { isNew: boolean }[]): void => {
      const counts = new Map<InboxKind, { new: number; duplicate: number }>();
      incoming.forEach(({ kind }, n) => {
        const of = counts.get(kind) ?? { new: 0, duplicate: 0 };
        of[stored[n]?.isNew ? 'new' : 'duplicate'] += 1;
        counts.set(kind, of);
      });
      for (const [kind, of] of counts)
        for (const result of ['new', 'duplicate'] as const)
          if (of[result] > 0) received.inc({ kind, result }, of[result]);
    };
    // One statement for all webhooks that arrive while the last one commits; each is answered after its commit.
    this.#store = coalesce(async (incoming: Incoming[]) => {
      const facts = incoming.map((i) => ({
        source: sourceOf(i.kind),
        kind: i.kind,
        dedupeKey: dedupeKey(i.kind, i.attemptId, i.payload),
        attemptId: i.attemptId,
        payload: i.payload,
      }));
      faultPoint('gateway.before-store');
      const stored = await storeFacts(door.database.pool, door.database.sealer, facts, door.clock.now());
      faultPoint('gateway.after-store');
      count(incoming, stored);
      return stored;
    }, togetherAtMost);
  }

  /** Resolves after COMMIT. A provider's retry of the same event is stored once. */
  store(incoming: Incoming): Promise<{ id: string; isNew: boolean }> {
    return this.#store(incoming);
  }

  /** Stores, then waits until it is applied; false when that takes longer than a caller should wait. */
  async storeAndWait(incoming: Incoming): Promise<boolean> {
    const { id } = await this.store(incoming);
    return this.#settlement.of(id, this.#door.patienceMs ?? defaultPatienceMs);
  }

  /** Looks at `condition` until it holds or the patience ends. */
  async until(condition: () => Promise<boolean>): Promise<boolean> {
    const end = performance.now() + (this.#door.patienceMs ?? defaultPatienceMs);
    for (;;) {
      if (await condition()) return true;
      if (performance.now() > end) return false;
      await delay(lookEveryMs);
    }
  }
}
