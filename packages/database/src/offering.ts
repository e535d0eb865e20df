/**
 * Offers, holds and bookings. The database alone decides who has a time: an exclusion constraint over live reservations
 * of one resource, so that two patients never hold one slot, whatever races.
 */
import { Policy, type Rebooking } from '@rollcall/contracts';
import type { MatchRequest, MatchSlot } from '@rollcall/domain';
import { type Tx, violated } from './connect.js';

export interface RequestedOffer {
  offerId: string;
  practiceId: string;
  noticeId: string;
  holdMinutes: number;
  request: MatchRequest;
}

/** Locks offers nobody has filled yet, oldest first; another reschedule service's are skipped. */
export async function lockRequested(tx: Tx, now: Date, limit: number): Promise<RequestedOffer[]> {
  const { rows } = await tx.query({
    name: 'offer-requested',
    text: `select f.id, f.practice_id, f.notice_id, n.patient_id, a.practitioner_external_id, a.visit_type, a.modality, a.location_external_id, a.start_at, a.end_at, a.priority, a.rebooking,
             p.body policy,
             -- Whoever chose one of several has not turned down the others: where it could not be had, they are offered again.
             array(select r.slot_id from reservation r join offer x on x.id = r.offer_id
               where x.notice_id = f.notice_id and (x.state not in ('refused','void') or r.choice = x.chosen)) seen,
             -- Of all whom the same party brings: nobody is at two places at once.
             coalesce((select jsonb_agg(jsonb_build_object('start', lower(r.during), 'end', upper(r.during))) from reservation r
               where r.patient_id in (select m.patient_id from outreach q join notice m on m.outreach_id = q.id where q.party_id = o.party_id)
                 and (r.state = 'booked' or (r.state = 'held' and r.hold_expires_at > $2))), '[]') busy
           from offer f join notice n on n.id = f.notice_id join appointment a on a.id = n.appointment_id
           join outreach o on o.id = f.outreach_id join policy p on p.practice_id = o.practice_id and p.version = o.policy_version
           where f.state = 'requested' and f.worked_at is null order by f.requested_at, f.id limit $1 for update of f skip locked`,
    values: [limit, now],
  });
  return rows.map((r) => {
    const { reschedule } = Policy.parse(r.policy);
    const rebooking = r.rebooking as Rebooking | null;
    const earliest = new Date(now.getTime() + reschedule.leadMinutes * 60_000);
    const latest = new Date(now.getTime() + reschedule.horizonDays * 86_400_000);
    return {
      offerId: r.id,
      practiceId: r.practice_id,
      noticeId: r.notice_id,
      holdMinutes: reschedule.holdMinutes,
      request: {
        id: r.id,
        patientId: r.patient_id,
        resource: r.practitioner_external_id,
        visitType: r.visit_type,
        modality: r.modality,
        location: r.location_external_id,
        durationMinutes: (r.end_at.getTime() - r.start_at.getTime()) / 60_000,
        priority: r.priority,
        cancelledStart: r.start_at,
        busy: [...r.busy, ...(rebooking?.busy ?? [])].map((b: { start: string; end: string }) => ({
          start: new Date(b.start),
          end: new Date(b.end),
        })),
        needs: rebooking?.needs ?? [],
        seen: new Set(r.seen),
        // Of linked visits one is not moved by a machine.
        options: (rebooking?.linkedTo.length ?? 0) > 0 ? 0 : reschedule.optionsPerOffer,
        notBefore: later(earliest, rebooking?.notBefore),
        notAfter: earlier(latest, rebooking?.notAfter),
      },
    };
  });
}

const later = (own: Date, wished: string | undefined): Date =>
  wished !== undefined && new Date(wished) > own ? new Date(wished) : own;
const earlier = (own: Date, wished: string | undefined): Date =>
  wished !== undefined && new Date(wished) < own ? new Date(wished) : own;

/**
 * One service at a time matches a practice, until its transaction ends. Beside each other two would choose the same best
 * slots, and who comes second would be left with nothing while other slots are free. Call in order of practice id.
 */
export async function lockMatching(tx: Tx, practiceId: string): Promise<void> {
  await tx.query({
    name: 'offer-lock-matching',
    text: `select pg_advisory_xact_lock(hashtextextended($1, 3))`,
    values: [practiceId],
  });
}

