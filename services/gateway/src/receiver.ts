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
/** Events in one statement; SendGrid may bring hundreds in a request. */
const maxTogether = 500;
/** A statement of thirty costs little more than one of three. Nobody on a telephone hears this wait. Real milliseconds. */
const gathering = { gatherMs: 15, enough: 32 };
/** A request with so many events does not wait behind single ones, nor they behind it. */
const many = 20;
/** Of such requests five share a statement and two statements run: a third less CPU than one each (measured). */
const manyTogether = { max: 5, inFlight: 2 };

interface Stored {
  id: string;
  isNew: boolean;
}

const sourceOf = (kind: InboxKind): FactSource =>
  kind.startsWith('twilio.') ? 'twilio' : kind.startsWith('sendgrid.') ? 'sendgrid' : 'page';

export class Receiver {
  readonly #door: Door;
  readonly #settlement: Settlement;
  readonly #received: ReturnType<Door['metrics']['counter']>;
  readonly #store: (incoming: Incoming) => Promise<Stored>;
  readonly #storeMany: (incoming: readonly Incoming[]) => Promise<void>;

  constructor(door: Door) {
    this.#door = door;
    this.#settlement = new Settlement(door.database);
    this.#received = door.metrics.counter('webhooks_total', 'Webhooks received, by kind and whether they were new', [
      'kind',
      'result',
    ]);
    // One statement for all webhooks that arrive while the last one commits; each is answered after its commit.
    this.#store = coalesce((incoming) => this.#commit(incoming), { max: maxTogether, ...gathering });
    this.#storeMany = coalesce(async (requests: (readonly Incoming[])[]) => {
      await this.#commit(requests.flat());
      return requests.map(() => undefined);
    }, manyTogether);
  }

  async #commit(incoming: readonly Incoming[]): Promise<Stored[]> {
    const facts = incoming.map((i) => ({
      source: sourceOf(i.kind),
      kind: i.kind,
      dedupeKey: dedupeKey(i.kind, i.attemptId, i.payload),
      attemptId: i.attemptId,
      payload: i.payload,
    }));
    const { database, clock } = this.#door;
    faultPoint('gateway.before-store');
    const stored = await storeFacts(database.pool, database.sealer, facts, clock.now());
    faultPoint('gateway.after-store');
    this.#count(incoming, stored);
    return stored;
  }

  /** By kind and result: counting each event costs more than it tells. */
  #count(incoming: readonly Incoming[], stored: readonly Stored[]): void {
    const counts = new Map<InboxKind, { new: number; duplicate: number }>();
    incoming.forEach(({ kind }, n) => {
      const of = counts.get(kind) ?? { new: 0, duplicate: 0 };
      of[stored[n]?.isNew ? 'new' : 'duplicate'] += 1;
      counts.set(kind, of);
    });
    for (const [kind, of] of counts)
      for (const result of ['new', 'duplicate'] as const)
        if (of[result] > 0) this.#received.inc({ kind, result }, of[result]);
  }

  /** Resolves after COMMIT. A provider's retry of the same event is stored once. */
  store(incoming: Incoming): Promise<Stored> {
    return this.#store(incoming);
  }

  /** All that one request brought; resolves when the last of it is committed. */
  async storeAll(incoming: readonly Incoming[]): Promise<void> {
    if (incoming.length < many) {
      await Promise.all(incoming.map((one) => this.#store(one)));
      return;
    }
    const parts = Array.from({ length: Math.ceil(incoming.length / maxTogether) }, (_, n) =>
      incoming.slice(n * maxTogether, (n + 1) * maxTogether),
    );
    await Promise.all(parts.map((part) => this.#storeMany(part)));
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
