/** Whose is it? Finds the outreach a fact belongs to: our own id first, the provider's second, the sender's number third. */
import type { Channel } from '@rollcall/contracts';
import type { LiveQuestion } from '@rollcall/domain';
import type { Tx } from './connect.js';

/** Outreach by attempt id. */
export async function outreachesOfAttempts(tx: Tx, attemptIds: readonly string[]): Promise<Map<string, string>> {
  if (attemptIds.length === 0) return new Map();
  const { rows } = await tx.query({
    name: 'resolve-attempts',
    text: `select id, outreach_id from attempt where id = any($1)`,
    values: [attemptIds],
  });
  return new Map(rows.map((r) => [r.id, r.outreach_id]));
}

/** Attempt id by the provider's reference. */
export async function attemptsOfRefs(tx: Tx, refs: readonly string[]): Promise<Map<string, string>> {
  if (refs.length === 0) return new Map();
  const { rows } = await tx.query({
    name: 'resolve-refs',
    text: `select id, provider_ref from attempt where provider_ref = any($1)`,
    values: [refs],
  });
  return new Map(rows.map((r) => [r.provider_ref, r.id]));
}

/** A message of ours that somebody answers by name. */
export interface Asked {
  attemptId: string;
  outreachId: string;
  contactPointId: string;
  addressIndex: Buffer;
  channel: Channel;
  offerId: string | null;
}

export async function askedAttempts(tx: Tx, attemptIds: readonly string[]): Promise<Map<string, Asked>> {
  if (attemptIds.length === 0) return new Map();
  const { rows } = await tx.query({
    name: 'resolve-asked',
    text: `select id, outreach_id, contact_point_id, address_index, channel, offer_id from attempt where id = any($1)`,
    values: [attemptIds],
  });
  return new Map(
    rows.map((r) => [
      r.id,
      {
        attemptId: r.id,
        outreachId: r.outreach_id,
        contactPointId: r.contact_point_id,
        addressIndex: r.address_index,
        channel: r.channel,
        offerId: r.offer_id,
      },
    ]),
  );
}

export async function outreachesOfOffers(tx: Tx, offerIds: readonly string[]): Promise<Map<string, string>> {
  if (offerIds.length === 0) return new Map();
  const { rows } = await tx.query({
    name: 'resolve-offers',
    text: `select id, outreach_id from offer where id = any($1)`,
    values: [offerIds],
  });
  return new Map(rows.map((r) => [r.id, r.outreach_id]));
}

export interface Correspondent {
  /** Questions open on this number. */
  questions: LiveQuestion[];
  /** Every outreach of the last days whose party is reached at this address, newest first, with the contact point. */
  outreaches: { outreachId: string; contactPointId: string; practiceId: string; active: boolean }[];
  /** The holder said STOP, and has not taken it back. */
  optedOut: boolean;
}

/** An address somebody writes from, and the contact systems that address may be known under, the likeliest first. */
export interface Sender {
  addressIndex: Buffer;
  systems: readonly string[];
}

