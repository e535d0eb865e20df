/** Ten thousand appointments in one request, three times over, each beside its floor. */
import { startSystem } from '@rollcall/embedded';
import type pg from 'pg';
import { request } from 'undici';
import { cpuMs } from '../cpu.js';
import { openClinic } from '../end-to-end/clinic.js';
import { batchOf, morning } from '../end-to-end/people.js';
import type { Ground } from '../ground.js';
import { type Cost, measureFloors } from './floor.js';
import { forgetPeak, peakMb } from './peak.js';

export interface TakenIn extends Cost {
  which: string;
  appointments: number;
  statements: number;
  /** Of `cpuMs`. */
  postgresMs: number;
  /** Of the service, while it worked; MiB. */
  peakMb: number;
  floor: Cost;
  indexed: Cost;
}

/** The first on a new system; more of the same practice; and the patients of the first with other appointments. */
const batches = [
  { which: 'first', series: 'A', firstPatient: 0 },
  { which: 'second', series: 'B', firstPatient: 1_000_000 },
  { which: 'known patients', series: 'A', firstPatient: 0 },
];

export async function measureIntake(ground: Ground, appointments: number): Promise<TakenIn[]> {
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
    const { token } = await openClinic(system);
    const { pid } = system.processes.intake;
    const pids = { intake: pid, postgres: ground.pids.postgres };
    const taken: TakenIn[] = [];
    for (const { which, series, firstPatient } of batches) {
      const batch = batchOf(appointments, series, firstPatient);
      const body = JSON.stringify({
        ...batch,
        appointments: batch.appointments.map((a) => ({ ...a, externalId: `${which} ${a.externalId}` })),
      });
      await ground.look.query('select pg_stat_statements_reset()');
      forgetPeak(pid);
      const before = cpuMs(pids);
      const began = performance.now();
      const id = await handOver(system.urls.intake, token, which.replace(' ', '-'), body);
      const ms = Math.round(performance.now() - began);
      const after = cpuMs(pids);
      const postgresMs = after.postgres - before.postgres;
      const cost = { ms, cpuMs: after.intake - before.intake + postgresMs, postgresMs };
      const statements = await statementsOf(ground.look);
      const { bare: floor, indexed } = await measureFloors(ground, body, id);
      taken.push({ which, appointments, ...cost, statements, peakMb: peakMb(pid), floor, indexed });
    }
    return taken;
  } finally {
    await system.stop();
  }
}

/** As a practice does it: with a key, so that it may ask again. Answers the id of the batch. */
async function handOver(base: string, token: string, key: string, body: string): Promise<string> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': key };
  const answer = await request(`${base}/v1/batches`, { method: 'POST', headers, body, headersTimeout: 0 });
  const accepted = (await answer.body.json()) as { id: string };
  if (answer.statusCode !== 202) throw new Error(`the batch was not accepted: ${answer.statusCode}`);
  return accepted.id;
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
