import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  beginAt,
  changedOutreaches,
  checkInvariants,
  type InvariantId,
  invariantIds,
  invariants,
  stateHash,
} from '../src/index.js';
import { attempt, type Break, breaks, fill } from './breaks.js';
import { type Day, leaseMs, playSmallDay } from './day.js';

let day: Day;
beforeAll(async () => {
  day = await playSmallDay();
});
afterAll(() => day.close());

const query = async (text: string, values: unknown[] = []) => (await day.database.pool.query(text, values)).rows;

/** The ids that are reported when the day is broken so. */
async function reported({ sql = [], evidence }: Break): Promise<InvariantId[]> {
  const client = await day.database.pool.connect();
  try {
    await client.query('begin');
    for (const statement of sql) await client.query(fill(statement, day));
    const query = async (text: string, values: unknown[] = []) => (await client.query(text, values)).rows;
    const { violations } = await checkInvariants({ ...day.evidence, ...evidence?.(day.evidence, day), query });
    return invariantIds.filter((id) => violations.some((v) => v.invariant === id));
  } finally {
    await client.query('rollback');
    client.release();
  }
}
test('a clean day violates nothing, and every invariant was looked at', async () => {
  expect(await checkInvariants({ ...day.evidence, query })).toEqual({
    violations: [],
    checked: [...invariantIds],
    skipped: [],
  });
  expect(await checkInvariants({ ...day.evidence, query, settled: false, changed: [day.ana.outreach] })).toMatchObject({
    violations: [],
  });
});

test('an exclusion constraint is not checked by its own index, nor is that read in a loop', async () => {
  const plans: string[] = [];
  const planned = async (text: string) => {
    const { rows } = await day.database.pool.query(`explain (generic_plan, costs off) ${text}`);
    plans.push(rows.map((r) => r['QUERY PLAN']).join('\n'));
    return [];
  };
  await checkInvariants({ ...day.evidence, query: planned });
  expect(plans.length).toBeGreaterThan(20);
  for (const plan of plans) expect(plan).not.toMatch(/reservation_no_two_at_once|reservation_patient_once/);
});

test('every id has a check', () => {
  expect([...new Set(invariants.map((i) => i.id))].sort()).toEqual([...invariantIds].sort());
});

test('what is not there cannot be checked, and is said to be skipped', async () => {
  const { skipped } = await checkInvariants({ query, now: day.now, leaseMs, settled: true });
  expect(skipped).toEqual(['I1', 'I2', 'I6', 'I7', 'I8', 'I9', 'I12', 'I16', 'I18', 'I19', 'I21']);
});

describe('broken on purpose, exactly it is reported', () => {
  test.each(breaks)('%s', async (_, expected, broken) => {
    expect(await reported(broken)).toEqual(expected);
  });

  test('each invariant is broken once at least', () => {
    const broken = new Set(breaks.flatMap(([, expected]) => expected));
    expect(invariantIds.filter((id) => !broken.has(id))).toEqual([]);
  });
});

describe('a live system is not cried wolf at', () => {
  test('what was late a moment ago is late, what is due now is not', async () => {
    const alarm = (ago: string) => ({
      sql: [
        `update outreach set state = 'active', next_action_at = :now - interval '${ago}', deadline_at = :now + interval '1 day' where id = :cleo.outreach`,
        `update notice set deadline_at = :now + interval '1 day' where id = :cleo.notice`,
      ],
      evidence: () => ({ settled: false, changed: [], provider: [] }),
    });
    expect(await reported(alarm('90 s'))).toEqual([]);
    expect(await reported(alarm('150 s'))).toEqual(['I3']);
  });

  test('a paused batch holds its messages back without an alarm', async () => {
    expect(
      await reported({
        sql: [
          `update batch set state = 'paused'`,
          attempt(
            'queued',
            `, 'queued_at', :now - interval '1 hour', 'settled_at', null, 'send_by', :now + interval '10 min'`,
          ),
        ],
        evidence: () => ({ settled: false, changed: [] }),
      }),
    ).toEqual([]);
  });
});

test('only what changed is read again, one lease behind', async () => {
  const from = beginAt(new Date('2026-11-24T00:00:00Z'));
  const now = new Date(day.now.getTime() + leaseMs);
  const first = await changedOutreaches({ query, now, leaseMs }, from, 2);
  expect(first).toMatchObject({ more: true });
  const all = await changedOutreaches({ query, now, leaseMs }, from, 1000);
  expect([...all.ids].sort()).toEqual([day.ana.outreach, day.ben.outreach, day.cleo.outreach].sort());
  expect(await changedOutreaches({ query, now, leaseMs }, all.cursor, 1000)).toEqual({
    ids: [],
    cursor: all.cursor,
    more: false,
  });
  const early = await changedOutreaches({ query, now: day.now, leaseMs }, from, 1000);
  expect(early.cursor.at.getTime()).toBeLessThan(all.cursor.at.getTime());
});

test('a ledger with several events is read once for all of them, and at once when its last is too late for that', async () => {
  const now = new Date(day.now.getTime() + leaseMs);
  const read: string[] = [];
  let cursor = beginAt(new Date('2026-11-24T00:00:00Z'));
  for (let more = true; more; ) {
    const page = await changedOutreaches({ query, now, leaseMs }, cursor, 1);
    read.push(...page.ids);
    ({ cursor, more } = page);
  }
  const all = [day.ana.outreach, day.ben.outreach, day.cleo.outreach];
  expect(read.sort()).toEqual(all.sort());
  const times = await query(`select min(at) opened, max(at) last from event where outreach_id = $1`, [
    day.ana.outreach,
  ]);
  const [{ opened, last }] = times as [{ opened: Date; last: Date }];
  expect(opened.getTime()).toBeLessThan(last.getTime());
  const early = await changedOutreaches(
    { query, now: new Date(last.getTime() - 1 + leaseMs), leaseMs },
    beginAt(new Date('2026-11-24T00:00:00Z')),
    1000,
  );
  expect(early.ids).toContain(day.ana.outreach);
});

test('one state has one hash, and another state another', async () => {
  const client = await day.database.pool.connect();
  const query = async (text: string, values: unknown[] = []) => (await client.query(text, values)).rows;
  try {
    const before = await stateHash({ query });
    expect(await stateHash({ query })).toBe(before);
    await client.query('begin');
    await client.query(`update notice set overdue = not overdue where external_id = 'A-ben'`);
    expect(await stateHash({ query })).not.toBe(before);
    await client.query('rollback');
  } finally {
    client.release();
  }
});
