/**
 * A batch is written: people, contact points, appointments, notices, outreaches and first ledger events, each kind in
 * one statement however many rows there are.
 */
import type { Forecast } from '@rollcall/contracts';
import { chain, firstHash } from '@rollcall/domain';
import type { Tx } from './connect.js';
import type { Sealer } from './sealing/sealer.js';

export interface NewPatient {
  externalId: string;
  name: { given: string; family: string };
  birthDate: string | null;
  deceased: boolean;
  doNotContact: boolean;
}
export interface NewParty {
  kind: 'patient' | 'guardian';
  /** Unique per practice and kind. */
  key: string;
  name: { given: string; family: string };
  language: string | null;
  timeZone: string | null;
  contacts: NewContact[];
}
export interface NewContact {
  system: string;
  use: string | null;
  rank: number;
  address: string;
  consent: string;
  allowed: boolean;
  hasExtension: boolean;
}
export interface NewNotice {
  id: string;
  appointmentId: string;
  externalId: string;
  patientExternalId: string;
  start: Date;
  end: Date;
  timeZone: string;
  practitioner: { externalId: string; name: string };
  locationExternalId: string;
  visitType: string;
  priority: string;
  modality: string;
  deadlineAt: Date;
}
export interface NewOutreach {
  id: string;
  party: NewParty;
  notices: NewNotice[];
  deadlineAt: Date;
  timeZones: string[];
}
export interface NewBatch {
  id: string;
  practiceId: string;
  reason: string;
  note: string | null;
  policyVersion: number;
  rejected: number;
  forecast: Forecast;
  patients: NewPatient[];
  outreaches: NewOutreach[];
}
export interface IntakeContext {
  now: Date;
  sealer: Sealer;
  newId: () => string;
}

export async function insertBatch(tx: Tx, batch: NewBatch, context: IntakeContext): Promise<void> {
  const { now, sealer } = context;
  const notices = batch.outreaches.flatMap((o) => o.notices.map((n) => ({ ...n, outreachId: o.id })));
  await tx.query(
    `insert into batch (id, practice_id, reason, note_sealed, state, policy_version, accepted, rejected, forecast, created_at)
     values ($1, $2, $3, $4, 'running', $5, $6, $7, $8, $9)`,
    [
      batch.id,
      batch.practiceId,
      batch.reason,
      batch.note === null ? null : sealer.seal(batch.note, 'note', batch.practiceId),
      batch.policyVersion,
      notices.length,
      batch.rejected,
      JSON.stringify(batch.forecast),
      now,
    ],
  );
  const patientIds = await upsertPatients(tx, batch, context);
  const partyIds = await upsertParties(tx, batch, context);
  await upsertContacts(tx, batch, partyIds, context);
  await insertOutreaches(tx, batch, partyIds, now);
  await tx.query(
    `insert into appointment (id, practice_id, batch_id, external_id, patient_id, start_at, end_at, time_zone, practitioner_external_id,
       practitioner_name, location_external_id, visit_type, priority, modality)
     select u.id, $13, $14, u.external, u.patient, u.s, u.e, u.zone, u.pid, u.pname, u.location, u.type, u.priority, u.modality
     from unnest($1::uuid[], $2::text[], $3::uuid[], $4::timestamptz[], $5::timestamptz[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[])
       as u(id, external, patient, s, e, zone, pid, pname, location, type, priority, modality)`,
    [
      notices.map((n) => n.appointmentId),
      notices.map((n) => n.externalId),
      notices.map((n) => patientIds.get(n.patientExternalId)),
      notices.map((n) => n.start),
      notices.map((n) => n.end),
      notices.map((n) => n.timeZone),
      notices.map((n) => n.practitioner.externalId),
      notices.map((n) => n.practitioner.name),
      notices.map((n) => n.locationExternalId),
      notices.map((n) => n.visitType),
      notices.map((n) => n.priority),
      notices.map((n) => n.modality),
      batch.practiceId,
      batch.id,
    ],
  );
  await tx.query(
    `insert into notice (id, practice_id, batch_id, outreach_id, appointment_id, external_id, patient_id, state, deadline_at)
     select u.id, $7, $8, u.outreach, u.appointment, u.external, u.patient, 'open', u.deadline
     from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::uuid[], $6::timestamptz[]) as u(id, outreach, appointment, external, patient, deadline)`,
    [
      notices.map((n) => n.id),
      notices.map((n) => n.outreachId),
      notices.map((n) => n.appointmentId),
      notices.map((n) => n.externalId),
      notices.map((n) => patientIds.get(n.patientExternalId)),
      notices.map((n) => n.deadlineAt),
      batch.practiceId,
      batch.id,
    ],
  );
}

