/** A sender that is out, throttled, and back: on real Postgres, with any number of conductors and workers. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Outcome } from '@rollcall/contracts';
import { recover, relay } from '../src/index.js';
import { createWorld, type World } from './world.js';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(async () => {
  expect(world.errors).toEqual([]);
  await world.close();
});

const revoked = (): Outcome => ({ kind: 'misconfigured', code: '20003' });
const seconds = (n: number): void => world.clock.advance(n * 1000);
const phones = (n: number) => Array.from({ length: n }, (_, i) => ({ name: `P${i}`, phone: `+1555010${1000 + i}` }));
const planAll = async (): Promise<void> => {
  while ((await world.plan()) > 0);
};
const recoverAll = async (): Promise<void> => {
  while ((await recover(world.context)) > 0);
};
const breaker = async (channel = 'sms'): Promise<string> =>
  (await world.rows(`select breaker from sender where channel = $1`, channel))[0]?.breaker;
const attempts = (): Promise<unknown[]> =>
  world.rows(
    `select n.external_id who, a.channel, a.state, a.attempt_no no, a.excused from attempt a join notice n on n.outreach_id = a.outreach_id order by a.planned_at, a.id`,
  );

describe('a sender whose credentials are revoked', () => {
  test('costs no patient anything: the call moves up at once, and the text comes when the sender is back [edge case 65]', async () => {
    await world.patients({ name: 'Ana', phone: '+15550101111' });
    await world.plan();
    await world.send(revoked);
    expect(await breaker()).toBe('open');
    await planAll();
    expect(await attempts()).toEqual([
      { who: 'A-Ana', channel: 'sms', state: 'failed', no: 0, excused: true },
      { who: 'A-Ana', channel: 'voice', state: 'queued', no: 0, excused: false },
    ]);
    await world.send();
    seconds(30);
    await recoverAll();
    expect(await breaker()).toBe('probing');
    await world.send();
    expect(await breaker()).toBe('closed');
    expect(await attempts()).toContainEqual({
      who: 'A-Ana',
      channel: 'sms',
      state: 'accepted',
      no: 1,
      excused: false,
    });
    expect(await world.rows(`select held_steps, held_channels from outreach`)).toEqual([
      { held_steps: [], held_channels: [] },
    ]);
    expect(await world.rows(`select breaker, code from sender_change order by id`)).toEqual([
      { breaker: 'open', code: '20003' },
      { breaker: 'probing', code: '20003' },
      { breaker: 'closed', code: '20003' },
    ]);
  });

  test('lets go what waits for it, also what lies in a queue nobody serves', async () => {
    await world.patients(...phones(30));
    await planAll();
    const [first] = await world.jobs();
    await world.rows(
      `update sender set breaker = 'open', code = '20003', since = now(), probe_at = '2100-01-01', openings = 1 where channel = 'sms'`,
    );
    expect(first).toBeDefined();
    await recoverAll();
    await planAll();
    expect(await world.rows(`select channel, state, count(*)::int n from attempt group by 1, 2 order by 1, 2`)).toEqual(
      [
        { channel: 'sms', state: 'superseded', n: 30 },
        { channel: 'voice', state: 'queued', n: 30 },
      ],
    );
  });

  test('is probed by one attempt only, that of the earliest deadline, whoever looks', async () => {
    const early = new Date('2026-11-24T08:30:00-05:00');
    await world.patients(...phones(20), { name: 'Early', phone: '+15550101111', deadlineAt: early });
    await planAll();
    await world.send(revoked);
    await planAll();
    await recoverAll();
    seconds(30);
    await Promise.all([1, 2, 3, 4].map(() => recover(world.context)));
    const texts = await world.rows(
      `select n.external_id who from attempt a join notice n on n.outreach_id = a.outreach_id where a.channel = 'sms' and a.state = 'queued'`,
    );
    expect(texts).toEqual([{ who: 'A-Early' }]);
    const [job] = (await world.jobs()).filter((j) => j.channel === 'sms');
    expect(job).toBeDefined();
  });

  test('a failed probe makes the next one wait longer, and a lost one does not stop them', async () => {
    await world.patients({ name: 'Ana', phone: '+15550101111' }, { name: 'Ben', phone: '+15550102222' });
    await planAll();
    await world.send(revoked);
    await planAll();
    seconds(30);
    await recoverAll();
    await world.send((id) => (id ? revoked() : revoked()));
    const waits = `select breaker, round(extract(epoch from probe_at - $1))::int wait from sender where channel = 'sms'`;
    expect(await world.rows(waits, world.clock.now())).toEqual([{ breaker: 'open', wait: 60 }]);
    seconds(60);
    await recoverAll();
    expect(await breaker()).toBe('probing');
    // The probe's worker dies with it.
    seconds(180);
    await recover(world.context);
    expect(['open', 'probing']).toContain(await breaker());
    await recoverAll();
    await world.send();
  });

  test('when it is back the patients come back by their deadlines, a growing number at a time', async () => {
    await world.patients(...phones(40));
    await planAll();
    await world.send(revoked);
    await planAll();
    seconds(30);
    await recoverAll();
    await world.send((id) => ({ kind: 'accepted', ref: `SM-${id}` }));
    expect(await breaker()).toBe('closed');
    const back = async (): Promise<number> =>
      (await world.rows(`select count(*)::int n from attempt where channel = 'sms' and attempt_no > 0`))[0]?.n;
    const counts: number[] = [];
    for (let round = 0; round < 4; round++) {
      await recover(world.context);
      counts.push(await back());
    }
    expect(counts).toEqual([11, 31, 40, 40]);
    await recoverAll();
    expect(await world.rows(`select return_size from sender where channel = 'sms'`)).toEqual([{ return_size: 0 }]);
  });

  test('a fault that is told late, by callback, is probed until a text arrives', async () => {
    await world.patients({ name: 'Ana', phone: '+15550101111' });
    await world.plan();
    const [text] = await world.send();
    const status = (attemptId: string, MessageStatus: string, ErrorCode?: string): Promise<void> =>
      world.fact('twilio.message.status', attemptId, { MessageSid: `SM-${attemptId}`, MessageStatus, ErrorCode });
    await status(text ?? '', 'undelivered', '30034');
    expect(await breaker()).toBe('open');
    await planAll();
    await world.send();
    seconds(30);
    await recoverAll();
    const [probe] = await world.send();
    expect(await breaker()).toBe('probing');
    await status(probe ?? '', 'sent');
    expect(await breaker()).toBe('closed');
  });
});

test('a run of requests without an answer opens the breaker, and what is in doubt stays in doubt [edge case 65]', async () => {
  await world.patients(...phones(10));
  await planAll();
  await world.send(() => ({ kind: 'inDoubt', code: 'TimeoutError' }));
  expect(await breaker()).toBe('open');
  expect(await world.rows(`select distinct state from attempt`)).toEqual([{ state: 'in_doubt' }]);
});

test('somebody who wrote gets our answer although the sender was out: it waits, and may be the probe', async () => {
  await world.patients({ name: 'Ana', phone: '+15550101111' });
  await world.plan();
  await world.send();
  await world.text('+15550101111', 'who is this?');
  await world.send(revoked);
  expect(await breaker()).toBe('open');
  const talk = (): Promise<unknown[]> => world.rows(`select state, generation from attempt where purpose <> 'tell'`);
  expect(await talk()).toEqual([{ state: 'queued', generation: 2 }]);
  seconds(30);
  await recoverAll();
  expect(await breaker()).toBe('probing');
  await world.send();
  expect(await breaker()).toBe('closed');
  expect(await talk()).toEqual([{ state: 'accepted', generation: 3 }]);
});

describe('a provider that asks to slow down', () => {
  const storm = (): Outcome => ({ kind: 'throttled', code: '20429', retryAfterMs: 10_000 });

  test('is left alone by everybody, and then taken up slowly, earliest deadline first', async () => {
    await world.patients(...phones(60));
    await planAll();
    const published: string[] = [];
    const round = relay(
      world.context,
      {
        publish: async (_topic, jobs) => void published.push(...jobs.map((j) => j.attemptId)),
        depth: async () => 0,
        close: async () => {},
      },
      { window: 5, perSecond: {} },
    );
    await round();
    expect(published.splice(0)).toHaveLength(5);
    const urgent = new Date('2026-11-24T08:30:00-05:00');
    await world.patients({ name: 'Urgent', phone: '+15550101111', deadlineAt: urgent });
    await planAll();
    const first = await world.rows(`select id, generation from attempt where state = 'queued' order by id limit 1`);
    expect(first).toHaveLength(1);
    await world.rows(
      `update sender set not_before = $1, starts_per_second = 2 where channel = 'sms'`,
      new Date(world.clock.now().getTime() + 10_000),
    );
    await round();
    expect(published).toEqual([]);
    seconds(10);
    await round();
    const [whose] = await world.rows(
      `select n.external_id from attempt a join notice n on n.outreach_id = a.outreach_id where a.id = $1`,
      published[0],
    );
    expect(whose).toEqual({ external_id: 'A-Urgent' });
    // Two starts a second, a second ahead.
    expect(published.length).toBeLessThanOrEqual(4);
    seconds(200);
    await recover(world.context);
    expect(await world.rows(`select not_before from sender where channel = 'sms'`)).toEqual([{ not_before: null }]);
  });

  test('jobs that were already out go back to where they wait in order, and nobody else asks meanwhile', async () => {
    await world.patients(...phones(6));
    await planAll();
    const jobs = await world.jobs();
    await world.rows(
      `update sender set not_before = $1, starts_per_second = 2 where channel = 'sms'`,
      new Date(world.clock.now().getTime() + 10_000),
    );
    const { claimAttempts } = await import('@rollcall/database');
    const claims = await claimAttempts(
      world.database,
      jobs.map((j) => ({ v: 1, attemptId: j.attemptId as never, generation: j.generation })),
      world.clock.now(),
      30_000,
    );
    expect(claims).toEqual(jobs.map(() => null));
    expect(
      await world.rows(
        `select count(*)::int n from outbox x join attempt a on a.id = x.attempt_id and a.generation = x.generation`,
      ),
    ).toEqual([{ n: 6 }]);
  });

  test('one 429 holds the sender, not only the attempt', async () => {
    await world.patients(...phones(3));
    await planAll();
    await world.send(storm);
    const [row] = await world.rows(
      `select extract(epoch from not_before - $1)::int wait, breaker from sender where channel = 'sms'`,
      world.clock.now(),
    );
    expect(row).toEqual({ wait: 10, breaker: 'closed' });
  });
});