/**
 * Free slots of a practice between two instants that no live reservation overlaps, nor a time that was cancelled and may
 * be on again: until it has passed, the practice may take that back. Both are read once, not per slot: an index of an
 * exclusion constraint must not be read in a loop (docs/decisions/004-gist.md).
 */
export async function freeSlots(tx: Tx, practiceId: string, from: Date, to: Date, limit: number): Promise<MatchSlot[]> {
  const { rows } = await tx.query({
    name: 'offer-free-slots',
    text: `with taken as materialized (
             select u.resource, range_agg(u.during) times from (
               select r.resource, r.during from reservation r
               where r.practice_id = $1 and r.state in ('held','booked') and upper(r.during) > $2
               union all
               select a.practitioner_external_id, tstzrange(a.start_at, a.end_at) from appointment a
               where a.practice_id = $1 and a.start_at > $2::timestamptz - interval '1 day' and a.start_at <= $3) u group by u.resource)
           select s.id, s.resource, s.start_at, s.end_at, s.location, s.visit_types, s.provides, s.modality
           from slot s left join taken t on t.resource = s.resource
           where s.practice_id = $1 and s.status = 'free' and s.start_at between $2 and $3
             and not coalesce(t.times && tstzrange(s.start_at, s.end_at), false)
           order by s.start_at, s.id limit $4`,
    values: [practiceId, from, to, limit],
  });
  return rows.map((r) => ({
    id: r.id,
    resource: r.resource,
    start: r.start_at,
    end: r.end_at,
    location: r.location,
    visitTypes: r.visit_types,
    provides: r.provides,
    modality: r.modality,
  }));
}

/** Holds that ran out make room. Expiry is a state, not a time in a predicate: the constraint cannot ask the clock. */
export async function releaseExpiredHolds(tx: Tx, now: Date): Promise<number> {
  const { rowCount } = await tx.query({
    name: 'offer-release-expired',
    text: `update reservation set state = 'released', hold_expires_at = null, settled_at = $1
           where id in (select id from reservation where state = 'held' and hold_expires_at <= $1 order by id for update skip locked)`,
    values: [now],
  });
  return rowCount ?? 0;
}

export interface NewHold {
  id: string;
  practiceId: string;
  slot: MatchSlot;
  offerId: string;
  noticeId: string;
  patientId: string;
  choice: number;
  expiresAt: Date;
}

/**
 * Holds slots; returns the offers and choices that got theirs. Always in order of resource and start: in random order 57
 * of 60 concurrent transactions deadlocked (measured). A time that somebody else has is left out, not an error.
 */
export async function holdSlots(tx: Tx, holds: readonly NewHold[]): Promise<Set<string>> {
  if (holds.length === 0) return new Set();
  const sorted = [...holds].sort(
    (a, b) =>
      (a.slot.resource < b.slot.resource ? -1 : a.slot.resource > b.slot.resource ? 1 : 0) ||
      a.slot.start.getTime() - b.slot.start.getTime(),
  );
  const { rows } = await tx.query({
    name: 'offer-hold',
    text: `insert into reservation (id, practice_id, slot_id, resource, during, offer_id, notice_id, patient_id, choice, state, hold_expires_at)
           select u.id, u.practice, u.slot, u.resource, tstzrange(u.s, u.e, '[)'), u.offer, u.notice, u.patient, u.choice, 'held', u.expires
           from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::uuid[], $8::uuid[], $9::uuid[], $10::int[], $11::timestamptz[])
             with ordinality as u(id, practice, slot, resource, s, e, offer, notice, patient, choice, expires, n)
           order by u.n on conflict do nothing returning id`,
    values: [
      sorted.map((h) => h.id),
      sorted.map((h) => h.practiceId),
      sorted.map((h) => h.slot.id),
      sorted.map((h) => h.slot.resource),
      sorted.map((h) => h.slot.start),
      sorted.map((h) => h.slot.end),
      sorted.map((h) => h.offerId),
      sorted.map((h) => h.noticeId),
      sorted.map((h) => h.patientId),
      sorted.map((h) => h.choice),
      sorted.map((h) => h.expiresAt),
    ],
  });
  return new Set(rows.map((r) => r.id));
}

