/** The workers' own clocks: what is late, and whose lease is over, is asked of them. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { channelHandler } from '@rollcall/channel';
import { ClockWrong, mostSkewMs } from '@rollcall/database';
import { createWorld, type World } from './world.js';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.close());

test.each([mostSkewMs + 5000, -mostSkewMs - 5000])(
  'a worker whose clock is %d ms off claims nothing and says so, and the patient is texted once it is right [edge case 37]',
  async (skewMs) => {
    await world.patients({ name: 'Ana', phone: '+12125550101' });
    await world.plan();
    const [job] = await world.jobs();
    const sent: string[] = [];
    let off = skewMs;
    const handle = channelHandler({
      channel: 'sms',
      database: world.database,
      clock: world.clock,
      leaseMs: 30_000,
      wall: () => new Date(Date.now() + off),
      send: async (conversation) => {
        sent.push(conversation.attempt.id);
        return { kind: 'accepted', ref: 'SM1' };
      },
    });
    const asked = { v: 1 as const, attemptId: job?.attemptId as never, generation: job?.generation ?? 0 };
    await expect(handle(asked)).rejects.toThrow(ClockWrong);
    await expect(handle(asked)).rejects.toThrow(
      /the clock of the sms worker is -?65 s off the database's: nothing is claimed/,
    );
    expect(sent).toEqual([]);
    expect(await world.rows(`select state, fence from attempt where channel = 'sms'`)).toEqual([
      { state: 'queued', fence: 0 },
    ]);
    off = 0;
    await handle(asked);
    expect(sent).toEqual([job?.attemptId]);
  },
);
