/** Webhooks at the gateway and at the floors: whatever was answered 2xx is there. How fast it is, is nobody's business here. */
import { expect, test } from '@jest/globals';
import { redisFound } from '@rollcall/embedded';
import { onGround } from '../src/ground.js';
import { kinds } from '../src/ingress/events.js';
import { doorNames, measureIngress } from '../src/ingress/run.js';

const withRedis = redisFound() ? test : test.skip;

withRedis('every webhook is taken at every door, and every event of it is stored', async () => {
  const { passed, faults } = await onGround((ground) =>
    measureIngress(ground, { events: 16, connections: 4, turns: 1 }),
  );
  expect(faults).toEqual([]);
  for (const kind of kinds)
    expect(doorNames.map((name) => passed[kind][name].events)).toEqual(
      doorNames.map(() => (kind === 'mail-batch' ? 100 : 16)),
    );
});
