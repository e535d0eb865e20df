/** One run of Rollcall, whole: every service a process, Redis and Postgres of its own, commits on disk. */
import { setTimeout as pause } from 'node:timers/promises';
import { type ServiceName, type System, secretsOf, serviceNames, startSystem } from '@rollcall/embedded';
import { cpuMs, perPiece } from '../cpu.js';
import { answerMs, callbackMs } from '../floor/words.js';
import type { Ground } from '../ground.js';
import { type Measured, measured } from '../measured.js';
import { play } from '../role.js';
import { faultsOf, type Tally, untilNone } from '../waiting.js';
import { openClinic } from './clinic.js';
import { batchOf, morning } from './people.js';

export interface RunOptions {
  patients: number;
  /** Processes of a service beyond the first. */
  beside?: readonly ServiceName[];
  /** Of the clock; with few patients answers come sooner, and it may run faster. */
  speed?: number;
}
/** A business minute takes ten seconds: the ladder's waits are long enough for every answer to come. */
const usualSpeed = 6;
/** What was answered last is worked off meanwhile. */
const settleMs = 1500;

export async function runRollcall(
  ground: Ground,
  { patients, beside = [], speed = usualSpeed }: RunOptions,
): Promise<Measured> {
  const secrets = secretsOf(ground.dir);
  const provider = await play<{ port: number }>('end-to-end/provider.js', { ...secrets, answerMs, callbackMs });
  const providerUrl = `http://127.0.0.1:${provider.said.port}`;
  let system: System | undefined;
  try {
    system = await startSystem({
      dir: ground.dir,
      clock: { speed, epoch: Date.now(), start: morning.getTime() },
      simulator: { seed: 1 },
      redisUrl: ground.redisUrl,
      databaseUrl: ground.databaseUrl,
      env: {
        LOG_LEVEL: 'warn',
        TWILIO_API_BASE_URL: providerUrl,
        SENDGRID_API_BASE_URL: providerUrl,
        CALLS_PER_SECOND: '1000',
        RATE_LIMIT_PER_MINUTE: '100000',
        DATABASE_POOL: '10',
      },
    });
    const { processes } = system;
    const others = [];
    for (const name of beside) others.push(await system.beside(name));
    await provider.ask({ gateway: system.urls.gateway });
    const client = await openClinic(system);

    const pids: Record<string, number> = { ...ground.pids };
    for (const name of serviceNames) pids[name] = processes[name].pid;
    others.forEach((proc, n) => {
      pids[`${proc.name} ${n + 2}`] = proc.pid;
    });
    const before = cpuMs(pids);
    const began = performance.now();
    await client.post('/v1/batches', batchOf(patients), 'bench');
    const left = await untilNone(ground.look, `select count(*) from notice where state = 'open'`);
    const tookMs = Math.round(performance.now() - began);
    await pause(settleMs);
    const tally = await provider.ask<Tally>({});
    const cpuUs = perPiece(before, cpuMs(pids), tally.attempts);
    return measured({ patients, attempts: tally.attempts, tookMs, cpuUs }, faultsOf(tally, left));
  } finally {
    await system?.stop();
    provider.end();
  }
}
