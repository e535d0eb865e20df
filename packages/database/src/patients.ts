/** Patients as the practice's own system speaks of them between batches: changed, merged, looked up. Always of one practice. */
import type { PatientView } from '@rollcall/contracts';
import type { QueryResultRow } from 'pg';
import type { Tx } from './connect.js';

/** The record each of these was merged into, else itself. */
export async function survivors(
  tx: Tx,
  practiceId: string,
  externalIds: readonly string[],
): Promise<(externalId: string) => string> {
  const { rows } = await tx.query({
    name: 'patient-survivors',
    text: `select p.external_id, s.external_id survivor from patient p join patient s on s.practice_id = p.practice_id and s.id = p.merged_into
           where p.practice_id = $1 and p.external_id = any($2) and p.merged_into is not null`,
    values: [practiceId, externalIds],
  });
  const of = new Map<string, string>(rows.map((r) => [r.external_id, r.survivor]));
  return (externalId) => of.get(externalId) ?? externalId;
}

export interface KnownPatient {
  id: string;
  mergedInto: string | null;
}

export async function findPatient(tx: Tx, practiceId: string, externalId: string): Promise<KnownPatient | null> {
  const { rows } = await tx.query(`select id, merged_into from patient where practice_id = $1 and external_id = $2`, [
    practiceId,
    externalId,
  ]);
  return rows[0] ? { id: rows[0].id, mergedInto: rows[0].merged_into } : null;
}

export interface PatientFlags {
  deceased?: boolean | undefined;
  doNotContact?: boolean | undefined;
  restricted?: boolean | undefined;
}

export async function flagPatient(
  tx: Tx,
  practiceId: string,
  id: string,
  flags: PatientFlags,
  now: Date,
): Promise<void> {
  await tx.query(
    `update patient set deceased = coalesce($3, deceased), do_not_contact = coalesce($4, do_not_contact),
       restricted = coalesce($5, restricted), updated_at = $6 where practice_id = $1 and id = $2`,
    [practiceId, id, flags.deceased ?? null, flags.doNotContact ?? null, flags.restricted ?? null, now],
  );
}

export interface PartyOfPatient {
  id: string;
  kind: 'patient' | 'guardian' | 'household';
  /** Of a guardian, where the practice gave one. */
  key: string;
}

/** Whom we talk to about this patient: the patient, and whoever speaks for them in a conversation that is not over. */
export async function partiesOfPatient(
  tx: Tx,
  practiceId: string,
  patientId: string,
  externalId: string,
): Promise<PartyOfPatient[]> {
  const { rows } = await tx.query(
    `select y.id, y.key, case when y.household then 'household' else y.kind end kind from party y where y.practice_id = $1 and (
       (y.kind = 'patient' and y.key = $3) or y.id in (
         select o.party_id from notice n join outreach o on o.id = n.outreach_id
         where n.practice_id = $1 and n.patient_id = $2 and o.state <> 'closed'))`,
    [practiceId, patientId, externalId],
  );
  return rows.map((r) => ({ id: r.id, key: r.key, kind: r.kind }));
}

export async function describeParty(
  tx: Tx,
  practiceId: string,
  partyId: string,
  change: { needs?: readonly string[] | undefined; language?: string | undefined },
): Promise<void> {
  await tx.query(
    `update party set needs = coalesce(string_to_array($3::text, ' '), needs), language = coalesce($4, language) where practice_id = $1 and id = $2`,
    [practiceId, partyId, change.needs?.join(' ') ?? null, change.language ?? null],
  );
}

/** Conversations that are not over, with this patient's notices in each; by outreach id. */
export async function conversationsAbout(
  tx: Tx,
  practiceId: string,
  patientId: string,
): Promise<Map<string, { noticeIds: string[] }>> {
  const { rows } = await tx.query(
    `select n.outreach_id, array_agg(n.id order by n.deadline_at, n.id) notices from notice n join outreach o on o.id = n.outreach_id
     where n.practice_id = $1 and n.patient_id = $2 and o.state <> 'closed' group by 1`,
    [practiceId, patientId],
  );
  return new Map(rows.map((r) => [r.outreach_id, { noticeIds: r.notices }]));
}

