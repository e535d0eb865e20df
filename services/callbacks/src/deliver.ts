/**
 * Deliveries are claimed under a lease, posted side by side and recorded one by one. Claiming does not wait for answers:
 * a receiver that hangs uses up its own few places, and nobody else's time.
 */
import { claimDeliveries, type Database, type DueDelivery, recordDelivery } from '@rollcall/database';
import { type Clock, faultPoint, type Logger } from '@rollcall/platform';
import { retryDelayMs } from './backoff.js';
import type { Poster } from './post.js';
import { refusalIn } from './refusal.js';
import { signatureHeaders } from './signature.js';

export interface DeliverContext {
  database: Database;
  /** Claims only while the module is this build's; what was posted is recorded in any case. Default: `database`. */
  claiming?: Database;
  clock: Clock;
  poster: Poster;
  logger: Logger;
  random: () => number;
  onResult?: (result: 'delivered' | 'retry' | 'dead') => void;
  /** There is room again, and perhaps a successor to deliver. */
  onRoom?: () => void;
}

/** Requests under way, in all and to one endpoint. */
const total = 64;
const perEndpoint = 8;
/** Longer than a post may take; a crash after it means one more post with the same id. Real milliseconds. */
const leaseMs = 30_000;

export class Deliverer {
  readonly #context: DeliverContext;
  readonly #underWay = new Map<string, number>();
  readonly #posts = new Set<Promise<void>>();
  #ended = 0;

  constructor(context: DeliverContext) {
    this.#context = context;
  }

  /**
   * Claims what is due and there is room for, and starts to post it. Returns how many were started, plus those that
   * ended meanwhile: they made room this claim did not see, so more than zero means look again.
   */
  async start(): Promise<number> {
    const { database, claiming = database, clock } = this.#context;
    const ended = this.#ended;
    const room = total - this.#posts.size;
    if (room === 0) return 0;
    const now = clock.now();
    const due = await claimDeliveries(claiming, now, new Date(now.getTime() + clock.fromReal(leaseMs)), {
      total: room,
      perEndpoint,
      underWay: this.#underWay,
    });
    for (const d of due) this.#post(d);
    return due.length + this.#ended - ended;
  }

  /** Resolves when every post under way is recorded. */
  async settled(): Promise<void> {
    while (this.#posts.size > 0) await Promise.all(this.#posts);
  }

  #post(d: DueDelivery): void {
    this.#count(d.endpointId, 1);
    const post = deliverOne(this.#context, d)
      // Not recorded: the lease runs out, and it is posted again with the same id.
      .catch((error: unknown) => this.#context.logger.error({ err: error, deliveryId: d.id }, 'delivery not recorded'))
      .finally(() => {
        this.#count(d.endpointId, -1);
        this.#posts.delete(post);
        this.#ended += 1;
        this.#context.onRoom?.();
      });
    this.#posts.add(post);
  }

  #count(endpointId: string, by: number): void {
    const n = (this.#underWay.get(endpointId) ?? 0) + by;
    if (n === 0) this.#underWay.delete(endpointId);
    else this.#underWay.set(endpointId, n);
  }
}

async function deliverOne(context: DeliverContext, d: DueDelivery): Promise<void> {
  const { database, clock, poster } = context;
  faultPoint('callbacks.after-claim');
  const posted = await poster.post(d.url, { ...signatureHeaders(d.eventId, clock.wall(), d.body, d.secrets) }, d.body);
  faultPoint('callbacks.after-post');
  const refusal = refusalIn(d, posted.status);
  const delivered = refusal !== null || (posted.status !== null && posted.status >= 200 && posted.status < 300);
  const gone = posted.status === 410;
  const delay = delivered || gone ? null : retryDelayMs(d.tries + 1, context.random(), posted.retryAfterMs);
  const now = clock.now();
  await recordDelivery(
    database,
    {
      id: d.id,
      endpointId: d.endpointId,
      status: posted.status,
      error: delivered ? null : (posted.error ?? `status_${posted.status}`),
      durationMs: posted.durationMs,
      next: delay === null ? null : new Date(now.getTime() + delay),
      delivered,
      disable: gone,
      answer: refusal,
    },
    now,
  );
  context.onResult?.(delivered ? 'delivered' : delay === null ? 'dead' : 'retry');
}
