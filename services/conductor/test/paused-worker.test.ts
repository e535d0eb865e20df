import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { channelHandler } from '@rollcall/channel';
import type { Database } from '@rollcall/database';
import { createWorld, type World } from './world.js';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.close());

/** A worker that takes `pauseMs` between its claim and its request; returns what it sent. */
async function workWithPause(pauseMs: number): Promise<string[]> {
  await world.patients({ name: 'Ana', phone: '+12125550101' });
  await world.plan();
  const [job] = await world.jobs();
  const sent: string[] = [];
  const { database, clock } = world;
  const pausing: Database = {
    ...database,
    transaction: async (work) => {
      const claimed = await database.transaction(work);
      clock.advance(pauseMs);
      return claimed;
    },
  };
  const handle = channelHandler({
    channel: 'sms',
    database: pausing,
    clock,
    leaseMs: 30_000,
    send: async (conversation) => {
      sent.push(conversation.attempt.id);
      return { kind: 'accepted', ref: 'SM1' };
    },
  });
  await handle({ v: 1, attemptId: job?.attemptId as never, generation: job?.generation ?? 0 });
  return sent;
}

test('a worker that goes on within its lease sends', async () => {
  expect(await workWithPause(1000)).toHaveLength(1);
});

test('a worker that was paused beyond its lease sends nothing: the patient may have answered meanwhile [edge case 72]', async () => {
  expect(await workWithPause(31_000)).toEqual([]);
  expect(await world.rows(`select state from attempt where channel = 'sms'`)).toEqual([{ state: 'sending' }]);
  expect(await world.rows(`select 1 from inbox`)).toEqual([]);
});
