/** Every list of the API on a database of a million notices: what the database takes for a request, and what the caller waits. */
import { readFileSync } from 'node:fs';
import { openDatabase, tallyClosed } from '@rollcall/database';
import { migrate } from '@rollcall/database/migrate';
import { IntakeClient, secretsOf, startSystem } from '@rollcall/embedded';
import type pg from 'pg';
import { request } from 'undici';
import { morning } from '../end-to-end/people.js';
import type { Ground } from '../ground.js';
import { median } from '../table.js';
import { type Asked, everythingAsked } from './asked.js';
import { type Seeded, seed } from './seed.js';
import { historyOf } from './shape.js';

export interface Listed {
  name: string;
  kind: Asked['kind'];
  rows: number;
  /** What statements took for one request, the quickest of all: what else the machine does only adds. Milliseconds. */
  databaseMs: number;
  floorMs: number;
  /** On a CPU for one request, planning included, as the kernel counts it: the same on a busy machine. Milliseconds. */
  cpuMs: number;
  /** From asking to the last byte. Milliseconds. */
  httpMs: number;
}

const practices = 10;

/** `times` requests of each; the median counts. */
export async function measureLists(ground: Ground, notices: number, times: number): Promise<Listed[]> {
  await migrate(ground.databaseUrl);
  const seeded = await seed(ground, { practices, batches: historyOf(notices, practices, morning), now: morning });
  return readLists(ground, seeded, times);
}

export async function readLists(ground: Ground, { practiceId, key }: Seeded, times: number): Promise<Listed[]> {
  await tallyAll(ground);
  const system = await startSystem({
    dir: ground.dir,
    clock: { speed: 1, epoch: Date.now(), start: morning.getTime() },
    simulator: { seed: 1 },
    redisUrl: ground.redisUrl,
    databaseUrl: ground.databaseUrl,
    env: { LOG_LEVEL: 'warn', RATE_LIMIT_PER_MINUTE: '100000' },
  });
  try {
    // Nobody else works while lists are read.
    for (const [name, process] of Object.entries(system.processes)) if (name !== 'intake') await process.stop();
    const client = new IntakeClient(system.urls.intake, key);
    const result: Listed[] = [];
    for (const asked of await everythingAsked(client, { practiceId, ...(await largest(ground.look, practiceId)) }))
      result.push(await measure(ground.look, client, asked, times));
    return result;
  } finally {
    await system.stop();
  }
}

/** What the reconciler does with batches that are over, a few every few seconds. */
async function tallyAll({ dir, databaseUrl, look }: Ground): Promise<void> {
  const { encryptionKeys } = secretsOf(dir);
  const database = openDatabase({ url: databaseUrl, poolSize: 1, encryptionKeys, applicationName: 'bench-tally' });
  while ((await database.transaction((tx) => tallyClosed(tx, morning, 100))) > 0);
  await database.close();
  await look.query('vacuum analyze batch');
}

async function largest(look: pg.Client, practiceId: string): Promise<{ running: string; closed: string }> {
  const { rows } = await look.query(
    `select closed_at is null runs, (array_agg(id order by accepted desc))[1] id from batch where practice_id = $1 group by 1`,
    [practiceId],
  );
  const of = (runs: boolean): string => rows.find((r) => r.runs === runs)?.id ?? rows[0]?.id;
  return { running: of(true), closed: of(false) };
}

async function measure(look: pg.Client, client: IntakeClient, asked: Asked, times: number): Promise<Listed> {
  const once = async (): Promise<string> => {
    const answer = await request(`${client.base}${asked.path}`, {
      headers: { authorization: `Bearer ${client.token}` },
    });
    const text = await answer.body.text();
    if (answer.statusCode !== 200) throw new Error(`${asked.path} answered ${answer.statusCode}`);
    return text;
  };
  // The first warms caches up, and says how long the answer is.
  const rows = rowsOf(await once());
  const requests = await repeated(times, () => spent(look, once));
  const floors = await repeated(times, () => spent(look, () => look.query(asked.floor, [asked.of, rows])));
  return {
    name: asked.name,
    kind: asked.kind,
    rows,
    databaseMs: Math.min(...requests.map((r) => r.databaseMs)),
    floorMs: Math.min(...floors.map((r) => r.databaseMs)),
    cpuMs: median(requests.map((r) => r.cpuMs)),
    httpMs: median(requests.map((r) => r.tookMs)),
  };
}

function rowsOf(text: string): number {
  const lines = text.trim().split('\n');
  if (lines.length > 1) return lines.length;
  const { data, entries, notices } = JSON.parse(text) as Record<'data' | 'entries' | 'notices', unknown[] | undefined>;
  return (data ?? entries ?? notices)?.length ?? 1;
}

async function repeated<T>(times: number, work: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let n = 0; n < times; n++) results.push(await work());
  return results;
}

interface Spent {
  tookMs: number;
  databaseMs: number;
  cpuMs: number;
}

async function spent(look: pg.Client, work: () => Promise<unknown>): Promise<Spent> {
  await look.query('select pg_stat_statements_reset()');
  const before = await onCpuMs(look);
  const began = performance.now();
  await work();
  const tookMs = performance.now() - began;
  const cpuMs = (await onCpuMs(look)) - before;
  const { rows } = await look.query(
    `select coalesce(sum(total_exec_time), 0) ms from pg_stat_statements where toplevel and query not like '%pg_stat_statements%'`,
  );
  return { tookMs, databaseMs: Number(rows[0].ms), cpuMs };
}

/** Of all connections of intake. */
async function onCpuMs(look: pg.Client): Promise<number> {
  const { rows } = await look.query(`select pid from pg_stat_activity where application_name = 'rollcall-intake'`);
  return rows.reduce(
    (sum, { pid }) => sum + Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6,
    0,
  );
}
