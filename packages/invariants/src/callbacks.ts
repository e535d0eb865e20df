/** I16: the practice hears of every end, once as one event, signed, or sees that it could not be told. */
import type { Evidence } from './evidence.js';
import { type Invariant, lateBefore, namedAtMost, type Violation } from './invariant.js';

/**
 * The oldest of a notice's deliveries is due and nobody has any delivery in hand: then no one is delivering at all. A
 * receiver that is slow or down is no fault of ours: its deliveries are in hand, or wait for their next try.
 */
async function somebodyDelivers(e: Evidence): Promise<Violation[]> {
  const late = lateBefore(e);
  const rows = await e.query(
    `select d.id from (select * from delivery where state = 'pending' and next_attempt_at < $1 order by next_attempt_at limit 1000) d
     join webhook_endpoint w on w.id = d.endpoint_id and w.enabled and w.deleted_at is null
     where not exists (select from delivery x where x.endpoint_id = d.endpoint_id and x.order_key = d.order_key and x.state = 'pending' and x.seq < d.seq)
       and not exists (select from delivery y where y.state = 'pending' and y.lease_until > $1) limit $2`,
    [late, namedAtMost],
  );
  return rows.map((r) => ({ invariant: 'I16', what: `delivery ${r.id} is due and nobody delivers` }));
}

/** Every end of a notice has its event, and every event a delivery to each endpoint that was there for it. */
async function endsAreAnnounced(e: Evidence): Promise<Violation[]> {
  const rows = await e.query(
    `select n.outreach_id, n.id, n.state from notice n
     where n.state <> 'open' and not exists (select from callback_event c where c.order_key = n.id and c.type = 'notice.' || n.state) limit $1`,
    [namedAtMost],
  );
  const undelivered = await e.query(
    `select c.id from callback_event c join webhook_endpoint w on w.practice_id = c.practice_id and w.created_at < c.at and c.type = any(w.events)
     where w.enabled and w.deleted_at is null
       and not exists (select from delivery d where d.event_id = c.id and d.endpoint_id = w.id) limit $1`,
    [namedAtMost],
  );
  return [
    ...rows.map((r) => ({
      invariant: 'I16' as const,
      what: `notice ${r.id} is ${r.state} and no event says so`,
      outreachId: r.outreach_id as string,
    })),
    ...undelivered.map((r) => ({
      invariant: 'I16' as const,
      what: `event ${r.id} is delivered to nobody who asked for it`,
    })),
  ];
}

/** What we call delivered was received, with one id, one type and a signature that holds. */
async function receivedAsSent(e: Evidence): Promise<Violation[]> {
  const received = e.received ?? [];
  const violations: Violation[] = received
    .filter((r) => !r.valid)
    .map((r) => ({ invariant: 'I16', what: `callback ${r.webhookId} came with a signature that does not hold` }));
  const types = new Map<string, string>();
  for (const r of received.filter((one) => one.valid)) {
    const known = types.get(r.webhookId);
    if (known !== undefined && known !== r.type)
      violations.push({ invariant: 'I16', what: `callback ${r.webhookId} came as ${known} and as ${r.type}` });
    types.set(r.webhookId, r.type);
  }
  const strangers = await e.query(
    `select u.id from unnest($1::text[], $2::text[]) as u(id, type)
     where not exists (select from callback_event c where c.id::text = u.id and c.type = u.type) limit $3`,
    [[...types.keys()], [...types.values()], namedAtMost],
  );
  const lost = await e.query(
    `select d.id from delivery d where d.state = 'delivered' and d.event_id::text <> all($1) limit $2`,
    [[...types.keys()], namedAtMost],
  );
  return [
    ...violations,
    ...strangers.map((r) => ({ invariant: 'I16' as const, what: `callback ${r.id} is no event of ours` })),
    ...lost.map((r) => ({
      invariant: 'I16' as const,
      what: `delivery ${r.id} is called delivered and was not received`,
    })),
  ].slice(0, namedAtMost);
}

export const callbacks: readonly Invariant[] = [
  {
    id: 'I16',
    title: 'Somebody delivers what the practice is to hear',
    when: 'always',
    needs: [],
    check: somebodyDelivers,
  },
  { id: 'I16', title: 'The practice hears of every end', when: 'settled', needs: [], check: endsAreAnnounced },
  {
    id: 'I16',
    title: 'What the practice was told, it got, signed',
    when: 'settled',
    needs: ['received'],
    check: receivedAsSent,
  },
];
