/** What decisions do to offers, and to the times that are kept for them. */
import type { LedgerEventOf } from '@rollcall/contracts';
import type { Turn } from '@rollcall/domain';
import type { OutgoingEvent } from './callback-events.js';
import { columns } from './columns.js';
import type { Tx } from './connect.js';
import { type Decided, eventsOf } from './decided.js';

/** A withdrawn notice gives its time back: holds silently, a booking with a word to the practice. */
export async function releaseWithdrawn(tx: Tx, changed: readonly Decided[], now: Date): Promise<OutgoingEvent[]> {
  const withdrawn = eventsOf(changed, 'notice.withdrawn');
  if (withdrawn.length === 0) return [];
  const { rows } = await tx.query(
    `update reservation r set state = 'released', hold_expires_at = null, settled_at = $2
     where r.notice_id = any($1) and r.state in ('held','booked') returning old.state, r.slot_id, r.notice_id`,
    [withdrawn.map((w) => w.event.noticeId), now],
  );
  return rows
    .filter((r) => r.state === 'booked')
    .flatMap((r) => {
      const of = withdrawn.find((w) => w.event.noticeId === r.notice_id)?.turn.state.outreach;
      return of
        ? [
            {
              type: 'slot.released' as const,
              practiceId: of.practiceId,
              orderKey: r.notice_id,
              data: { batchId: of.batchId, outreachId: of.id, noticeId: r.notice_id, slotId: r.slot_id },
            },
          ]
        : [];
    });
}

/** One question at a time about one notice: those that ended make room before those that follow them are written. */
export async function writeOffers(tx: Tx, changed: readonly Decided[], now: Date): Promise<void> {
  const touched = eventsOf(
    changed,
    'offer.made',
    'offer.chosen',
    'offer.closed',
    'booking.requested',
    'booking.released',
    'notice.rebooked',
  );
  const requested = eventsOf(changed, 'offer.requested');
  const given = eventsOf(changed, 'booking.released').map((r) => r.event);
  await Promise.all([moveOffers(tx, touched, now), giveUpBookings(tx, given, now), requestOffers(tx, requested, now)]);
}

/** A refused slot is offered to nobody: what is in the practice's calendar at that time we do not know. */
async function giveUpBookings(tx: Tx, given: readonly LedgerEventOf<'booking.released'>[], now: Date): Promise<void> {
  if (given.length === 0) return;
  const refused = given.filter((g) => g.because === 'refused').map((g) => g.slotId);
  await Promise.all([
    tx.query(
      `update reservation set state = 'released', settled_at = $2 where offer_id = any($1) and state = 'booked'`,
      [given.map((g) => g.offerId), now],
    ),
    refused.length > 0 &&
      tx.query(
        // In the order in which slots are put, so that the two never wait for each other.
        `update slot s set status = 'busy', refused_at = $2, updated_at = $2
         from (select id from slot where id = any($1) order by external_id for update) k where s.id = k.id`,
        [refused, now],
      ),
  ]);
}

async function requestOffers(
  tx: Tx,
  requested: readonly (Decided & { event: LedgerEventOf<'offer.requested'> })[],
  now: Date,
): Promise<void> {
  if (requested.length === 0) return;
  const states = requested.map((r) => r.turn.state.offers.find((o) => o.id === r.event.offerId)?.state ?? 'requested');
  await tx.query({
    name: 'write-offers-requested',
    text: `insert into offer (id, practice_id, outreach_id, notice_id, contact_point_id, channel, via, state, requested_at, settled_at)
           select u.*, $9, case when u.state = 'requested' then null else $9::timestamptz end
           from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[])
             as u(id, practice, outreach, notice, point, channel, via, state)`,
    values: [
      requested.map((r) => r.event.offerId),
      requested.map((r) => r.turn.state.outreach.practiceId),
      requested.map((r) => r.turn.state.outreach.id),
      requested.map((r) => r.event.noticeId),
      requested.map((r) => r.event.contactPointId),
      requested.map((r) => r.event.channel),
      requested.map((r) => r.event.via),
      states,
      now,
    ],
  });
}

async function moveOffers(
  tx: Tx,
  touched: readonly { turn: Turn; event: { offerId: string } }[],
  now: Date,
): Promise<void> {
  if (touched.length === 0) return;
  const rows = [
    ...new Map(
      touched.flatMap((t) => t.turn.state.offers.filter((o) => o.id === t.event.offerId)).map((o) => [o.id, o]),
    ).values(),
  ];
  const keeps = new Set(['open', 'chosen', 'asked', 'booked']);
  const freed = rows.filter((o) => !keeps.has(o.state)).map((o) => o.id);
  await Promise.all([
    tx.query({
      name: 'write-offers',
      text: `update offer f set state = u.state, chosen = u.chosen, worked_at = null,
               settled_at = case when u.state in ('requested','open','chosen','asked') then null else coalesce(f.settled_at, $4) end,
               booked_at = case when u.state = 'booked' or f.state = 'booked' then coalesce(f.booked_at, f.settled_at, $4) else f.booked_at end
             from unnest($1::uuid[], $2::text[], $3::int[]) as u(id, state, chosen)
             where f.id = u.id`,
      values: [...columns(rows, 'id', 'state', 'chosen'), now],
    }),
    freed.length > 0 &&
      tx.query({
        name: 'write-offers-release',
        text: `update reservation set state = 'released', hold_expires_at = null, settled_at = $2 where offer_id = any($1) and state = 'held'`,
        values: [freed, now],
      }),
  ]);
}
