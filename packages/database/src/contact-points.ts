/**
 * Where people are reached: what the practice names is kept, with all that is known of it from before; what it no longer
 * names is old. Of what is as it was the last time nothing is written. A contact point that was found bad stays bad, until
 * the practice names another or says that it was checked.
 */
import type { IntakeContext, NewContact } from './batch-intake.js';
import type { Tx } from './connect.js';
import { copyRows } from './copying/copy-rows.js';
import { always, bool, byteaArray, bytes, instant, int, text, texts, uuid } from './copying/row-writer.js';

export interface GivenContact {
  partyId: string;
  contact: NewContact;
}
export interface GivenContacts {
  practiceId: string;
  /** All of each party. */
  given: readonly GivenContact[];
  /** Parties that were there before. */
  knownPartyIds: readonly string[];
  /** What is not named stays as it is. */
  keepsOthers?: boolean;
}

/** The practice's lock is held: nobody else writes its people meanwhile. */
export async function writeContacts(
  tx: Tx,
  { practiceId, given: named, knownPartyIds, keepsOthers = false }: GivenContacts,
  { now, sealer, newId }: IntakeContext,
): Promise<void> {
  const given = named.map((g) => ({ ...g, index: g.contact.index ?? sealer.blindIndex(g.contact.address) }));
  type Given = (typeof given)[number];
  const known = new Set(knownPartyIds);
  const perhapsThere = known.size === 0 ? [] : given.filter((g) => known.has(g.partyId));
  const { isNew, changed } = await compared(tx, practiceId, perhapsThere, sealer.mark);
  const fresh = given.filter((g) => !known.has(g.partyId) || isNew.has(g));
  const sealed = ({ contact }: Given): Buffer => sealer.seal(contact.address, 'address', practiceId);
  const hasFault = ({ off = {} }: NewContact): boolean => Object.values(off).some((fault) => fault !== null);
  await copyRows(tx, 'contact_point', fresh, {
    id: uuid(() => newId()),
    practice_id: always(uuid, practiceId),
    party_id: uuid((g) => g.partyId),
    system: text(({ contact: c }) => c.system),
    use: text(({ contact: c }) => c.use),
    rank: int(({ contact: c }) => c.rank),
    address_sealed: bytes(sealed),
    address_index: bytes((g) => g.index),
    consent: text(({ contact: c }) => c.consent),
    allowed: bool(({ contact: c }) => c.allowed),
    has_extension: bool(({ contact: c }) => c.hasExtension),
    voice_off: text(({ contact: c }) => c.off?.voice ?? null),
    sms_off: text(({ contact: c }) => c.off?.sms ?? null),
    im_off: text(({ contact: c }) => c.off?.im ?? null),
    email_off: text(({ contact: c }) => c.off?.email ?? null),
    updated_at: always(instant, now),
    external_id: text(({ contact: c }) => c.externalId ?? null),
    line: text(({ contact: c }) => c.line ?? null),
    region: text(({ contact: c }) => c.region ?? null),
    time_zones: texts(({ contact: c }) => c.zones ?? []),
    consent_basis: text(({ contact: c }) => c.consentBasis ?? null),
    consent_recorded_at: instant(({ contact: c }) => c.consentRecordedAt ?? null),
    faulty_at: instant(({ contact: c }) => (hasFault(c) ? now : null)),
    requested_at: instant(({ contact: c }) => c.requestedAt ?? null),
    requested_how: text(({ contact: c }) => c.requestedHow ?? null),
  });
  if (known.size === 0) return;
  if (changed.size > 0)
    await tx.query(
      `update contact_point c set use = u.use, rank = u.rank, address_sealed = u.sealed, consent = u.consent, allowed = u.allowed, has_extension = u.extension,
         external_id = u.external, line = u.line, region = u.region, time_zones = string_to_array(u.zones, ' '), consent_basis = u.basis, consent_recorded_at = u.recorded,
         requested_at = coalesce(u.requested_at, c.requested_at), requested_how = coalesce(u.requested_how, c.requested_how),
         voice_off = case when ${isChecked} then null else c.voice_off end, sms_off = case when ${isChecked} then null else c.sms_off end,
         im_off = case when ${isChecked} then null else c.im_off end, email_off = case when ${isChecked} then null else c.email_off end, updated_at = $18
       from unnest(${saidArrays}, $15::uuid[], $16::bytea[]) as u(${saidNames}, id, sealed) where c.practice_id = $17 and c.id = u.id`,
      [...saidOf([...changed.keys()]), [...changed.values()], [...changed.keys()].map(sealed), practiceId, now],
    );
  if (keepsOthers) return;
  await tx.query(
    `update contact_point set use = 'old', updated_at = $3 where practice_id = $1 and party_id = any($2) and use is distinct from 'old'
       and (party_id, system, address_index) not in (select * from unnest($4::uuid[], $5::text[], $6::bytea[]))`,
    [practiceId, knownPartyIds, now, ...keysOf(perhapsThere)],
  );
}

