/**
 * The people of a batch: those that are known are brought up to date, those that are new go in by COPY. Known ones are
 * asked for first, because a COPY knows no conflicts; the practice's lock keeps that answer true.
 */
import type { IntakeContext, NewBatch, NewOutreach, NewPatient } from './batch-intake.js';
import type { Tx } from './connect.js';
import { copyRows } from './copying/copy-rows.js';
import { always, bool, bytes, instant, int, text, uuid } from './copying/row-writer.js';

export interface WrittenPeople {
  /** By the practice's own id. */
  patientOf(externalId: string): string;
  partyOf(outreach: NewOutreach): string;
}

export async function writePeople(tx: Tx, batch: NewBatch, context: IntakeContext): Promise<WrittenPeople> {
  const patients = await writePatients(tx, batch, context);
  const parties = await writeParties(tx, batch, context);
  await writeContacts(tx, batch, parties, context);
  return { patientOf: (externalId) => patients.get(externalId) ?? '', partyOf: parties.partyOf };
}

/** Answers the id of each patient, by the practice's own. */
async function writePatients(
  tx: Tx,
  { practiceId, patients }: NewBatch,
  { now, sealer, newId }: IntakeContext,
): Promise<Map<string, string>> {
  const { rows } = await tx.query(
    `select id, external_id from patient where practice_id = $1 and external_id = any($2)`,
    [practiceId, patients.map((p) => p.externalId)],
  );
  const ids = new Map<string, string>(rows.map((r) => [r.external_id, r.id]));
  const known = patients.filter((p) => ids.has(p.externalId));
  const fresh = patients.filter((p) => !ids.has(p.externalId));
  for (const p of fresh) ids.set(p.externalId, newId());
  const idOf = (p: NewPatient): string => ids.get(p.externalId) ?? '';
  const sealed = (p: NewPatient): Buffer =>
    sealer.seal(JSON.stringify({ ...p.name, birthDate: p.birthDate }), 'patient', practiceId);
  await copyRows(tx, 'patient', fresh, {
    id: uuid(idOf),
    practice_id: always(uuid, practiceId),
    external_id: text((p) => p.externalId),
    sealed: bytes(sealed),
    deceased: bool((p) => p.deceased),
    do_not_contact: bool((p) => p.doNotContact),
    updated_at: always(instant, now),
  });
  if (known.length > 0)
    await tx.query(
      `update patient p set sealed = u.sealed, deceased = u.deceased, do_not_contact = u.dnc, updated_at = $6
       from unnest($1::uuid[], $2::bytea[], $3::bool[], $4::bool[]) as u(id, sealed, deceased, dnc) where p.practice_id = $5 and p.id = u.id`,
      [
        known.map(idOf),
        known.map(sealed),
        known.map((p) => p.deceased),
        known.map((p) => p.doNotContact),
        practiceId,
        now,
      ],
    );
  return ids;
}

interface WrittenParties {
  partyOf(outreach: NewOutreach): string;
  /** Of those that were there before this batch. */
  knownIds: readonly string[];
}

async function writeParties(
  tx: Tx,
  { practiceId, outreaches }: NewBatch,
  { now, sealer, newId }: IntakeContext,
): Promise<WrittenParties> {
  const { rows } = await tx.query(
    `select id, kind, key from party where practice_id = $1 and kind = any($2) and key = any($3)`,
    [practiceId, [...new Set(outreaches.map((o) => o.party.kind))], outreaches.map((o) => o.party.key)],
  );
  const nameOf = (p: { kind: string; key: string }): string => `${p.kind} ${p.key}`;
  const ids = new Map<string, string>(rows.map((r) => [nameOf(r as never), r.id]));
  const known = outreaches.filter((o) => ids.has(nameOf(o.party)));
  const fresh = outreaches.filter((o) => !ids.has(nameOf(o.party)));
  for (const o of fresh) ids.set(nameOf(o.party), newId());
  const partyOf = (o: NewOutreach): string => ids.get(nameOf(o.party)) ?? '';
  const sealed = (o: NewOutreach): Buffer => sealer.seal(JSON.stringify(o.party.name), 'party', practiceId);
  await copyRows(tx, 'party', fresh, {
    id: uuid(partyOf),
    practice_id: always(uuid, practiceId),
    kind: text((o) => o.party.kind),
    key: text((o) => o.party.key),
    sealed: bytes(sealed),
    language: text((o) => o.party.language),
    time_zone: text((o) => o.party.timeZone),
    updated_at: always(instant, now),
  });
  if (known.length > 0)
    await tx.query(
      `update party p set sealed = u.sealed, language = u.language, time_zone = u.zone, updated_at = $6
       from unnest($1::uuid[], $2::bytea[], $3::text[], $4::text[]) as u(id, sealed, language, zone) where p.practice_id = $5 and p.id = u.id`,
      [
        known.map(partyOf),
        known.map(sealed),
        known.map((o) => o.party.language),
        known.map((o) => o.party.timeZone),
        practiceId,
        now,
      ],
    );
  return { partyOf, knownIds: known.map(partyOf) };
}

/** Known faults and open sessions of an address stay; what the practice no longer names is old. */
async function writeContacts(
  tx: Tx,
  { practiceId, outreaches }: NewBatch,
  { partyOf, knownIds }: WrittenParties,
  { now, sealer, newId }: IntakeContext,
): Promise<void> {
  const given = outreaches.flatMap((o) => {
    const partyId = partyOf(o);
    return o.party.contacts.map((c) => ({ ...c, partyId, index: c.index ?? sealer.blindIndex(c.address) }));
  });
  type Given = (typeof given)[number];
  const there = await contactsThere(tx, practiceId, knownIds);
  const nameOf = (c: Given): string => contactName(c.partyId, c.system, c.index);
  const again = there.size === 0 ? [] : given.filter((c) => there.has(nameOf(c)));
  const fresh = there.size === 0 ? given : given.filter((c) => !there.has(nameOf(c)));
  const sealed = (c: Given): Buffer => sealer.seal(c.address, 'address', practiceId);
  await copyRows(tx, 'contact_point', fresh, {
    id: uuid(() => newId()),
    practice_id: always(uuid, practiceId),
    party_id: uuid((c) => c.partyId),
    system: text((c) => c.system),
    use: text((c) => c.use),
    rank: int((c) => c.rank),
    address_sealed: bytes(sealed),
    address_index: bytes((c) => c.index),
    consent: text((c) => c.consent),
    allowed: bool((c) => c.allowed),
    has_extension: bool((c) => c.hasExtension),
    updated_at: always(instant, now),
  });
  if (there.size === 0) return;
  await tx.query(
    `update contact_point c set use = u.use, rank = u.rank, address_sealed = u.sealed, consent = u.consent, allowed = u.allowed, has_extension = u.extension, updated_at = $9
     from unnest($1::uuid[], $2::text[], $3::int[], $4::bytea[], $5::text[], $6::bool[], $7::bool[]) as u(id, use, rank, sealed, consent, allowed, extension)
     where c.practice_id = $8 and c.id = u.id`,
    [
      again.map((c) => there.get(nameOf(c))),
      again.map((c) => c.use),
      again.map((c) => c.rank),
      again.map(sealed),
      again.map((c) => c.consent),
      again.map((c) => c.allowed),
      again.map((c) => c.hasExtension),
      practiceId,
      now,
    ],
  );
  for (const c of again) there.delete(nameOf(c));
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