/** The visits of a duplicate record that are owed under the record that stays as well: open here, and not withdrawn there. */
export async function owedTwice(
  tx: Tx,
  practiceId: string,
  duplicateId: string,
  survivorId: string,
): Promise<Map<string, string[]>> {
  const { rows } = await tx.query(
    `select n.outreach_id, array_agg(distinct n.id) notices from notice n join appointment a on a.id = n.appointment_id
     join appointment b on b.practice_id = a.practice_id and b.start_at = a.start_at and b.practitioner_external_id = a.practitioner_external_id
     join notice m on m.appointment_id = b.id and m.patient_id = $3 and m.state <> 'withdrawn'
     where n.practice_id = $1 and n.patient_id = $2 and n.state = 'open' group by 1`,
    [practiceId, duplicateId, survivorId],
  );
  return new Map(rows.map((r) => [r.outreach_id, r.notices]));
}

/** One record from now on; whatever was merged into the duplicate goes with it, and so do the ways to reach the patient. */
export async function mergeRecords(
  tx: Tx,
  practiceId: string,
  duplicate: { id: string; externalId: string },
  survivor: { id: string; externalId: string },
  now: Date,
): Promise<void> {
  await tx.query(
    `update patient set merged_into = $3, updated_at = $4 where practice_id = $1 and (id = $2 or merged_into = $2)`,
    [practiceId, duplicate.id, survivor.id, now],
  );
  await tx.query(
    `insert into contact_point (id, practice_id, party_id, system, use, rank, address_sealed, address_index, consent, allowed, has_extension,
       voice_off, sms_off, im_off, email_off, session_until, updated_at, external_id, line, region, time_zones, consent_basis, consent_recorded_at, faulty_at)
     select uuidv7(), c.practice_id, s.id, c.system, c.use, least(c.rank + 100, 1000), c.address_sealed, c.address_index, c.consent, c.allowed, c.has_extension,
       c.voice_off, c.sms_off, c.im_off, c.email_off, c.session_until, $4, c.external_id, c.line, c.region, c.time_zones, c.consent_basis, c.consent_recorded_at, c.faulty_at
     from contact_point c join party d on d.id = c.party_id and d.kind = 'patient' and d.key = $2
     join party s on s.practice_id = c.practice_id and s.kind = 'patient' and s.key = $3
     where c.practice_id = $1 and d.practice_id = $1 on conflict (practice_id, party_id, system, address_index) do nothing`,
    [practiceId, duplicate.externalId, survivor.externalId, now],
  );
}

const iso = (d: Date | null): string | null => d?.toISOString() ?? null;

export async function patientView(tx: Tx, practiceId: string, externalId: string): Promise<PatientView | null> {
  const { rows } = await tx.query(
    `select p.id, p.deceased, p.do_not_contact, p.restricted, s.external_id survivor from patient p left join patient s on s.id = p.merged_into
     where p.practice_id = $1 and p.external_id = $2`,
    [practiceId, externalId],
  );
  const [known] = rows;
  if (!known) return null;
  const parties = await partiesOfPatient(tx, practiceId, known.id, externalId);
  const points = await tx.query(
    `select c.*, array(select s.channel from suppression s where s.practice_id = c.practice_id and s.address_index = c.address_index order by 1) opted_out
     from contact_point c where c.practice_id = $1 and c.party_id = any($2) and c.use is distinct from 'old' order by c.rank, c.id`,
    [practiceId, parties.map((y) => y.id)],
  );
  const kindOf = new Map(parties.map((y) => [y.id, y.kind]));
  return {
    externalId,
    deceased: known.deceased,
    doNotContact: known.do_not_contact,
    restricted: known.restricted,
    mergedInto: known.survivor,
    contacts: points.rows.map((c) => contactView(c, kindOf.get(c.party_id) ?? 'patient')),
  };
}

const contactView = (c: QueryResultRow, party: PartyOfPatient['kind']): PatientView['contacts'][number] => ({
  contactPointId: c.id,
  contactId: c.external_id,
  party,
  system: c.system,
  use: c.use,
  rank: c.rank,
  lineType: c.line,
  consent: c.consent,
  consentBasis: c.consent_basis,
  consentRecordedAt: iso(c.consent_recorded_at),
  allowed: c.allowed,
  faults: Object.fromEntries(
    Object.entries({ voice: c.voice_off, sms: c.sms_off, im: c.im_off, email: c.email_off }).filter(
      ([, f]) => f !== null,
    ),
  ),
  faultyAt: iso(c.faulty_at),
  optedOut: c.opted_out,
});
