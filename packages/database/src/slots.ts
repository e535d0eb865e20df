/** Slots: upserted by the practice's own name for them. */
import type { SlotInput, SlotView } from '@rollcall/contracts';
import type { Database, Tx } from './connect.js';

/** Put as free again just as it was: a list that was made before the refusal, or did not see it. */
const refusedStill = `slot.refused_at is not null and excluded.status = 'free' and slot.resource = excluded.resource
         and slot.start_at = excluded.start_at and slot.end_at = excluded.end_at`;

export async function upsertSlots(
  db: Database | Tx,
  practiceId: string,
  slots: readonly SlotInput[],
  now: Date,
  newId: () => string,
): Promise<number> {
  if (slots.length === 0) return 0;
  const tx = 'pool' in db ? db.pool : db;
  const { rowCount } = await tx.query(
    `insert into slot (id, practice_id, external_id, resource, start_at, end_at, location, visit_types, modality, status, provides, place, preparation, updated_at)
     select u.id, $10, u.external, u.resource, u.s, u.e, u.location, array(select jsonb_array_elements_text(u.types)), u.modality, u.status, array(select jsonb_array_elements_text(u.provides)), u.place, u.preparation, $11
     from unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::text[], $7::jsonb[], $8::text[], $9::text[], $12::jsonb[],
       $13::jsonb[], $14::jsonb[])
       as u(id, external, resource, s, e, location, types, modality, status, provides, place, preparation)
     order by u.external
     on conflict (practice_id, external_id) do update set resource = excluded.resource, start_at = excluded.start_at, end_at = excluded.end_at, location = excluded.location,
       visit_types = excluded.visit_types, modality = excluded.modality, provides = excluded.provides, place = excluded.place, preparation = excluded.preparation, updated_at = excluded.updated_at,
       status = case when ${refusedStill} then 'busy' else excluded.status end, refused_at = case when ${refusedStill} then slot.refused_at end`,
    [
      slots.map(() => newId()),
      slots.map((s) => s.externalId),
      slots.map((s) => s.resource),
      slots.map((s) => s.start),
      slots.map((s) => s.end),
      slots.map((s) => s.location ?? null),
      slots.map((s) => JSON.stringify(s.visitTypes)),
      slots.map((s) => s.modality),
      slots.map((s) => s.status),
      practiceId,
      now,
      slots.map((s) => JSON.stringify(s.provides)),
      slots.map((s) => (s.place ? JSON.stringify(s.place) : null)),
      slots.map((s) => (s.preparation ? JSON.stringify(s.preparation) : null)),
    ],
  );
  return rowCount ?? 0;
}

export async function listSlots(
  db: Database,
  practiceId: string,
  after: string | null,
  limit: number,
  now: Date,
): Promise<SlotView[]> {
  const { rows } = await db.pool.query(
    `select s.*, (select case when f.state = 'asked' then 'requested' else r.state end from reservation r join offer f on f.id = r.offer_id
       where r.slot_id = s.id and (r.state = 'booked' or (r.state = 'held' and r.hold_expires_at > $4)) limit 1) taken
     from slot s where s.practice_id = $1 and ($2::uuid is null or s.id > $2) order by s.id limit $3`,
    [practiceId, after, limit, now],
  );
  return rows.map((r) => ({
    id: r.id,
    externalId: r.external_id,
    resource: r.resource,
    start: r.start_at.toISOString(),
    end: r.end_at.toISOString(),
    ...(r.location === null ? {} : { location: r.location }),
    visitTypes: r.visit_types,
    provides: r.provides,
    modality: r.modality,
    ...(r.place ? { place: r.place } : {}),
    ...(r.preparation ? { preparation: r.preparation } : {}),
    status: r.status,
    state: r.taken ?? r.status,
  }));
}

/** A slot the practice takes back: offers that hold it lose it; a booking stays with its patient. */
export async function withdrawSlot(db: Database, practiceId: string, externalId: string, now: Date): Promise<boolean> {
  const { rowCount } = await db.pool.query(
    `update slot set status = 'busy', updated_at = $3 where practice_id = $1 and external_id = $2`,
    [practiceId, externalId, now],
  );
  return rowCount === 1;
}
