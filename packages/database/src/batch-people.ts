/**
 * The people of a batch: those that are known are brought up to date, those that are new go in by COPY. Known ones are
 * asked for first, because a COPY knows no conflicts; the practice's lock keeps that answer true. Most of them are as they
 * were the last time, and are not written again.
 */
import type { QueryResultRow } from 'pg';
import type { IntakeContext, NewBatch, NewOutreach, NewPatient } from './batch-intake.js';
import type { Tx } from './connect.js';
import { writeContacts } from './contact-points.js';
import { copyRows } from './copying/copy-rows.js';
import { always, bool, bytes, instant, text, texts, uuid } from './copying/row-writer.js';

export interface WrittenPeople {
  /** By the practice's own id. */
  patientOf(externalId: string): string;
  partyOf(outreach: NewOutreach): string;
}

export async function writePeople(tx: Tx, batch: NewBatch, context: IntakeContext): Promise<WrittenPeople> {
  const patients = await writePatients(tx, batch, context);
  const parties = await writeParties(tx, batch, context);
  await writeContacts(
    tx,
    {
      practiceId: batch.practiceId,
      given: batch.outreaches.flatMap((o) => {
        const partyId = parties.partyOf(o);
        return o.party.contacts.map((contact) => ({ partyId, contact }));
      }),
      knownPartyIds: parties.knownIds,
    },
    context,
  );
  return { patientOf: (externalId) => patients.get(externalId) ?? '', partyOf: parties.partyOf };
}

/** Answers the id of each patient, by the practice's own. */
async function writePatients(
  tx: Tx,
  { practiceId, patients }: NewBatch,
  { now, sealer, newId }: IntakeContext,
): Promise<Map<string, string>> {
  const { rows } = await tx.query(
    `select id, external_id, sealed, deceased, do_not_contact, restricted from patient where practice_id = $1 and external_id = any($2)`,
    [practiceId, patients.map((p) => p.externalId)],
  );
  const there = new Map<string, QueryResultRow>(rows.map((r) => [r.external_id, r]));
  const ids = new Map<string, string>(rows.map((r) => [r.external_id, r.id]));
  const fresh = patients.filter((p) => !there.has(p.externalId));
  for (const p of fresh) ids.set(p.externalId, newId());
  const idOf = (p: NewPatient): string => ids.get(p.externalId) ?? '';
  const plain = (p: NewPatient): string => JSON.stringify({ ...p.name, birthDate: p.birthDate });
  const sealed = (p: NewPatient): Buffer => sealer.seal(plain(p), 'patient', practiceId);
  const isAsBefore = (p: NewPatient, row: QueryResultRow): boolean =>
    row.deceased === p.deceased &&
    row.do_not_contact === p.doNotContact &&
    row.restricted === (p.restricted ?? false) &&
    sealer.holds(row.sealed, plain(p), 'patient', practiceId);
  const changed = patients.filter((p) => {
    const row = there.get(p.externalId);
    return row !== undefined && !isAsBefore(p, row);
  });
  await copyRows(tx, 'patient', fresh, {
    id: uuid(idOf),
    practice_id: always(uuid, practiceId),
    external_id: text((p) => p.externalId),
    sealed: bytes(sealed),
    deceased: bool((p) => p.deceased),
    do_not_contact: bool((p) => p.doNotContact),
    updated_at: always(instant, now),
    restricted: bool((p) => p.restricted ?? false),
  });
  if (changed.length > 0)
    await tx.query(
      `update patient p set sealed = u.sealed, deceased = u.deceased, do_not_contact = u.dnc, restricted = u.restricted, updated_at = $6
       from unnest($1::uuid[], $2::bytea[], $3::bool[], $4::bool[], $7::bool[]) as u(id, sealed, deceased, dnc, restricted) where p.practice_id = $5 and p.id = u.id`,
      [
        changed.map(idOf),
        changed.map(sealed),
        changed.map((p) => p.deceased),
        changed.map((p) => p.doNotContact),
        practiceId,
        now,
        changed.map((p) => p.restricted ?? false),
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
    `select id, kind, key, sealed, language, time_zone, array_to_string(needs, ' ') needs from party
     where practice_id = $1 and kind = any($2) and key = any($3)`,
    [practiceId, [...new Set(outreaches.map((o) => o.party.kind))], outreaches.map((o) => o.party.key)],
  );
  const nameOf = (p: { kind: string; key: string }): string => `${p.kind} ${p.key}`;
  const there = new Map<string, QueryResultRow>(rows.map((r) => [nameOf(r as never), r]));
  const ids = new Map<string, string>(rows.map((r) => [nameOf(r as never), r.id]));
  const known = outreaches.filter((o) => there.has(nameOf(o.party)));
  const fresh = outreaches.filter((o) => !there.has(nameOf(o.party)));
  for (const o of fresh) ids.set(nameOf(o.party), newId());
  const partyOf = (o: NewOutreach): string => ids.get(nameOf(o.party)) ?? '';
  const plain = (o: NewOutreach): string => JSON.stringify(o.party.name);
  const sealed = (o: NewOutreach): Buffer => sealer.seal(plain(o), 'party', practiceId);
  const needsOf = ({ party }: NewOutreach): string => (party.needs ?? []).join(' ');
  const changed = known.filter((o) => {
    const row = there.get(nameOf(o.party));
    const isAsBefore =
      row?.language === o.party.language &&
      row.time_zone === o.party.timeZone &&
      row.needs === needsOf(o) &&
      sealer.holds(row.sealed, plain(o), 'party', practiceId);
    return !isAsBefore;
  });
  await copyRows(tx, 'party', fresh, {
    id: uuid(partyOf),
    practice_id: always(uuid, practiceId),
    kind: text((o) => o.party.kind),
    key: text((o) => o.party.key),
    sealed: bytes(sealed),
    language: text((o) => o.party.language),
    time_zone: text((o) => o.party.timeZone),
    updated_at: always(instant, now),
    needs: texts((o) => o.party.needs ?? []),
    household: bool((o) => o.party.household ?? false),
  });
  if (changed.length > 0)
    await tx.query(
      `update party p set sealed = u.sealed, language = u.language, time_zone = u.zone, needs = string_to_array(u.needs, ' '), updated_at = $6
       from unnest($1::uuid[], $2::bytea[], $3::text[], $4::text[], $7::text[]) as u(id, sealed, language, zone, needs) where p.practice_id = $5 and p.id = u.id`,
      [
        changed.map(partyOf),
        changed.map(sealed),
        changed.map((o) => o.party.language),
        changed.map((o) => o.party.timeZone),
        practiceId,
        now,
        changed.map(needsOf),
      ],
    );
  return { partyOf, knownIds: known.map(partyOf) };
}
