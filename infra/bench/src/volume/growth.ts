/** The same run with more and more open outreaches beside it, whose alarms ring another day: an attempt must cost the same. */
import { migrate } from '@rollcall/database/migrate';
import type pg from 'pg';
import { morning } from '../end-to-end/people.js';
import { runRollcall } from '../end-to-end/run.js';
import type { Ground } from '../ground.js';
import type { Measured } from '../measured.js';
import { seed } from './seed.js';
import { openDay } from './shape.js';

export interface Costly {
  query: string;
  calls: number;
  /** For each attempt of the run. */
  us: number;
}
export interface Grown {
  /** Open outreaches beside the run. */
  open: number;
  run: Measured;
  /** What statements took in the database, commits left out: microseconds for each attempt. */
  statementsUs: number;
  /** Those that took the most. */
  costly: Costly[];
}

const practices = 10;
const named = 8;

export async function measureGrowth(
  ground: Ground,
  open: number,
  { patients, speed }: { patients: number; speed?: number },
): Promise<Grown> {
  await migrate(ground.databaseUrl);
  const { key } = await seed(ground, { practices, batches: openDay(open, practices, morning), now: morning });
  // What was loaded is written back now, and not while others are measured.
  await ground.look.query('checkpoint');
  await ground.look.query('select pg_stat_statements_reset()');
  const run = await runRollcall(ground, { patients, key, ...(speed === undefined ? {} : { speed }) });
  const all = await statementsOf(ground.look, run.attempts);
  return {
    open,
    run,
    statementsUs: Math.round(all.reduce((sum, { us }) => sum + us, 0)),
    costly: all.slice(0, named),
  };
}

async function statementsOf(look: pg.Client, attempts: number): Promise<Costly[]> {
  const { rows } = await look.query(
    `select query, calls, total_exec_time * 1000 / $1 us from pg_stat_statements
     where toplevel and query not like '%pg_stat_statements%' and query not in ('commit', 'begin') order by 3 desc`,
    [attempts],
  );
  return rows.map((r) => ({ query: r.query, calls: Number(r.calls), us: Number(r.us) }));
}
