/**
 * A worker's two writes. Claim: is it still wanted? then fence + 1 and a lease, by compare-and-set. Record: what came of
 * the one provider request, named by the fence. Both take many attempts at once.
 */
import type {
  AttemptDroppedFact,
  AttemptJob,
  AttemptOutcomeFact,
  Channel,
  Conversation,
  Outcome,
} from '@rollcall/contracts';
import { claimVerdict, exemptRule, type HeardSign, numberFor, signOfOutcome } from '@rollcall/domain';
import { faultPoint } from '@rollcall/platform';
import type { Database, Tx } from './connect.js';
import { loadConversations } from './conversations.js';
import { type NewFact, storeFacts } from './inbox.js';
import { refuseWrongClock } from './modules.js';
import { returnToOutbox } from './outbox.js';
import { hearSigns } from './senders.js';

const day = 86_400_000;
/** A call of which nothing more was heard for so long does not keep others waiting. Business milliseconds. */
const longestCallMs = 5 * 60_000;

export interface Claim {
  attemptId: string;
  fence: number;
  channel: Channel;
  /** Its sender was not quite well when it was claimed: what comes of it is news about the sender too. */
  watched: boolean;
}

interface Locked {
  id: string;
  generation: number;
  fence: number;
  [column: string]: unknown;
}

/** Somebody is deciding about this very outreach: ask again in a moment, rather than hold up everybody else's claims. */
export const busy = 'busy';

/** Who claims. */
export interface Claimant {
  /** Our numbers, of which each address keeps one. */
  pool?: readonly string[] | undefined;
  /** Its own clock, held against the database's; absent where a test stands time still. */
  wall?: (() => Date) | undefined;
}

/**
 * One entry per job, in order: the claim, null when nothing is to be sent, or `busy`. `leaseMs` is business time. What is asked
 * `beside` the claim travels with it, and is answered as if behind it. Rejects with `ClockWrong`, and claims nothing, when the
 * claimant's clock and the database's disagree: it would take a message for in time, or its lease for over, at another moment.
 */
export async function claimAttempts(
  db: Database,
  jobs: readonly AttemptJob[],
  now: Date,
  leaseMs: number,
  { pool = [], wall }: Claimant = {},
  beside: (tx: Tx, attemptIds: readonly string[]) => Promise<void> = async () => {},
): Promise<(Claim | null | typeof busy)[]> {
  return db.transaction(async (tx) => {
    const locked = await lockClaimable(tx, jobs, now, pool.length > 0);
    const [first] = locked;
    if (first && wall) refuseWrongClock(`${first.channel} worker`, 'claimed', wall(), first.database_at as Date);
    const facts = new Map(locked.map((r) => [r.id, r]));
    const inFlight = new Set<string>();
    /** Numbers that a call of this batch goes to. */
    const ringing = new Set<string>();
    /** Which job of the same attempt got it: a duplicate in one batch must not. */
    const granted = new Map<string, AttemptJob>();
    const dropped: AttemptDroppedFact[] = [];
    /** Still wanted, but the provider asked the sender to slow down: back to where they can be put in order. */
    const early: string[] = [];
    for (const job of jobs) {
      const r = facts.get(job.attemptId);
      if (!r || granted.has(r.id)) continue;
      const lane = `${r.outreach_id} ${r.channel}`;
      const line = r.channel === 'voice' ? (r.address_index as Buffer).toString('latin1') : null;
      const verdict = claimVerdict(
        {
          state: r.state as never,
          generation: r.generation,
          jobGeneration: job.generation,
          purpose: r.purpose as never,
          sendBy: r.send_by as Date,
          batchState: r.batch_state as never,
          practiceClosed: r.practice_closed as boolean,
          openNotices: r.open_notices as number,
          suppressed: r.suppressed as boolean,
          fault: r.fault as never,
          allowed: r.allowed as boolean,
          offerState: r.offer_state as never,
          capReached: lawForbids(r),
          siblingInFlight: (r.sibling as boolean) || inFlight.has(lane),
          senderOut: r.sender_out as boolean,
          nothingIsOn: r.nothing_on === true,
          lineBusy: r.line_busy === true || (line !== null && ringing.has(line)),
        },
        now,
      );
      if (verdict.kind === 'claim' && r.not_before !== null && (r.not_before as Date) > now) early.push(r.id);
      else if (verdict.kind === 'claim') {
        granted.set(r.id, job);
        if (r.purpose === 'tell') inFlight.add(lane);
        if (line !== null) ringing.add(line);
      } else if (verdict.kind === 'drop')
        dropped.push({ kind: 'attempt.dropped', attemptId: job.attemptId, because: verdict.because });
    }
    const wanted = [...granted.keys()].flatMap((id) => facts.get(id) ?? []);
    const [fences] = await Promise.all([
      grant(tx, wanted, now, new Date(now.getTime() + leaseMs), pool),
      beside(
        tx,
        wanted.map((r) => r.id),
      ),
    ]);
    await returnToOutbox(tx, early, now);
    await storeFacts(tx, db.sealer, dropped.map(droppedFact), now);
    if (fences.size > 0) faultPoint('channel.claim.before-commit');
    return jobs.map((job) => {
      const r = facts.get(job.attemptId);
      if (!r) return busy;
      const fence = granted.get(job.attemptId) === job ? fences.get(job.attemptId) : undefined;
      if (fence === undefined) return null;
      return { attemptId: r.id, fence, channel: r.channel as Channel, watched: r.watched as boolean };
    });
  });
}

