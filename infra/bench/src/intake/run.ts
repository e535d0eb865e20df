/** Ten thousand appointments in one request, beside parsing the same body and a bare COPY of as many rows. */
import { ownMb, startSystem } from '@rollcall/embedded';
import type pg from 'pg';
import { openClinic } from './end-to-end/clinic.js';
import { batchOf, morning } from './end-to-end/people.js';
import type { Ground } from './ground.js';

export interface IntakeMeasured {
  appointments: number;
  tookMs: number[];
  statements: number[];
  /** Of the service when the request was answered, and before it was sent. MiB. */
  memoryMb: { before: number; after: number };
  floorMs: number[];
}

/** Two batches: the second meets what the first left behind. */
export async function measureIntake(ground: Ground, appointments: number): Promise<IntakeMeasured> {
  const system = await startSystem({
    dir: ground.dir,
    clock: { speed: 1, epoch: Date.now(), start: morning.getTime() },
    simulator: { seed: 1 },
    redisUrl: ground.redisUrl,
    databaseUrl: ground.databaseUrl,
    env: { LOG_LEVEL: 'warn', RATE_LIMIT_PER_MINUTE: '100000' },
  });
  try {
    // Nobody else works while intake is measured.
    for (const name of ['conductor', 'auditor', 'reschedule', 'callbacks'] as const)
      await system.processes[name].stop();
    const client = await openClinic(system);
    await client.post('/v1/batches', batchOf(100, 'warm', 500_000));
    const memory = (): number => Math.round(ownMb(system.processes.intake.pid));
    const before = memory();
    const result: IntakeMeasured = {
      appointments,
      tookMs: [],
      statements: [],
      memoryMb: { before, after: before },
      floorMs: [],
    };
    for (const series of ['A', 'B']) {
      const batch = batchOf(appointments, series, series === 'A' ? 0 : appointments);
      const body = JSON.stringify(batch);
      await ground.look.query('select pg_stat_statements_reset()');
      const began = performance.now();
      await client.post('/v1/batches', batch);
      result.tookMs.push(Math.round(performance.now() - began));
      result.statements.push(await statementsOf(ground.look));
      result.memoryMb.after = Math.max(result.memoryMb.after, memory());
      result.floorMs.push(await floor(ground.look, body));
    }
    return result;
  } finally {
    await system.stop();
  }
}

/** Who asks is looked up anew every few seconds: not counted. */
const statementsOf = async (look: pg.Client): Promise<number> =>
  Number(
    (
      await look.query(
        `select sum(calls) n from pg_stat_statements where toplevel and query not ilike '%pg_stat_statements%' and query not ilike 'select 1%' and query not ilike '%api_key%'`,
      )
    ).rows[0].n,
  );

/** Parses the body and puts its rows where they belong, with as many rows in as many tables as intake writes: nothing else. */
async function floor(look: pg.Client, body: string): Promise<number> {
  await look.query(
    `create temp table if not exists floor_rows (a uuid, b uuid, c text, d timestamptz, e timestamptz, f text, g text, h bytea)`,
  );
  await look.query('truncate floor_rows');
  const began = performance.now();
  const { appointments } = JSON.parse(body) as ReturnType<typeof batchOf>;
  const sealed = Buffer.alloc(96, 7);
  // Patients, parties, two contact points, appointments, notices, outreaches, events.
  for (let table = 0; table < 8; table++)
    await look.query(
      `insert into floor_rows select gen_random_uuid(), gen_random_uuid(), u.*, $6 from unnest($1::text[], $2::timestamptz[], $3::timestamptz[], $4::text[], $5::text[]) as u`,
      [
        appointments.map((a) => a.externalId),
        appointments.map((a) => a.start),
        appointments.map((a) => a.end),
        appointments.map((a) => a.patient.externalId),
        appointments.map((a) => a.patient.name.given),
        sealed,
      ],
    );
  return Math.round(performance.now() - began);
}
