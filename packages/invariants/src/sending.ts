/** I5, I13, I17, I19, I20: what is under way is under way once, and nothing gets stuck there. */
import type { Evidence } from './evidence.js';
import { type Invariant, lateBefore, namedAtMost, type Violation } from './invariant.js';

const ofAttempt =
  (invariant: Violation['invariant'], what: (r: Record<string, unknown>) => string) =>
  (r: Record<string, unknown>) => ({
    invariant,
    what: what(r),
    outreachId: r.outreach_id as string,
    attemptId: r.id as string,
  });

async function oneInFlight(e: Evidence): Promise<Violation[]> {
  const rows = await e.query(
    `select outreach_id, channel, count(*)::int n from attempt where purpose = 'tell' and state in ('sending','in_doubt')
     group by outreach_id, channel having count(*) > 1 limit $1`,
    [namedAtMost],
  );
  return rows.map((r) => ({
    invariant: 'I5',
    what: `${r.n} ${r.channel} messages are under way or in doubt at once`,
    outreachId: r.outreach_id as string,
  }));
}

/** Due in the outbox, and no relay took it. At rest nothing that is due may lie there at all. */
async function outboxDrains(e: Evidence): Promise<Violation[]> {
  const rows = await e.query(
    `select x.id, x.attempt_id, a.outreach_id from outbox x join attempt a on a.id = x.attempt_id
     where x.published_at is null and x.not_before < $1 order by x.not_before limit $2`,
    [e.settled ? e.now : lateBefore(e), namedAtMost],
  );
  return rows.map((r) => ({
    invariant: 'I13',
    what: `outbox row ${r.id} is due and not published`,
    outreachId: r.outreach_id as string,
    attemptId: r.attempt_id as string,
  }));
}

/**
 * A fence is raised by a claim and by falling into doubt, and only the newest job of an attempt may claim it: more claims
 * than generations means that one job was worked twice.
 */
async function oneEffectPerJob(e: Evidence): Promise<Violation[]> {
  const rows = await e.query(
    `select a.id, a.outreach_id, a.fence, a.generation from attempt a
     where ($1::uuid[] is null or a.outreach_id = any($1)) and a.fence > a.generation + (
       select count(*) from event v where v.outreach_id = a.outreach_id and v.type = 'attempt.in_doubt' and v.body->>'attemptId' = a.id::text)
     limit $2`,
    [e.changed ?? null, namedAtMost],
  );
  return rows.map(
    ofAttempt('I13', (r) => `claimed more often than published: fence ${r.fence}, generation ${r.generation}`),
  );
}

/**
 * The reconciler publishes again what stays queued, and dates it anew: about 3,000 in one lease (500 every 5 s). What is
 * older than it could have come to has lost its job for good. A paused batch and a provider's retry-after wait rightly.
 */
const republishedPerLease = 2000;
async function queuedHasJob(e: Evidence): Promise<Violation[]> {
  const [counted] = await e.query(`select count(*)::int n from attempt where state = 'queued'`);
  const backlogMs = Math.floor(Number(counted?.n ?? 0) / republishedPerLease) * e.leaseMs;
  const rows = await e.query(
    `select a.id, a.outreach_id, a.queued_at from attempt a join outreach o on o.id = a.outreach_id join batch b on b.id = o.batch_id
     where a.state = 'queued' and a.queued_at < $1 and (a.purpose <> 'tell' or b.state = 'running')
       and not exists (select from outbox x where x.attempt_id = a.id and x.published_at is null)
     order by a.queued_at limit $2`,
    [new Date(lateBefore(e).getTime() - backlogMs), namedAtMost],
  );
  return rows.map(ofAttempt('I17', (r) => `queued since ${(r.queued_at as Date).toISOString()} without a job`));
}

/** At rest every message was sent, dropped or given up. What a paused or stopped batch holds back is at rest too. */
async function nothingUnderWay(e: Evidence): Promise<Violation[]> {
  const rows = await e.query(
    `select a.id, a.outreach_id, a.state from attempt a join outreach o on o.id = a.outreach_id join batch b on b.id = o.batch_id
     where a.state in ('sending','in_doubt') or (a.state = 'queued' and (a.purpose <> 'tell' or b.state = 'running')
       and not exists (select from outbox x where x.attempt_id = a.id and x.published_at is null and x.not_before > $1))
     limit $2`,
    [e.now, namedAtMost],
  );
  return rows.map(ofAttempt('I17', (r) => `still ${r.state} although everything came to rest`));
}

/** A lease that ran out and that nobody took up. */
async function leasesEnd(e: Evidence): Promise<Violation[]> {
  const rows = await e.query(
    `select id, outreach_id, lease_until from attempt where state = 'sending' and lease_until < $1 order by lease_until limit $2`,
    [lateBefore(e), namedAtMost],
  );
  return rows.map(
    ofAttempt('I19', (r) => `being sent, although its lease ran out at ${(r.lease_until as Date).toISOString()}`),
  );
}

/** After a lease was taken away, its worker's record must not be in the row; only a new claim may be. */
async function staleWritesNothing(e: Evidence): Promise<Violation[]> {
  const rows = await e.query(
    `select a.id, a.outreach_id, a.sent_at from attempt a
     join event v on v.outreach_id = a.outreach_id and v.type = 'attempt.in_doubt' and v.body->>'attemptId' = a.id::text and v.body->>'code' = 'lease_lost'
     where ($1::uuid[] is null or a.outreach_id = any($1)) and a.sent_at > v.at
       and not exists (select from event w where w.outreach_id = a.outreach_id and w.seq > v.seq and w.type = 'attempt.throttled' and w.body->>'attemptId' = a.id::text)
     limit $2`,
    [e.changed ?? null, namedAtMost],
  );
  return rows.map(ofAttempt('I20', () => 'a worker wrote after its lease had been taken away'));
}

export const sending: readonly Invariant[] = [
  { id: 'I5', title: 'One message at a time on each channel', when: 'always', needs: [], check: oneInFlight },
  { id: 'I13', title: 'What is to be sent is handed over', when: 'always', needs: [], check: outboxDrains },
  { id: 'I13', title: 'Handed over twice, it is sent once', when: 'always', needs: [], check: oneEffectPerJob },
  { id: 'I17', title: 'A message whose job was lost gets a new one', when: 'always', needs: [], check: queuedHasJob },
  { id: 'I17', title: 'Every message comes to an end', when: 'settled', needs: [], check: nothingUnderWay },
  { id: 'I19', title: 'A worker that is gone holds up nobody', when: 'always', needs: [], check: leasesEnd },
  {
    id: 'I20',
    title: 'A worker that lost its lease changes nothing',
    when: 'always',
    needs: [],
    check: staleWritesNothing,
  },
];
