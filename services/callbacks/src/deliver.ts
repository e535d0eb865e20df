/** A round of deliveries: claimed under a lease, posted side by side, recorded one by one. */
import { claimDeliveries, type Database, type DueDelivery, recordDelivery } from '@rollcall/database';
import type { Clock } from '@rollcall/platform';
import { retryDelayMs } from './backoff.js';
import type { Poster } from './post.js';
import { signatureHeaders } from './signature.js';

export interface DeliverContext {
  database: Database;
  clock: Clock;
  poster: Poster;
  random: () => number;
  onResult?: (result: 'delivered' | 'retry' | 'dead') => void;
}

const batchSize = 64;
/** Longer than a post may take; a crash after it means one more post with the same id. Real milliseconds. */
const leaseMs = 30_000;

export async function deliverDue(context: DeliverContext): Promise<number> {
  const { database, clock } = context;
  const now = clock.now();
  const due = await claimDeliveries(database, now, new Date(now.getTime() + clock.fromReal(leaseMs)), batchSize);
  await Promise.all(due.map((d) => deliverOne(context, d)));
  return due.length;
}

async function deliverOne(context: DeliverContext, d: DueDelivery): Promise<void> {
  const { database, clock, poster } = context;
  const posted = await poster.post(d.url, { ...signatureHeaders(d.eventId, clock.wall(), d.body, d.secrets) }, d.body);
  const delivered = posted.status !== null && posted.status >= 200 && posted.status < 300;
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
    },
    now,
  );
  context.onResult?.(delivered ? 'delivered' : delay === null ? 'dead' : 'retry');
}
