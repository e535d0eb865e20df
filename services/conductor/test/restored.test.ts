import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readTide, releaseSenders } from '@rollcall/database';
import { createLogger, newId } from '@rollcall/platform';
import type { Memory } from '@rollcall/queue';
import { recover, tideWatch } from '../src/index.js';
import { createWorld, type World } from './world.js';

let world: World;
let kept: string | null;
const memory: Memory = {
  read: async () => kept,
  write: async (value) => {
    kept = value;
  },
  close: async () => {},
};
const silent = createLogger({ service: 'test', level: 'silent' });
const watch = () => tideWatch(world.context, memory, silent);
const breakers = async () => (await world.rows(`select breaker from sender order by channel`)).map((s) => s.breaker);

beforeEach(async () => {
  world = await createWorld();
  kept = null;
});
afterEach(async () => {
  expect(await world.decidedOtherwise()).toEqual([]);
  await world.close();
});

const phone = '+12125550101';
/** What was remembered of the database as it was before the restore: it had heard an answer that is lost now. */
const remembered = async (lost: 'batch' | 'attempt' | 'fact'): Promise<void> => {
  kept = JSON.stringify({ ...(await readTide(world.database.pool)), [lost]: newId() });
};

test.each(['batch', 'attempt', 'fact'] as const)(
  'a restored database that has forgotten a %s contacts nobody until a person lets it: the past is not told again [edge case 76]',
  async (lost) => {
    await world.patients({ name: 'Ana', phone });
    await world.plan();
    const jobs = await world.jobs();
    await remembered(lost);
    expect(await watch().look()).toBe(true);
    expect(await breakers()).toEqual(['open', 'open', 'open', 'open']);
    expect(await world.claim(jobs)).toEqual([null]);
    await world.apply();
    await world.plan();
    expect(await world.send()).toEqual([]);
    // Whoever is urgent has a person meanwhile, and no probe goes out by itself.
    expect(await world.rows(`select reason from task`)).toEqual([{ reason: 'channels_down' }]);
    world.clock.advance(24 * 3_600_000);
    await recover(world.context);
    expect(await breakers()).toEqual(['open', 'open', 'open', 'open']);
  },
);

test('let go by an administrator, the patient is told, and the same backup is not held twice [edge case 76]', async () => {
  await world.patients({ name: 'Ana', phone });
  await remembered('fact');
  const guard = watch();
  await guard.look();
  expect(await guard.look()).toBe(false);
  await world.plan();
  expect(await world.send()).toEqual([]);
  expect(await world.database.transaction((tx) => releaseSenders(tx, world.clock.now()))).toBe(4);
  await recover(world.context);
  await world.plan();
  expect((await world.send()).length).toBeGreaterThan(0);
  expect(await watch().look()).toBe(false);
});

test('a database that went on is not held, nor one that is another, nor one of which nothing is remembered', async () => {
  expect(await watch().look()).toBe(false);
  await world.patients({ name: 'Ana', phone });
  await world.plan();
  expect(await watch().look()).toBe(false);
  const other = { ...(await readTide(world.database.pool)), installation: newId(), batch: newId() };
  kept = JSON.stringify(other);
  expect(await watch().look()).toBe(false);
  expect(await breakers()).toEqual(['closed', 'closed', 'closed', 'closed']);
});

test('what cannot be remembered holds up publishing until it can be asked [edge case 76]', async () => {
  await world.patients({ name: 'Ana', phone });
  const away: Memory = { ...memory, read: () => Promise.reject(new Error('redis is away')) };
  await expect(tideWatch(world.context, away, silent).passed()).rejects.toThrow('away');
  await expect(watch().passed()).resolves.toBeUndefined();
});
