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

/**
 * Waiting in the outbox is right as long as it is not one's turn, but not beyond its use: then it is let go, and the next
 * step is taken instead.
 */
async function waitingEnds(e: Evidence): Promise<Violation[]> {
  const rows = await e.query(
    `select id, outreach_id, send_by from attempt where state = 'queued' and send_by < $1 order by send_by limit $2`,
    [lateBefore(e), namedAtMost],
  );
  return rows.map(
    ofAttempt('I13', (r) => `still queued, although it was of use only until ${(r.send_by as Date).toISOString()}`),
  );
}

/** At rest nothing that is due lies in the outbox. */
async function outboxDrains(e: Evidence): Promise<Violation[]> {
  const rows = await e.query(
    `select x.attempt_id id, x.id row, a.outreach_id from outbox x join attempt a on a.id = x.attempt_id
     where x.not_before <= $1 order by x.id limit $2`,
    [e.now, namedAtMost],
  );
  return rows.map(ofAttempt('I13', (r) => `outbox row ${r.row} is due and not published`));
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
 * The reconciler publishes again what was published and stays queued, and dates it anew: what is older has lost its job
 * for good. A paused batch, and what still waits in the outbox, wait rightly.
 */
async function queuedHasJob(e: Evidence): Promise<Violation[]> {
  const rows = await e.query(
    `select a.id, a.outreach_id, a.queued_at from attempt a join outreach o on o.id = a.outreach_id join batch b on b.id = o.batch_id
     where a.state = 'queued' and a.queued_at < $1 and (a.purpose <> 'tell' or b.state = 'running')
       and not exists (select from outbox x where x.attempt_id = a.id)
     order by a.queued_at limit $2`,
    [lateBefore(e), namedAtMost],
  );
  return rows.map(ofAttempt('I17', (r) => `queued since ${(r.queued_at as Date).toISOString()} without a job`));
}

/** At rest every message was sent, dropped or given up. What a paused or stopped batch holds back is at rest too. */
async function nothingUnderWay(e: Evidence): Promise<Violation[]> {
  const rows = await e.query(
    `select a.id, a.outreach_id, a.state from attempt a join outreach o on o.id = a.outreach_id join batch b on b.id = o.batch_id
     where a.state in ('sending','in_doubt') or (a.state = 'queued' and (a.purpose <> 'tell' or b.state = 'running')
       and not exists (select from outbox x where x.attempt_id = a.id and x.not_before > $1))
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

/**
 * A lost lease fences its worker off, and its message may have gone: it is claimed again only after the provider itself
 * said that it did not take it.
 */
async function lostIsNotClaimedAgain(e: Evidence): Promise<Violation[]> {
  const rows = await e.query(
    `select a.id, a.outreach_id from attempt a
     join event v on v.outreach_id = a.outreach_id and v.type = 'attempt.in_doubt' and v.body->>'attemptId' = a.id::text
     where ($1::uuid[] is null or a.outreach_id = any($1)) and a.sent_at > v.at
       and not exists (select from event w where w.outreach_id = a.outreach_id and w.seq > v.seq and w.type = 'attempt.throttled' and w.body->>'attemptId' = a.id::text)
     limit $2`,
    [e.changed ?? null, namedAtMost],
  );
  return rows.map(ofAttempt('I20', () => 'claimed again while it was in doubt'));
}

export const sending: readonly Invariant[] = [
  { id: 'I5', title: 'One message at a time on each channel', when: 'always', needs: [], check: oneInFlight },
  { id: 'I13', title: 'What waits is sent in time, or let go', when: 'always', needs: [], check: waitingEnds },
  { id: 'I13', title: 'Everything that is to be sent is handed over', when: 'settled', needs: [], check: outboxDrains },
  { id: 'I13', title: 'Handed over twice, it is sent once', when: 'always', needs: [], check: oneEffectPerJob },
  { id: 'I17', title: 'A message whose job was lost gets a new one', when: 'always', needs: [], check: queuedHasJob },
  { id: 'I17', title: 'Every message comes to an end', when: 'settled', needs: [], check: nothingUnderWay },
  { id: 'I19', title: 'A worker that is gone holds up nobody', when: 'always', needs: [], check: leasesEnd },
  {
    id: 'I20',
    title: 'A worker that lost its lease changes nothing',
    when: 'always',
    needs: [],
    check: lostIsNotClaimedAgain,
  },
];
