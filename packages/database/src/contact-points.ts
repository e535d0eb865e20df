/**
 * Where people are reached: what the practice names is kept, with all that is known of it from before; what it no longer
 * names is old. A contact point that was found bad stays bad, until the practice names another or says that it was checked.
 */
import type { IntakeContext, NewContact } from './batch-intake.js';
import type { Tx } from './connect.js';
import { copyRows } from './copying/copy-rows.js';
import { always, bool, bytes, instant, int, text, texts, uuid } from './copying/row-writer.js';

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
  const there = await contactsThere(tx, practiceId, knownPartyIds);
  const nameOf = (g: Given): string => contactName(g.partyId, g.contact.system, g.index);
  const again = there.size === 0 ? [] : given.filter((g) => there.has(nameOf(g)));
  const fresh = there.size === 0 ? given : given.filter((g) => !there.has(nameOf(g)));
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
  if (there.size === 0) return;
  await tx.query(
    `update contact_point c set use = u.use, rank = u.rank, address_sealed = u.sealed, consent = u.consent, allowed = u.allowed, has_extension = u.extension,
       external_id = u.external, line = u.line, region = u.region, time_zones = string_to_array(u.zones, ' '), consent_basis = u.basis, consent_recorded_at = u.recorded,
       requested_at = coalesce(u.requested_at, c.requested_at), requested_how = coalesce(u.requested_how, c.requested_how),
       voice_off = case when u.verified > coalesce(c.faulty_at, '-infinity') then null else c.voice_off end,
       sms_off = case when u.verified > coalesce(c.faulty_at, '-infinity') then null else c.sms_off end,
       im_off = case when u.verified > coalesce(c.faulty_at, '-infinity') then null else c.im_off end,
       email_off = case when u.verified > coalesce(c.faulty_at, '-infinity') then null else c.email_off end, updated_at = $9
     from unnest($1::uuid[], $2::text[], $3::int[], $4::bytea[], $5::text[], $6::bool[], $7::bool[], $10::text[], $11::text[], $12::text[], $13::text[],
       $14::text[], $15::timestamptz[], $16::timestamptz[], $17::timestamptz[], $18::text[])
       as u(id, use, rank, sealed, consent, allowed, extension, external, line, region, zones, basis, recorded, verified, requested_at, requested_how)
     where c.practice_id = $8 and c.id = u.id`,
    [
      again.map((g) => there.get(nameOf(g))),
      again.map(({ contact: c }) => c.use),
      again.map(({ contact: c }) => c.rank),
      again.map(sealed),
      again.map(({ contact: c }) => c.consent),
      again.map(({ contact: c }) => c.allowed),
      again.map(({ contact: c }) => c.hasExtension),
      practiceId,
      now,
      again.map(({ contact: c }) => c.externalId ?? null),
      again.map(({ contact: c }) => c.line ?? null),
      again.map(({ contact: c }) => c.region ?? null),
      again.map(({ contact: c }) => (c.zones ?? []).join(' ')),
      again.map(({ contact: c }) => c.consentBasis ?? null),
      again.map(({ contact: c }) => c.consentRecordedAt ?? null),
      again.map(({ contact: c }) => c.verifiedAt ?? null),
      again.map(({ contact: c }) => c.requestedAt ?? null),
      again.map(({ contact: c }) => c.requestedHow ?? null),
    ],
  );
  if (keepsOthers) return;
  for (const g of again) there.delete(nameOf(g));
  await tx.query(
    `update contact_point set use = 'old', updated_at = $3 where practice_id = $1 and id = any($2) and use is distinct from 'old'`,
    [practiceId, [...there.values()], now],
  );
}

const contactName = (partyId: string, system: string, index: Buffer): string =>
  `${partyId} ${system} ${index.toString('latin1')}`;

/** The ids of all contact points of these parties, by `contactName`. */
async function contactsThere(tx: Tx, practiceId: string, partyIds: readonly string[]): Promise<Map<string, string>> {
  if (partyIds.length === 0) return new Map();
  const { rows } = await tx.query(
    `select id, party_id, system, address_index from contact_point where practice_id = $1 and party_id = any($2)`,
    [practiceId, partyIds],
  );
  return new Map(rows.map((r) => [contactName(r.party_id, r.system, r.address_index), r.id]));
}