/** Two planners may have planned to one number at once; of those the later one is too much. */
function lawForbids(r: Locked): boolean {
  if (r.tried_day === null) return false;
  const number = { system: r.system, consent: r.consent, region: r.region, line: r.line } as Parameters<
    typeof exemptRule
  >[0];
  const rule = exemptRule(number, r.channel as Channel);
  return (
    rule !== null &&
    ((rule.perDay !== null && (r.tried_day as number) >= rule.perDay) ||
      (rule.perWeek !== null && (r.tried_week as number) >= rule.perWeek))
  );
}

export interface ClaimedConversation extends Claim {
  conversation: Conversation | undefined;
}

/** The same, each with what is to be said: one transaction for both. */
export async function claimConversations(
  db: Database,
  jobs: readonly AttemptJob[],
  now: Date,
  leaseMs: number,
  claimant?: Claimant,
): Promise<(ClaimedConversation | null | typeof busy)[]> {
  let conversations = new Map<string, Conversation>();
  const claims = await claimAttempts(db, jobs, now, leaseMs, claimant, async (tx, attemptIds) => {
    conversations = await loadConversations({ sealer: db.sealer, reading: (work) => work(tx) }, attemptIds);
  });
  return claims.map((claim) =>
    claim === null || claim === busy ? claim : { ...claim, conversation: conversations.get(claim.attemptId) },
  );
}

async function lockClaimable(tx: Tx, jobs: readonly AttemptJob[], now: Date, hasPool: boolean): Promise<Locked[]> {
  const { rows } = await tx.query({
    name: 'claim-lock',
    text: `select a.id, a.state, a.generation, a.fence, a.purpose, a.send_by, a.outreach_id, a.channel, b.state batch_state, p.closed_at is not null practice_closed, c.allowed and c.use is distinct from 'old' and c.consent <> 'denied' allowed,
             c.system, c.consent, c.region, c.line, t.tried_day, t.tried_week,
             case a.channel when 'voice' then c.voice_off when 'sms' then c.sms_off when 'im' then c.im_off else c.email_off end fault,
             exists (select from suppression s where s.practice_id = a.practice_id and s.address_index = a.address_index and s.channel = a.channel) suppressed,
             (select count(*) filter (where n.state = 'open' and n.barred is null and coalesce(n.guardian_until > $2, true))::int
               from notice n where n.outreach_id = a.outreach_id) open_notices,
             f.state offer_state, k.not_before, k.breaker <> 'closed' and k.probe_attempt_id is distinct from a.id sender_out,
             k.breaker <> 'closed' or k.troubles > 0 watched, a.address_index,
             case when $5 then (select x.sent_from from attempt x where x.address_index = a.address_index and x.sent_from is not null
               order by x.planned_at desc limit 1) end last_from, clock_timestamp() database_at,
             -- Another worker may be claiming a call to this number at this very moment: it goes first.
             case when a.channel = 'voice' then not pg_try_advisory_xact_lock(hashtextextended(encode(a.address_index, 'hex'), 11))
               or exists (select from attempt x where x.address_index = a.address_index and x.practice_id = a.practice_id and x.channel = 'voice'
                 and x.id <> a.id and x.planned_at > $4 and (x.state = 'sending' or x.state in ('in_doubt','accepted') and x.reached < 2 and x.sent_at > $6)) end line_busy,
             -- Cancelled anew since it was planned: nothing is on.
             case when a.purpose = 'correct' and a.wording is null then not exists (select from notice n where n.outreach_id = a.outreach_id and n.state = 'withdrawn'
               and not exists (select from notice x where x.practice_id = n.practice_id and x.external_id = n.external_id and x.id > n.id)) end nothing_on,
             a.purpose in ('tell','correct') and exists (select from attempt x where x.outreach_id = a.outreach_id and x.channel = a.channel
               and x.purpose = 'tell' and x.state in ('sending','in_doubt') and x.id <> a.id) sibling
           from attempt a join outreach o on o.id = a.outreach_id join batch b on b.id = o.batch_id join practice p on p.id = a.practice_id
           join contact_point c on c.id = a.contact_point_id join sender k on k.channel = a.channel left join offer f on f.id = a.offer_id
           left join lateral (
             select count(*) filter (where x.planned_at > $3)::int tried_day, count(*)::int tried_week from attempt x
             where x.address_index = a.address_index and x.practice_id = a.practice_id and x.planned_at > $4 and x.planned_no < a.planned_no
               and x.channel in ('voice','sms') and x.purpose in ('tell','correct') and x.state <> 'superseded' and not x.excused) t
             on c.consent <> 'given' and a.purpose in ('tell','correct') and a.channel in ('voice','sms')
           where a.id = any($1) order by a.id for update of a skip locked`,
    values: [
      jobs.map((j) => j.attemptId),
      now,
      new Date(now.getTime() - day),
      new Date(now.getTime() - 7 * day),
      hasPool,
      new Date(now.getTime() - longestCallMs),
    ],
  });
  return rows;
}

