import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AttemptJob, Topic } from '@rollcall/contracts';
import { defaultLimits, planDue, type RelayLimits, relay } from '../src/index.js';
import { createWorld, morning, type World } from './world.js';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(async () => {
  await world.close();
});

/** A queue that nobody empties unless told. */
function queue() {
  const jobs: { topic: Topic; job: AttemptJob }[] = [];
  return {
    jobs,
    empty: () => jobs.splice(0),
    publisher: {
      publish: async (topic: Topic, list: readonly AttemptJob[]) =>
        void jobs.push(...list.map((job) => ({ topic, job }))),
      depth: async (topic: Topic) => jobs.filter((j) => j.topic === topic).length,
      close: async () => {},
    },
  };
}
const phones = (n: number, from: number) =>
  Array.from({ length: n }, (_, i) => ({ name: `P${from + i}`, phone: `+1555010${from + i}` }));
const planAll = async (): Promise<void> => {
  while ((await planDue(world.context)) > 0);
};
const namesOf = async (jobs: readonly { job: AttemptJob }[]): Promise<string[]> =>
  (
    await world.rows(
      `select n.external_id from unnest($1::uuid[]) with ordinality u(id, i) join attempt a on a.id = u.id
       join notice n on n.outreach_id = a.outreach_id order by u.i`,
      jobs.map((j) => j.job.attemptId),
    )
  ).map((r) => r.external_id);

describe('whose turn it is', () => {
  test('twelve urgent patients are texted before the three hundred that were handed over first [edge cases 50, 75]', async () => {
    await world.patients(...phones(300, 1000));
    await planAll();
    const q = queue();
    const round = relay(world.context, q.publisher, { ...defaultLimits, window: 20 });
    await round();
    expect(q.jobs).toHaveLength(20);
    const urgent = phones(12, 2000).map((p) => ({ ...p, deadlineAt: new Date('2026-11-24T08:30:00-05:00') }));
    await world.patients(...urgent);
    await planAll();
    // The queue is full: what waits, waits where it can be put in order.
    await round();
    expect(q.jobs).toHaveLength(20);
    q.empty();
    await round();
    expect(await namesOf(q.jobs.slice(0, 12))).toEqual(expect.arrayContaining(urgent.map((p) => `A-${p.name}`)));
    expect(q.jobs).toHaveLength(20);
  });

  test('the answer to somebody who wrote comes before all telling', async () => {
    await world.patients({ name: 'Ana', phone: '+15550101111' });
    await world.plan();
    await world.send();
    await world.patients(...phones(30, 1000));
    await planAll();
    await world.text('+15550101111', 'who is this?');
    await world.apply();
    const q = queue();
    await relay(world.context, q.publisher, { ...defaultLimits, window: 5 })();
    expect((await namesOf(q.jobs))[0]).toBe('A-Ana');
  });

  test("what was called back while it waited takes nobody else's place", async () => {
    await world.patients(...phones(10, 1000));
    await planAll();
    for (const p of phones(10, 1000).slice(0, 6)) await world.text(p.phone, '1');
    await world.rows(
      `update attempt set state = 'superseded' where id in (select id from attempt order by id limit 6)`,
    );
    const q = queue();
    const round = relay(world.context, q.publisher, { ...defaultLimits, window: 6 });
    while ((await round()) > 0);
    expect(q.jobs).toHaveLength(4);
    expect(await world.rows(`select 1 from outbox`)).toEqual([]);
  });

  test('calls start no faster than the account allows, however many conductors there are', async () => {
    await world.patients(...phones(40, 1000));
    await planAll();
    await world.rows(`update attempt set channel = 'voice'`);
    await world.rows(`update outbox set topic = 'voice'`);
    const q = queue();
    const limits: RelayLimits = { ...defaultLimits, perSecond: { voice: 2 } };
    const rounds = [relay(world.context, q.publisher, limits), relay(world.context, q.publisher, limits)];
    let started = 0;
    for (let second = 0; second < 8; second++) {
      await Promise.all(rounds.map((r) => r()));
      started += q.empty().length;
      // What may start within the next second is let go ahead of its time, and no more.
      expect(started).toBeLessThanOrEqual(2 * (second + 1) + 1);
      world.clock.advance(1000);
    }
    expect(started).toBeGreaterThanOrEqual(15);
    expect(world.clock.now().getTime() - morning.getTime()).toBe(8000);
  });

  test('a text that nobody took in time is let go, and the next step is taken, although the queue is dead [edge cases 38, 71]', async () => {
    const { reconcile } = await import('../src/index.js');
    await world.patients({ name: 'Ana', phone: '+15550101111' });
    await world.plan();
    world.clock.advance(60 * 60_000);
    await reconcile(world.context, async () => []);
    expect(await world.rows(`select state, code from attempt where channel = 'sms'`)).toEqual([
      { state: 'superseded', code: 'too_late' },
    ]);
    await world.plan();
    expect(await world.rows(`select count(*)::int n from attempt where channel = 'voice'`)).toEqual([{ n: 1 }]);
  });
});
