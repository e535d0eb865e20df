/** Who has, or had, a slot: what a practice's word on it is about. */
import type { OfferState } from '@rollcall/contracts';
import type { Database, Tx } from './connect.js';

export interface SlotBooking {
  slotId: string;
  /** Null: nobody ever chose it. */
  choice: { offerId: string; noticeId: string; outreachId: string; state: OfferState; startsAt: Date } | null;
}

/**
 * The choice that an answer of the practice is about: of the named notice, else the one that has the slot now, else the last
 * one that had it. Null when the practice has no such slot.
 */
export async function bookingOfSlot(
  db: Database,
  practiceId: string,
  externalId: string,
  noticeId: string | null,
): Promise<SlotBooking | null> {
  const { rows } = await db.pool.query(
    `select s.id slot_id, c.* from slot s left join lateral (
       select f.id offer_id, f.notice_id, f.outreach_id, f.state, lower(r.during) starts_at
       from reservation r join offer f on f.id = r.offer_id
       where r.slot_id = s.id and r.practice_id = s.practice_id and r.choice = f.chosen and ($3::uuid is null or r.notice_id = $3)
       order by r.state = 'booked' desc, r.settled_at desc nulls last limit 1) c on true
     where s.practice_id = $1 and s.external_id = $2`,
    [practiceId, externalId, noticeId],
  );
  const [r] = rows;
  if (!r) return null;
  const choice = r.offer_id && {
    offerId: r.offer_id,
    noticeId: r.notice_id,
    outreachId: r.outreach_id,
    state: r.state,
    startsAt: r.starts_at,
  };
  return { slotId: r.slot_id, choice: choice || null };
}

interface Announced {
  type: string;
  data: Record<string, unknown>;
}

/** What the practice's system needs to write a request into its own calendar: its own id of the slot, whose it is, and when. */
export async function withSlots<E extends Announced>(tx: Tx, events: E[]): Promise<E[]> {
  const requests = events.filter((e) => e.type === 'slot.requested');
  if (requests.length === 0) return events;
  const { rows } = await tx.query({
    name: 'slot-requests',
    text: `select s.id, s.external_id, s.resource, lower(r.during) starts, upper(r.during) ends, p.external_id patient
           from unnest($1::uuid[], $2::uuid[]) as u(slot, offer) join slot s on s.id = u.slot
           join reservation r on r.slot_id = s.id and r.offer_id = u.offer join patient p on p.id = r.patient_id`,
    values: [requests.map((e) => e.data.slotId), requests.map((e) => e.data.offerId)],
  });
  const known = new Map(rows.map((r) => [r.id, r]));
  return events.map((e) => {
    const r = e.type === 'slot.requested' ? known.get(e.data.slotId) : undefined;
    if (!r) return e;
    const slot = {
      slotExternalId: r.external_id,
      resource: r.resource,
      start: r.starts.toISOString(),
      end: r.ends.toISOString(),
      patientExternalId: r.patient,
    };
    return { ...e, data: { ...e.data, ...slot } };
  });
}
