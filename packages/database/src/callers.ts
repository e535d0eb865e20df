/** Who may be calling: what is open with the people known at a number, and which practice's desk to ring when nothing is. */
import type { Database } from './connect.js';

/** One open conversation with somebody known at the number. */
export interface OpenMatter {
  /** The last message or call to this very number in it. */
  attemptId: string;
  practiceId: string;
  /** Equal for the same person, also in two practices. Never leaves the process. */
  person: string;
  /** Of the patients it is about, as far as the practice knows them. */
  birthYears: number[];
}

/** More conversations than any one number has. */
const mostMatters = 20;

/**
 * Open matters of everybody reached at this number, the most urgent first. Not of those who said that it is a wrong
 * number, nor where the practice forbade it: whoever calls from there is somebody else.
 */
export async function openMatters(db: Database, number: string): Promise<OpenMatter[]> {
  const { rows } = await db.pool.query({
    name: 'caller-matters',
    text: `select a.id, o.practice_id, y.sealed,
             array(select p.sealed from notice n join patient p on p.id = n.patient_id where n.outreach_id = o.id) patients
           from contact_point c join outreach o on o.practice_id = c.practice_id and o.party_id = c.party_id
           join party y on y.id = o.party_id
           cross join lateral (select t.id from attempt t where t.outreach_id = o.id and t.contact_point_id = c.id
             and t.state <> 'superseded' order by t.planned_no desc nulls last, t.planned_at desc limit 1) a
           where c.address_index = $1 and c.system = 'phone' and c.allowed and c.use is distinct from 'old'
             and c.voice_off is distinct from 'wrong_number' and (o.state in ('active','reached','exhausted') or o.correct_at is not null)
             and (o.correct_at is not null or exists (select from notice n where n.outreach_id = o.id and n.state = 'open')
               or exists (select from offer f where f.outreach_id = o.id and f.state in ('requested','open','chosen')))
           order by o.deadline_at, o.id limit ${mostMatters}`,
    values: [db.sealer.blindIndex(number)],
  });
  return rows.map((r) => {
    const name: { given: string; family: string } = JSON.parse(db.sealer.open(r.sealed, 'party', r.practice_id));
    const born = (r.patients as Buffer[]).map(
      (sealed): string | null =>
        (JSON.parse(db.sealer.open(sealed, 'patient', r.practice_id)) as { birthDate?: string | null }).birthDate ??
        null,
    );
    return {
      attemptId: r.id,
      practiceId: r.practice_id,
      person: `${name.given} ${name.family}`.toLowerCase(),
      birthYears: [...new Set(born.flatMap((date) => (date ? [Number(date.slice(0, 4))] : [])))],
    };
  });
}

/**
 * What else is open with the very party of this attempt, at the same number and in the same practice: other outreaches, of
 * batches that run, whose visits machines may tell of. By the last message that went there, the most urgent first.
 */
export async function otherMatters(db: Database, attemptId: string, now: Date): Promise<string[]> {
  const { rows } = await db.pool.query({
    name: 'caller-other-matters',
    text: `select m.id from attempt a join outreach own on own.id = a.outreach_id
           join outreach o on o.party_id = own.party_id and o.practice_id = own.practice_id and o.id <> own.id and o.state in ('active','exhausted')
           join batch b on b.id = o.batch_id and b.state = 'running'
           cross join lateral (select t.id from attempt t where t.outreach_id = o.id and t.address_index = a.address_index and t.channel in ('voice','sms') and t.state <> 'superseded'
             order by t.state = 'queued', t.planned_no desc nulls last limit 1) m
           where a.id = $1 and exists (select from notice n where n.outreach_id = o.id and n.state = 'open' and n.barred is null
             and coalesce(n.guardian_until > $2, true) and n.deadline_at > $2)
           order by o.deadline_at, o.id limit 3`,
    values: [attemptId, now],
  });
  return rows.map((r) => r.id);
}

export interface DeskRow {
  practiceId: string;
  spokenName: string;
  callbackNumber: string;
  country: string;
  language: string;
}

/**
 * The practice a caller without an open matter may be put through to: the only one that knows the number, or the only
 * one there is. With several nobody is told which of them knows whom.
 */
export async function deskFor(db: Database, number: string): Promise<DeskRow | null> {
  const { rows } = await db.pool.query({
    name: 'caller-desk',
    text: `with known as (select distinct practice_id from contact_point where address_index = $1 and system = 'phone' limit 2)
           select p.* from practice p
           where p.closed_at is null and case when exists (select from known) then p.id in (select practice_id from known) else true end limit 2`,
    values: [db.sealer.blindIndex(number)],
  });
  return rows.length === 1 ? deskOf(rows[0]) : null;
}

export async function deskById(db: Database, practiceId: string): Promise<DeskRow | null> {
  const { rows } = await db.pool.query({
    name: 'caller-desk-by-id',
    text: `select * from practice where id = $1`,
    values: [practiceId],
  });
  return rows[0] ? deskOf(rows[0]) : null;
}

const deskOf = (r: Record<string, unknown>): DeskRow => ({
  practiceId: r.id as string,
  spokenName: r.spoken_name as string,
  callbackNumber: r.callback_number as string,
  country: r.country as string,
  language: r.language as string,
});
