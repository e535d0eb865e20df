/**
 * A batch is written: people, contact points, outreaches, first ledger events, appointments and notices, each kind in one
 * statement however many rows there are.
 */
import type { ConsentBasis, ContactFault, Forecast, LedgerEvent, LineType, Need, Rebooking } from '@rollcall/contracts';
import { chain, firstHash } from '@rollcall/domain';
import { writePeople } from './batch-people.js';
import type { Tx } from './connect.js';
import { copyRows } from './copying/copy-rows.js';
import { always, bool, byteaArray, bytes, instant, int, jsonb, text, texts, uuid } from './copying/row-writer.js';
import type { Sealer } from './sealing/sealer.js';

export interface NewPatient {
  externalId: string;
  name: { given: string; family: string };
  birthDate: string | null;
  deceased: boolean;
  doNotContact: boolean;
  restricted?: boolean;
}
export interface NewParty {
  kind: 'patient' | 'guardian';
  /** Unique per practice and kind. */
  key: string;
  name: { given: string; family: string };
  language: string | null;
  timeZone: string | null;
  contacts: NewContact[];
  needs?: readonly Need[];
  /** It speaks for several patients who share a phone. */
  household?: boolean;
}
export interface NewContact {
  system: string;
  use: string | null;
  rank: number;
  address: string;
  /** The blind index of the address, where somebody needed it before. */
  index?: Buffer;
  consent: string;
  allowed: boolean;
  hasExtension: boolean;
  externalId?: string | null;
  line?: LineType | null;
  region?: string | null;
  zones?: readonly string[];
  consentBasis?: ConsentBasis | null;
  consentRecordedAt?: Date | null;
  /** The practice checked it then: faults from before are forgotten. */
  verifiedAt?: Date | null;
  /** Faults of the address itself, whoever's it is, by channel. */
  off?: Readonly<Record<string, ContactFault | null>>;
  /** Of WhatsApp and Messenger: the patient's own request. */
  requestedAt?: Date | null;
  requestedHow?: string | null;
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
  rebooking?: Rebooking | null;
  guardianUntil?: Date | null;
  confidential?: boolean;
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

/** Who calls holds the practice's lock: nobody else adds people to it meanwhile. */
export async function insertBatch(tx: Tx, batch: NewBatch, context: IntakeContext): Promise<void> {
  const { now, sealer } = context;
  const { practiceId } = batch;
  const notices = batch.outreaches.flatMap((o) => o.notices.map((notice) => ({ outreachId: o.id, notice })));
  await tx.query(
    `insert into batch (id, practice_id, reason, note_sealed, state, policy_version, accepted, rejected, forecast, created_at)
     values ($1, $2, $3, $4, 'running', $5, $6, $7, $8, $9)`,
    [
      batch.id,
      practiceId,
      batch.reason,
      batch.note === null ? null : sealer.seal(batch.note, 'note', practiceId),
      batch.policyVersion,
      notices.length,
      batch.rejected,
      JSON.stringify(batch.forecast),
      now,
    ],
  );
  const { patientOf, partyOf } = await writePeople(tx, batch, context);
  await openOutreaches(tx, batch, partyOf, now);
  await copyRows(tx, 'appointment', notices, {
    id: uuid(({ notice: n }) => n.appointmentId),
    practice_id: always(uuid, practiceId),
    batch_id: always(uuid, batch.id),
    external_id: text(({ notice: n }) => n.externalId),
    patient_id: uuid(({ notice: n }) => patientOf(n.patientExternalId)),
    start_at: instant(({ notice: n }) => n.start),
    end_at: instant(({ notice: n }) => n.end),
    time_zone: text(({ notice: n }) => n.timeZone),
    practitioner_external_id: text(({ notice: n }) => n.practitioner.externalId),
    practitioner_name: text(({ notice: n }) => n.practitioner.name),
    location_external_id: text(({ notice: n }) => n.locationExternalId),
    visit_type: text(({ notice: n }) => n.visitType),
    priority: text(({ notice: n }) => n.priority),
    modality: text(({ notice: n }) => n.modality),
    rebooking: jsonb(({ notice: n }) => n.rebooking ?? null),
  });
  await copyRows(tx, 'notice', notices, {
    id: uuid(({ notice: n }) => n.id),
    practice_id: always(uuid, practiceId),
    batch_id: always(uuid, batch.id),
    outreach_id: uuid((n) => n.outreachId),
    appointment_id: uuid(({ notice: n }) => n.appointmentId),
    external_id: text(({ notice: n }) => n.externalId),
    patient_id: uuid(({ notice: n }) => patientOf(n.patientExternalId)),
    state: always(text, 'open'),
    deadline_at: instant(({ notice: n }) => n.deadlineAt),
    guardian_until: instant(({ notice: n }) => n.guardianUntil ?? null),
    confidential: bool(({ notice: n }) => n.confidential ?? false),
  });
}

/** Each with the first event of its ledger. */
async function openOutreaches(
  tx: Tx,
  batch: NewBatch,
  partyOf: (outreach: NewOutreach) => string,
  now: Date,
): Promise<void> {
  const { practiceId, outreaches } = batch;
  const openedOf = (o: NewOutreach): LedgerEvent => ({
    type: 'outreach.opened',
    batchId: batch.id as never,
    noticeIds: o.notices.map((n) => n.id) as never,
    policyVersion: batch.policyVersion,
    deadlineAt: o.deadlineAt.toISOString(),
    nextActionAt: now.toISOString(),
  });
  // Made for the row of the outreach, and used again for that of its event.
  const hashes = new Map<string, Buffer>();
  const hashOf = (o: NewOutreach): Buffer => {
    const made = hashes.get(o.id);
    if (made) return made;
    const [entry] = chain({ seq: 0, hash: firstHash(o.id) }, [openedOf(o)], now);
    const hash = Buffer.from(entry?.hash ?? '', 'hex');
    hashes.set(o.id, hash);
    return hash;
  };
  await copyRows(tx, 'outreach', outreaches, {
    id: uuid((o) => o.id),
    practice_id: always(uuid, practiceId),
    batch_id: always(uuid, batch.id),
    party_id: uuid(partyOf),
    policy_version: always(int, batch.policyVersion),
    state: always(text, 'active'),
    step: always(int, 0),
    next_action_at: always(instant, now),
    deadline_at: instant((o) => o.deadlineAt),
    time_zones: texts((o) => o.timeZones),
    opened_at: always(instant, now),
    seq: always(int, 1),
    head: bytes(hashOf),
  });
  await copyRows(tx, 'event', outreaches, {
    practice_id: always(uuid, practiceId),
    outreach_id: uuid((o) => o.id),
    seq: always(int, 1),
    at: always(instant, now),
    type: always(text, 'outreach.opened'),
    body: jsonb(openedOf),
    hash: bytes(hashOf),
  });
}

/** Of the given appointments, those with an open notice already. */
export async function alreadyOpen(db: Tx, practiceId: string, externalIds: readonly string[]): Promise<Set<string>> {
  const { rows } = await db.query(
    `select external_id from notice where practice_id = $1 and external_id = any($2) and state = 'open'`,
    [practiceId, externalIds],
  );
  return new Set(rows.map((r) => r.external_id));
}

export interface KnownFault {
  off: Record<string, ContactFault | null>;
  /** Without those between a number and one party (a wrong number): they are the next party's as well. */
  ofAddress: Record<string, ContactFault | null>;
  suppressed: string[];
  faultyAt: Date | null;
}

/**
 * Faults and opt-outs we already know of these addresses, so that a plan does not promise what will not be done. By the hex
 * of the index; of most addresses nothing is known, and they are left out.
 */
export async function knownFaults(
  db: Tx,
  practiceId: string,
  indexes: readonly Buffer[],
): Promise<Map<string, KnownFault>> {
  const { rows } = await db.query(
    `with known as (
       select address_index, voice_off, sms_off, im_off, email_off, null channel, faulty_at from contact_point
       where practice_id = $1 and address_index = any($2::bytea[])
         and (voice_off is not null or sms_off is not null or im_off is not null or email_off is not null)
       union all
       select address_index, null, null, null, null, channel, null from suppression where practice_id = $1 and address_index = any($2::bytea[]))
     select encode(address_index, 'hex') i, max(voice_off) voice, max(sms_off) sms, max(im_off) im, max(email_off) email,
       max(nullif(voice_off, 'wrong_number')) own_voice, max(nullif(sms_off, 'wrong_number')) own_sms,
       max(nullif(im_off, 'wrong_number')) own_im, max(nullif(email_off, 'wrong_number')) own_email,
       array_remove(array_agg(channel), null) suppressed, max(faulty_at) faulty_at
     from known group by address_index`,
    [practiceId, byteaArray(indexes)],
  );
  return new Map(
    rows.map((r) => [
      r.i,
      {
        off: { voice: r.voice, sms: r.sms, im: r.im, email: r.email },
        ofAddress: { voice: r.own_voice, sms: r.own_sms, im: r.own_im, email: r.own_email },
        suppressed: r.suppressed,
        faultyAt: r.faulty_at,
      },
    ]),
  );
}