/** Who may be writing, one entry per sender, in order. Number-wide facts (STOP) concern all of `outreaches`. */
export async function correspondents(tx: Tx, senders: readonly Sender[]): Promise<Correspondent[]> {
  const found: Correspondent[] = senders.map(() => ({ questions: [], outreaches: [], optedOut: false }));
  if (senders.length === 0) return found;
  const [live, known] = await Promise.all([
    tx.query({
      name: 'resolve-questions',
      text: `select u.n::int, r.code, r.outreach_id, r.practice_id, r.sent_from, r.visit_codes, r.visit_ids, r.corrects, r.asks from unnest($1::bytea[]) with ordinality as u(i, n)
             cross join lateral (select c.code, c.outreach_id, c.practice_id, c.visit_codes, c.visit_ids,
                 o.correct_at is not null corrects,
                 o.correct_at is null or exists (select from notice n where n.outreach_id = o.id and n.state = 'open')
                   or exists (select from offer f where f.outreach_id = o.id and f.state in ('requested','open','chosen')) asks,
                 (select a.sent_from from attempt a where a.outreach_id = c.outreach_id and a.address_index = c.address_index and a.sent_from is not null
                  order by a.planned_no desc nulls last limit 1) sent_from from reply_code c
                 join outreach o on o.id = c.outreach_id
               where c.address_index = u.i and coalesce(c.closed_at, 'infinity') = 'infinity' limit 26) r order by u.n, r.code`,
      values: [senders.map((s) => s.addressIndex)],
    }),
    tx.query({
      name: 'resolve-correspondents',
      text: `select u.n::int, x.* from unnest($1::bytea[], $2::text[]) with ordinality as u(i, systems, n)
             cross join lateral (select o.id, c.id point, o.practice_id, o.state = 'active' active,
                 exists (select from suppression s where s.practice_id = c.practice_id and s.address_index = c.address_index and s.channel in ('sms','im')) opted_out
               from contact_point c join outreach o on o.practice_id = c.practice_id and o.party_id = c.party_id
               where c.address_index = u.i and c.system = any(string_to_array(u.systems, ' ')) order by o.opened_at desc, o.id desc, array_position(string_to_array(u.systems, ' '), c.system) limit 200) x
             order by u.n`,
      values: [senders.map((s) => s.addressIndex), senders.map((s) => s.systems.join(' '))],
    }),
  ]);
  for (const r of live.rows)
    found[r.n - 1]?.questions.push({
      code: r.code,
      outreachId: r.outreach_id,
      practiceId: r.practice_id,
      from: r.sent_from,
      ...(r.corrects ? { corrects: true, onlyCorrects: !r.asks } : {}),
      ...(r.visit_ids.length > 0 ? { visits: visitLetters(r.visit_codes, r.visit_ids) } : {}),
    });
  for (const r of known.rows) {
    const one = found[r.n - 1];
    one?.outreaches.push({
      outreachId: r.id,
      contactPointId: r.point,
      practiceId: r.practice_id,
      active: r.active,
    });
    if (one && r.opted_out) one.optedOut = true;
  }
  return found;
}

const visitLetters = (codes: readonly string[], ids: readonly string[]): { code: string; noticeId: string }[] =>
  ids.map((noticeId, n) => ({ code: codes[n] ?? '', noticeId }));

/** A person wrote to us: until then free text may be answered with free text. */
export async function openSession(tx: Tx, addressIndex: Buffer, until: Date): Promise<void> {
  await tx.query(
    `update contact_point set session_until = greatest(session_until, $2) where address_index = $1 and system in ('whatsapp','messenger')`,
    [addressIndex, until],
  );
}

/** START: the holder of the address wants messages again. */
export async function liftSuppression(tx: Tx, addressIndex: Buffer): Promise<void> {
  await tx.query(`delete from suppression where address_index = $1 and channel in ('sms','voice','im')`, [
    addressIndex,
  ]);
}

/**
 * Keeps the provider's references of attempts that have none yet; a reference belongs to one attempt only. Returns the
 * attempts whose reference it is now.
 */
export async function rememberRefs(tx: Tx, refs: readonly { id: string; ref: string }[]): Promise<Set<string>> {
  if (refs.length === 0) return new Set();
  const { rows } = await tx.query({
    name: 'remember-refs',
    text: `update attempt a set provider_ref = u.ref from unnest($1::uuid[], $2::text[]) as u(id, ref)
           where a.id = u.id and a.provider_ref is null and not exists (select from attempt x where x.provider_ref = u.ref)
           returning a.id`,
    values: [refs.map((r) => r.id), refs.map((r) => r.ref)],
  });
  return new Set(rows.map((r) => r.id));
}

/**
 * How many attempts, itself included, may own an unknown reference at the same number: those on the same channel that
 * were or may have been sent and have none of their own.
 */
export async function rivalsOf(tx: Tx, attemptIds: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await tx.query({
    name: 'resolve-rivals',
    text: `select a.id, (select count(*)::int from attempt x where x.address_index = a.address_index and x.channel = a.channel
             and x.provider_ref is null and x.state in ('sending','in_doubt','unresolved','accepted')) n
           from attempt a where a.id = any($1)`,
    values: [attemptIds],
  });
  return new Map(rows.map((r) => [r.id, r.n]));
}

export async function channelsOfAttempts(tx: Tx, attemptIds: readonly string[]): Promise<Map<string, Channel>> {
  const { rows } = await tx.query({
    name: 'resolve-channels',
    text: `select id, channel from attempt where id = any($1)`,
    values: [attemptIds],
  });
  return new Map(rows.map((r) => [r.id, r.channel]));
}
