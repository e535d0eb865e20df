/**
 * The people of a batch: those that are known are brought up to date, those that are new go in by COPY. Known ones are
 * asked for first, because a COPY knows no conflicts; the practice's lock keeps that answer true.
 */
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
    restricted: bool((p) => p.restricted ?? false),
  });
  if (known.length > 0)
    await tx.query(
      `update patient p set sealed = u.sealed, deceased = u.deceased, do_not_contact = u.dnc, restricted = u.restricted, updated_at = $6
       from unnest($1::uuid[], $2::bytea[], $3::bool[], $4::bool[], $7::bool[]) as u(id, sealed, deceased, dnc, restricted) where p.practice_id = $5 and p.id = u.id`,
      [
        known.map(idOf),
        known.map(sealed),
        known.map((p) => p.deceased),
        known.map((p) => p.doNotContact),
        practiceId,
        now,
        known.map((p) => p.restricted ?? false),
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
    needs: texts((o) => o.party.needs ?? []),
    household: bool((o) => o.party.household ?? false),
  });
  if (known.length > 0)
    await tx.query(
      `update party p set sealed = u.sealed, language = u.language, time_zone = u.zone, needs = string_to_array(u.needs, ' '), updated_at = $6
       from unnest($1::uuid[], $2::bytea[], $3::text[], $4::text[], $7::text[]) as u(id, sealed, language, zone, needs) where p.practice_id = $5 and p.id = u.id`,
      [
        known.map(partyOf),
        known.map(sealed),
        known.map((o) => o.party.language),
        known.map((o) => o.party.timeZone),
        practiceId,
        now,
        known.map((o) => (o.party.needs ?? []).join(' ')),
      ],
    );
  return { partyOf, knownIds: known.map(partyOf) };
}
