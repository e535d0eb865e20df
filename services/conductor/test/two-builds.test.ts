/** A release rolls out: what the newer build has touched is left alone by the older one, and nothing is lost. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { recordVersion } from '@rollcall/contracts';
import { moduleDatabase } from '@rollcall/database';
import { createLogger, pollLoop } from '@rollcall/platform';
import { applyFacts, planDue } from '../src/index.js';
import { createWorld, type World } from './world.js';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(async () => {
  expect(world.errors).toEqual([]);
  await world.close();
});

const phone = '+12125550101';
const later = recordVersion + 1;
const logged: string[] = [];
const logger = createLogger({
  service: 'test',
  level: 'warn',
  destination: { write: (line: string) => void logged.push(line) },
});

test('the older planner plans nothing once a newer one is at work; its loop ends and says so once [edge case 74]', async () => {
  const as = (version: number) => ({
    ...world.context,
    database: moduleDatabase(world.database, 'planner', () => world.clock.now(), version),
  });
  const [older, newer] = [as(1), as(2)];
  await world.patients({ name: 'Ana', phone });
  expect(await planDue(older)).toBe(1);
  await world.patients({ name: 'Ben', phone: '+12125550102' });
  expect(await planDue(newer)).toBe(1);
  await world.patients({ name: 'Cem', phone: '+12125550103' });
  let rounds = 0;
  const over = new Promise<void>((resolve) => {
    const loop = pollLoop({
      name: 'planner',
      idleMs: 1,
      logger,
      work: async () => {
        rounds += 1;
        try {
          return await planDue(older);
        } finally {
          setImmediate(() => void loop.stop().then(resolve));
        }
      },
    });
  });
  await over;
  expect(rounds).toBe(1);
  expect(logged.filter((l) => l.includes('the loop has ended'))).toHaveLength(1);
  expect(await world.rows(`select count(*)::int n from attempt`)).toEqual([{ n: 2 }]);
  expect(await planDue(newer)).toBe(1);
});

test('a fact of a later version waits for a build that reads it [edge case 74]', async () => {
  await world.patients({ name: 'Ana', phone });
  await world.plan();
  await world.send();
  await world.rows(`alter table inbox alter column v set default ${later}`);
  await world.rows(
    `insert into inbox (id, source, kind, dedupe_key, payload_sealed, received_at)
     select gen_random_uuid(), 'twilio', 'twilio.telepathy', 'k', payload_sealed, received_at from inbox limit 1`,
  );
  expect(await applyFacts(world.context, logger)).toBe(0);
  expect(await world.rows(`select count(*)::int n from inbox where processed_at is null`)).toEqual([{ n: 1 }]);
  await world.text(phone, '1');
  expect(await world.rows(`select state from notice`)).toEqual([{ state: 'informed' }]);
});

test('an outreach that a later build decides is left to it, with every fact about it', async () => {
  const [ana, ben] = await world.patients({ name: 'Ana', phone }, { name: 'Ben', phone: '+12125550102' });
  await world.plan();
  await world.send();
  await world.rows(`update outreach set ledger_version = ${later} where id = $1`, ana);
  const before = await world.rows(`select * from outreach where id = $1`, ana);
  await world.text(phone, '1');
  await world.text('+12125550102', '1');
  world.clock.advance(30 * 60_000);
  expect(await world.plan()).toBe(0);
  expect(await world.rows(`select * from outreach where id = $1`, ana)).toEqual(before);
  expect(await world.rows(`select state from notice where outreach_id = $1`, ben)).toEqual([{ state: 'informed' }]);
  // Not taken again and again either: it waits, marked for a later build.
  expect(await applyFacts(world.context, logger)).toBe(0);
  expect(await world.rows(`select v from inbox where processed_at is null`)).toEqual([{ v: later }]);
  // The later build comes: it is this one, with a higher version of everything kept.
  await world.rows(`update outreach set ledger_version = 1`);
  await world.rows(`update inbox set v = 1`);
  await world.apply();
  expect(await world.rows(`select state from notice where outreach_id = $1`, ana)).toEqual([{ state: 'informed' }]);
});