async function grant(
  tx: Tx,
  wanted: readonly Locked[],
  now: Date,
  leaseUntil: Date,
  pool: readonly string[],
): Promise<Map<string, number>> {
  if (wanted.length === 0) return new Map();
  const { rows } = await tx.query({
    name: 'claim-grant',
    text: `update attempt a set state = 'sending', fence = a.fence + 1, lease_until = $2, sent_at = $3, sent_from = u.number
           from unnest($1::uuid[], $4::int[], $5::text[]) as u(id, fence, number) where a.id = u.id and a.fence = u.fence returning a.id, a.fence`,
    values: [
      wanted.map((r) => r.id),
      leaseUntil,
      now,
      wanted.map((r) => r.fence),
      wanted.map((r) => numberFor(pool, r.address_index as Buffer, r.last_from as string | null)),
    ],
  });
  return new Map(rows.map((r) => [r.id, r.fence]));
}

export const droppedFact = (fact: AttemptDroppedFact): NewFact => ({
  source: 'worker',
  kind: 'worker.dropped',
  dedupeKey: `dropped-${fact.attemptId}-${fact.because}`,
  attemptId: fact.attemptId,
  payload: fact,
});

export interface Recorded extends Claim {
  outcome: Outcome;
}

/**
 * Records outcomes as facts; once that is committed the lease no longer matters (R3 looks for the fact). The row itself is
 * the conductor's to move, so that rows stay the fold of their ledger: a worker that lost its lease changes none, and yet
 * what the provider said reaches the conductor, because it stays true.
 */
export async function recordOutcomes(
  db: Database,
  recorded: readonly Recorded[],
  now: Date,
  { fromReal = (ms) => ms, listen = false, acceptedRestMs = 0 }: SenderWatch = {},
): Promise<void> {
  const quiet = (r: Recorded): boolean => !listen && r.outcome.kind === 'accepted' && !r.watched;
  const facts = recorded.map((r) => ({ ...outcomeFact(r), restMs: quiet(r) ? acceptedRestMs : 0 }));
  if (recorded.every(quiet)) {
    await storeFacts(db.pool, db.sealer, facts, now);
    return;
  }
  await db.transaction(async (tx) => {
    for (const channel of [...new Set(recorded.map((r) => r.channel))].sort())
      await hearSigns(tx, channel, signsOf(recorded, channel, fromReal), now);
    await storeFacts(tx, db.sealer, facts, now);
  });
}

export interface SenderWatch {
  /** How long an acceptance may wait to be decided about together with its first callback. Business milliseconds. */
  acceptedRestMs?: number;
  /** A provider's milliseconds in business time. */
  fromReal?: (ms: number) => number;
  /** The last request went badly: also a good answer is news. */
  listen?: boolean;
}

const signsOf = (recorded: readonly Recorded[], channel: Channel, fromReal: (ms: number) => number): HeardSign[] =>
  recorded.flatMap((r) => {
    const sign = r.channel === channel ? signOfOutcome(r.outcome, fromReal) : null;
    return sign ? [{ attemptId: r.attemptId, sign }] : [];
  });

const outcomeFact = (r: Recorded): NewFact => {
  const fact: AttemptOutcomeFact = {
    kind: 'attempt.outcome',
    attemptId: r.attemptId as AttemptOutcomeFact['attemptId'],
    fence: r.fence,
    outcome: r.outcome,
  };
  return {
    source: 'worker',
    kind: 'worker.outcome',
    // R3 looks for it by this key.
    dedupeKey: `outcome-${r.attemptId}-${r.fence}`,
    attemptId: r.attemptId,
    payload: fact,
  };
};
