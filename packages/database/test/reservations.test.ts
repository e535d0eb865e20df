/** The indexes of exclusion constraints are the constraints' alone (docs/decisions/004-gist.md). */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Database, Tx } from '../src/connect.js';
import { freeSlots, lockRequested, releaseExpiredHolds } from '../src/offering.js';
import { listSlots } from '../src/slots.js';
import { now, openScene, type Scene } from './scene.js';

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene.close());

/** Plans every statement instead of running it. */
function planner(plans: string[]): Tx {
  const query = async (statement: string | { text: string }) => {
    const text = typeof statement === 'string' ? statement : statement.text;
    const { rows } = await scene.database.pool.query(`explain (generic_plan, costs off) ${text}`);
    plans.push(rows.map((r) => r['QUERY PLAN']).join('\n'));
    return { rows: [], rowCount: 0 };
  };
  return { query } as unknown as Tx;
}

async function everyPlan(): Promise<string[]> {
  const plans: string[] = [];
  const tx = planner(plans);
  const later = new Date(now.getTime() + 86_400_000);
  await lockRequested(tx, now, 100);
  await freeSlots(tx, scene.ours.practice, now, later, 500);
  await releaseExpiredHolds(tx, now);
  await listSlots({ pool: tx } as unknown as Database, scene.ours.practice, null, 100, now);
  return plans;
}
const ofConstraints = /reservation_no_two_at_once|reservation_patient_once/;

test('no query reads them, whether Postgres has counted the rows or not', async () => {
  const unknown = await everyPlan();
  await scene.database.pool.query('analyze');
  const known = await everyPlan();
  expect(unknown).toHaveLength(4);
  for (const plan of [...unknown, ...known]) expect(plan).not.toMatch(ofConstraints);
});