/**
 * The service has answered these offers; `expiresAt` where slots are held. The state is the conductor's: it moves when
 * the fact is folded, so that the rows stay the fold of the ledger.
 */
export async function markWorked(
  tx: Tx,
  worked: readonly { offerId: string; expiresAt?: Date | null }[],
  now: Date,
): Promise<void> {
  if (worked.length === 0) return;
  await tx.query({
    name: 'offer-worked',
    text: `update offer f set worked_at = $3, expires_at = coalesce(u.expires, f.expires_at) from unnest($1::uuid[], $2::timestamptz[]) as u(id, expires) where f.id = u.id`,
    values: [worked.map((f) => f.offerId), worked.map((f) => f.expiresAt ?? null), now],
  });
}

export interface ChosenOffer {
  offerId: string;
  practiceId: string;
  /** Until when the practice is to confirm it, by its policy; null: it is booked as it is chosen. */
  confirmWithinMinutes: number | null;
}

/** Locks offers whose patient has chosen. */
export async function lockChosen(tx: Tx, limit: number): Promise<ChosenOffer[]> {
  const { rows } = await tx.query({
    name: 'offer-chosen',
    text: `select f.id, f.practice_id,
             case when p.body #>> '{bookings,confirmedBy}' = 'practice' then (p.body #>> '{bookings,withinMinutes}')::int end confirm_within
           from offer f join outreach o on o.id = f.outreach_id join policy p on p.practice_id = o.practice_id and p.version = o.policy_version
           where f.state = 'chosen' and f.worked_at is null order by f.requested_at, f.id limit $1 for update of f skip locked`,
    values: [limit],
  });
  return rows.map((r) => ({ offerId: r.id, practiceId: r.practice_id, confirmWithinMinutes: r.confirm_within }));
}

/**
 * Books the chosen slot and lets the others go. False when the time is gone, or is no longer the one that was offered
 * because the practice moved the slot: then nothing of it is held any more.
 */
export async function bookChosen(
  tx: Tx,
  { offerId }: Pick<ChosenOffer, 'offerId' | 'practiceId'>,
  now: Date,
): Promise<boolean> {
  let booked = false;
  await tx.query('savepoint booking');
  try {
    const { rowCount } = await tx.query({
      name: 'offer-book',
      text: `update reservation r set state = 'booked', hold_expires_at = null, settled_at = $2 from offer f, slot s
             where f.id = $1 and r.offer_id = f.id and r.choice = f.chosen and r.state = 'held' and r.hold_expires_at > $2 and s.id = r.slot_id and s.status = 'free'
               and s.resource = r.resource and s.start_at = lower(r.during) and s.end_at = upper(r.during)`,
      values: [offerId, now],
    });
    booked = rowCount === 1;
  } catch (error) {
    // The patient has another booking at that time, or this notice is booked already.
    if (violated(error) === null) throw error;
    await tx.query('rollback to savepoint booking');
  }
  await releaseHolds(tx, [offerId], now);
  return booked;
}

export async function releaseHolds(tx: Tx, offerIds: readonly string[], now: Date): Promise<void> {
  await tx.query({
    name: 'offer-release-holds',
    text: `update reservation set state = 'released', hold_expires_at = null, settled_at = $2 where offer_id = any($1) and state = 'held'`,
    values: [offerIds, now],
  });
}

/** Offers that were not answered in time. An answer in the same moment wins or loses by the state it finds. */
export async function lockExpired(tx: Tx, now: Date, limit: number): Promise<string[]> {
  const { rows } = await tx.query({
    name: 'offer-expired',
    text: `select id from offer where state = 'open' and worked_at is null and expires_at <= $1 order by expires_at, id limit $2 for update skip locked`,
    values: [now, limit],
  });
  return rows.map((r) => r.id);
}

/** Requests that the practice has let wait for as long as it may. Its time stays kept: a late answer counts. */
export async function lockUnconfirmed(tx: Tx, now: Date, limit: number): Promise<string[]> {
  const { rows } = await tx.query({
    name: 'offer-unconfirmed',
    text: `select id from offer where state = 'asked' and worked_at is null and expires_at <= $1 order by expires_at, id limit $2 for update skip locked`,
    values: [now, limit],
  });
  return rows.map((r) => r.id);
}