interface Indexed extends GivenContact {
  index: Buffer;
}

/** What is said of a contact point each time it is named, as arrays: the first parameters of the statement that compares and of the one that writes. */
const saidNames =
  'use, rank, consent, allowed, extension, external, line, region, zones, basis, recorded, verified, requested_at, requested_how';
const saidArrays =
  '$1::text[], $2::int[], $3::text[], $4::bool[], $5::bool[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::timestamptz[], $12::timestamptz[], $13::timestamptz[], $14::text[]';
const saidOf = (given: readonly Indexed[]): unknown[][] => {
  const each = <T>(of: (c: NewContact) => T): T[] => given.map((g) => of(g.contact));
  return [
    each((c) => c.use),
    each((c) => c.rank),
    each((c) => c.consent),
    each((c) => c.allowed),
    each((c) => c.hasExtension),
    each((c) => c.externalId ?? null),
    each((c) => c.line ?? null),
    each((c) => c.region ?? null),
    each((c) => (c.zones ?? []).join(' ')),
    each((c) => c.consentBasis ?? null),
    each((c) => c.consentRecordedAt ?? null),
    each((c) => c.verifiedAt ?? null),
    each((c) => c.requestedAt ?? null),
    each((c) => c.requestedHow ?? null),
  ];
};

/** What names a contact point: whose, of which system, the blind index of its address. */
const keysOf = (given: readonly Indexed[]): [string[], string[], Buffer] => [
  given.map((g) => g.partyId),
  given.map((g) => g.contact.system),
  byteaArray(given.map((g) => g.index)),
];

/** The practice checked the address after its fault was found. */
const isChecked = `u.verified > coalesce(c.faulty_at, '-infinity')`;

/** Of those given, which are not there yet, and the ids of those of which something else is said now, or that an older key sealed. */
async function compared<G extends Indexed>(
  tx: Tx,
  practiceId: string,
  given: readonly G[],
  sealedNow: Buffer,
): Promise<{ isNew: ReadonlySet<G>; changed: ReadonlyMap<G, string> }> {
  const isNew = new Set<G>();
  const changed = new Map<G, string>();
  if (given.length === 0) return { isNew, changed };
  const { rows } = await tx.query(
    `select u.n::int, c.id from unnest(${saidArrays}, $15::uuid[], $16::text[], $17::bytea[]) with ordinality as u(${saidNames}, party, system, index, n)
     left join contact_point c on c.practice_id = $18 and c.party_id = u.party and c.system = u.system and c.address_index = u.index
     where c.id is null or substring(c.address_sealed for length($19::bytea)) <> $19
       or (c.use, c.rank, c.consent, c.allowed, c.has_extension, c.external_id, c.line, c.region, c.time_zones, c.consent_basis, c.consent_recorded_at)
         is distinct from (u.use, u.rank, u.consent, u.allowed, u.extension, u.external, u.line, u.region, string_to_array(u.zones, ' '), u.basis, u.recorded)
       or u.requested_at <> coalesce(c.requested_at, '-infinity') or u.requested_how <> coalesce(c.requested_how, '')
       or (${isChecked} and num_nonnulls(c.voice_off, c.sms_off, c.im_off, c.email_off) > 0)`,
    [...saidOf(given), ...keysOf(given), practiceId, sealedNow],
  );
  for (const { n, id } of rows) {
    const g = given[n - 1] as G;
    if (id === null) isNew.add(g);
    else changed.set(g, id);
  }
  return { isNew, changed };
}
