/**
 * What cannot be avoided when a batch comes in: its body is parsed, its rows are written, and they are on disk.
 *
 * - `JSON.parse` of the very body that was sent: before it nothing is known of any row.
 * - The rows are those that intake wrote for it, byte for byte, sealed and hashed as they are: with fewer, no patient would be
 *   told. What making them takes is not in it.
 * - They are sent by a client, as intake must, in a bare COPY for each table: Postgres takes rows in no faster way.
 * - One transaction, committed with fsync: an answer before that would be a lie.
 * - Into logged tables with the same columns and their primary key: a row that cannot be found again is no use. No other
 *   index, no foreign key and no check is there, nothing is validated, planned or looked up.
 */
import { readFileSync } from 'node:fs';
import { copyIn } from '@rollcall/database';
import type pg from 'pg';
import { cpuMs } from '../cpu.js';
import type { Ground } from '../ground.js';
import { median } from '../table.js';

export interface Cost {
  ms: number;
  /** Of who writes the rows and of Postgres. */
  cpuMs: number;
}

const ofBatch = {
  batch: 'id = $1',
  patient: 'id in (select patient_id from appointment where batch_id = $1)',
  party: 'id in (select party_id from outreach where batch_id = $1)',
  contact_point: 'party_id in (select party_id from outreach where batch_id = $1)',
  outreach: 'batch_id = $1',
  event: 'outreach_id in (select id from outreach where batch_id = $1)',
  appointment: 'batch_id = $1',
  notice: 'batch_id = $1',
};
const keyOf = (table: string): string => (table === 'event' ? 'outreach_id, seq' : 'id');

const rounds = 3;
/** As much as intake sends at once. */
const chunkBytes = 64 * 1024;

export interface Floors {
  bare: Cost;
  /** The same rows into tables with the indexes and checks of the real ones: what no way of writing them can save. */
  indexed: Cost;
}

/** The median of three times into empty tables. `body` is what was sent, `batchId` what became of it. */
export async function measureFloors({ look, pids }: Ground, body: string, batchId: string): Promise<Floors> {
  const rows = await rowsOf(look, batchId);
  const costs: Record<keyof Floors, Cost[]> = { bare: [], indexed: [] };
  for (let n = 0; n < rounds; n++)
    for (const kind of ['bare', 'indexed'] as const) {
      await emptyTables(look, kind);
      costs[kind].push(await costOf(pids.postgres, () => write(look, body, rows)));
    }
  await look.query('drop schema floor cascade');
  return { bare: middle(costs.bare), indexed: middle(costs.indexed) };
}

const middle = (costs: readonly Cost[]): Cost => ({
  ms: Math.round(median(costs.map((c) => c.ms))),
  cpuMs: median(costs.map((c) => c.cpuMs)),
});

/** The rows of each table, as COPY takes them. */
async function rowsOf(look: pg.Client, batchId: string): Promise<Map<string, Buffer>> {
  const folder = (await look.query('show data_directory')).rows[0].data_directory;
  const rows = new Map<string, Buffer>();
  for (const [table, those] of Object.entries(ofBatch)) {
    const file = `${folder}/floor-${table}`;
    const chosen = `select * from ${table} where ${those.replace('$1', `'${batchId}'`)}`;
    await look.query(`copy (${chosen}) to '${file}' (format binary)`);
    rows.set(table, readFileSync(file));
  }
  return rows;
}

async function emptyTables(look: pg.Client, kind: keyof Floors): Promise<void> {
  await look.query('drop schema if exists floor cascade; create schema floor');
  for (const table of Object.keys(ofBatch))
    await look.query(
      `create table floor.${table} (like ${table} ${kind === 'bare' ? `, primary key (${keyOf(table)})` : 'including all'})`,
    );
}

async function write(look: pg.Client, body: string, rows: ReadonlyMap<string, Buffer>): Promise<void> {
  JSON.parse(body);
  await look.query('begin');
  for (const [table, bytes] of rows)
    await copyIn(look, `copy floor.${table} from stdin (format binary)`, pieces(bytes));
  await look.query('commit');
}

function* pieces(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

async function costOf(postgres: number, work: () => Promise<void>): Promise<Cost> {
  const ourMs = (): number => (process.cpuUsage().user + process.cpuUsage().system) / 1000;
  const before = ourMs() + cpuMs({ postgres }).postgres;
  const began = performance.now();
  await work();
  const ms = performance.now() - began;
  return { ms, cpuMs: Math.round(ourMs() + cpuMs({ postgres }).postgres - before) };
}