async function upsertPatients(
  tx: Tx,
  batch: NewBatch,
  { now, sealer, newId }: IntakeContext,
): Promise<Map<string, string>> {
  const { rows } = await tx.query(
    `insert into patient (id, practice_id, external_id, sealed, deceased, do_not_contact, updated_at)
     select u.id, $6, u.external, u.sealed, u.deceased, u.dnc, $7 from unnest($1::uuid[], $2::text[], $3::bytea[], $4::bool[], $5::bool[]) as u(id, external, sealed, deceased, dnc)
     -- Sorted, so that two batches with the same patients never deadlock.
     order by u.external
     on conflict (practice_id, external_id) do update set sealed = excluded.sealed, deceased = excluded.deceased, do_not_contact = excluded.do_not_contact, updated_at = excluded.updated_at
     returning id, external_id`,
    [
      batch.patients.map(() => newId()),
      batch.patients.map((p) => p.externalId),
      batch.patients.map((p) =>
        sealer.seal(JSON.stringify({ ...p.name, birthDate: p.birthDate }), 'patient', batch.practiceId),
      ),
      batch.patients.map((p) => p.deceased),
      batch.patients.map((p) => p.doNotContact),
      batch.practiceId,
      now,
    ],
  );
  return new Map(rows.map((r) => [r.external_id, r.id]));
}

const partyKey = (p: { kind: string; key: string }): string => `${p.kind} ${p.key}`;

async function upsertParties(
  tx: Tx,
  batch: NewBatch,
  { now, sealer, newId }: IntakeContext,
): Promise<Map<string, string>> {
  const parties = batch.outreaches.map((o) => o.party);
  const { rows } = await tx.query(
    `insert into party (id, practice_id, kind, key, sealed, language, time_zone, updated_at)
     select u.id, $7, u.kind, u.key, u.sealed, u.language, u.zone, $8 from unnest($1::uuid[], $2::text[], $3::text[], $4::bytea[], $5::text[], $6::text[]) as u(id, kind, key, sealed, language, zone)
     order by u.kind, u.key
     on conflict (practice_id, kind, key) do update set sealed = excluded.sealed, language = excluded.language, time_zone = excluded.time_zone, updated_at = excluded.updated_at
     returning id, kind, key`,
    [
      parties.map(() => newId()),
      parties.map((p) => p.kind),
      parties.map((p) => p.key),
      parties.map((p) => sealer.seal(JSON.stringify(p.name), 'party', batch.practiceId)),
      parties.map((p) => p.language),
      parties.map((p) => p.timeZone),
      batch.practiceId,
      now,
    ],
  );
  return new Map(rows.map((r) => [partyKey(r as never), r.id]));
}

/** Known faults and open sessions of an address stay; what the practice no longer names is old. */
async function upsertContacts(
  tx: Tx,
  batch: NewBatch,
  partyIds: Map<string, string>,
  { now, sealer, newId }: IntakeContext,
): Promise<void> {
  const contacts = batch.outreaches.flatMap((o) =>
    o.party.contacts.map((c) => ({ ...c, partyId: partyIds.get(partyKey(o.party)) })),
  );
  const indexes = contacts.map((c) => sealer.blindIndex(c.address));
  await tx.query(
    `with given as (
       insert into contact_point (id, practice_id, party_id, system, use, rank, address_sealed, address_index, consent, allowed, has_extension, updated_at)
       select u.id, $11, u.party, u.system, u.use, u.rank, u.sealed, u.index, u.consent, u.allowed, u.extension, $12
       from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::int[], $6::bytea[], $7::bytea[], $8::text[], $9::bool[], $10::bool[])
         as u(id, party, system, use, rank, sealed, index, consent, allowed, extension)
       order by u.party, u.system, u.index
       on conflict (practice_id, party_id, system, address_index) do update set use = excluded.use, rank = excluded.rank, address_sealed = excluded.address_sealed,
         consent = excluded.consent, allowed = excluded.allowed, has_extension = excluded.has_extension, updated_at = excluded.updated_at
       returning id)
     update contact_point c set use = 'old', updated_at = $12 where c.practice_id = $11 and c.party_id = any($13) and c.id not in (select id from given) and c.use is distinct from 'old'`,
    [
      contacts.map(() => newId()),
      contacts.map((c) => c.partyId),
      contacts.map((c) => c.system),
      contacts.map((c) => c.use),
      contacts.map((c) => c.rank),
      contacts.map((c) => sealer.seal(c.address, 'address', batch.practiceId)),
      indexes,
      contacts.map((c) => c.consent),
      contacts.map((c) => c.allowed),
      contacts.map((c) => c.hasExtension),
      batch.practiceId,
      now,
      [...partyIds.values()],
    ],
  );
}

async function insertOutreaches(tx: Tx, batch: NewBatch, partyIds: Map<string, string>, now: Date): Promise<void> {
  const opened = batch.outreaches.map((o) => {
    const event = {
      type: 'outreach.opened' as const,
      batchId: batch.id as never,
      noticeIds: o.notices.map((n) => n.id) as never,
      policyVersion: batch.policyVersion,
      deadlineAt: o.deadlineAt.toISOString(),
      nextActionAt: now.toISOString(),
    };
    const [entry] = chain({ seq: 0, hash: firstHash(o.id) }, [event], now);
    return { o, event, hash: entry?.hash ?? '' };
  });
  await tx.query(
    `insert into outreach (id, practice_id, batch_id, party_id, policy_version, state, step, next_action_at, deadline_at, time_zones, opened_at, seq, head)
     select u.id, $6, $7, u.party, $8, 'active', 0, $9, u.deadline, array(select jsonb_array_elements_text(u.zones)), $9, 1, decode(u.hash, 'hex')
     from unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::jsonb[], $5::text[]) as u(id, party, deadline, zones, hash)`,
    [
      opened.map(({ o }) => o.id),
      opened.map(({ o }) => partyIds.get(partyKey(o.party))),
      opened.map(({ o }) => o.deadlineAt),
      opened.map(({ o }) => JSON.stringify(o.timeZones)),
      opened.map(({ hash }) => hash),
      batch.practiceId,
      batch.id,
      batch.policyVersion,
      now,
    ],
  );
  await tx.query(
    `insert into event (practice_id, outreach_id, seq, at, type, body, hash)
     select $4, o, 1, $5, 'outreach.opened', b, decode(h, 'hex') from unnest($1::uuid[], $2::jsonb[], $3::text[]) as u(o, b, h)`,
    [
      opened.map(({ o }) => o.id),
      opened.map(({ event }) => JSON.stringify(event)),
      opened.map(({ hash }) => hash),
      batch.practiceId,
      now,
    ],
  );
}

/** Of the given appointments, those with an open notice already. */
export async function alreadyOpen(db: Tx, practiceId: string, externalIds: readonly string[]): Promise<Set<string>> {
  const { rows } = await db.query(
    `select external_id from notice where practice_id = $1 and external_id = any($2) and state = 'open'`,
    [practiceId, externalIds],
  );
  return new Set(rows.map((r) => r.external_id));
}

/** Faults and opt-outs we already know of these addresses, so that a plan does not promise what will not be done. */
export async function knownFaults(
  db: Tx,
  practiceId: string,
  indexes: readonly Buffer[],
): Promise<Map<string, { off: Record<string, string | null>; suppressed: string[] }>> {
  const { rows } = await db.query(
    `select encode(u.index, 'hex') i, max(c.voice_off) voice, max(c.sms_off) sms, max(c.im_off) im, max(c.email_off) email,
       array(select s.channel from suppression s where s.practice_id = $1 and s.address_index = u.index) suppressed
     from (select distinct unnest($2::bytea[]) index) u left join contact_point c on c.address_index = u.index and c.practice_id = $1 group by u.index`,
    [practiceId, indexes],
  );
  return new Map(
    rows.map((r) => [r.i, { off: { voice: r.voice, sms: r.sms, im: r.im, email: r.email }, suppressed: r.suppressed }]),
  );
}
