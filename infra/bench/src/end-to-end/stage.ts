/** Rollcall, whole, beside a provider that plays nothing: every service a process, Redis and Postgres of its own, commits on disk. */

import type { BatchAccepted, BatchInput } from '@rollcall/contracts';
import {
  canariesOf,
  IntakeClient,
  logsIn,
  promisedBy,
  type ServiceName,
  type System,
  secretsOf,
  serviceNames,
  startSystem,
  stopServices,
} from '@rollcall/embedded';
import { checkInvariants, type Promised, type Violation } from '@rollcall/invariants';
import { type Clock, scaledClock } from '@rollcall/platform';
import { answerMs, callbackMs } from '../floor/words.js';
import type { Ground } from '../ground.js';
import { play, type Role } from '../role.js';
import { type Tally, untilNone } from '../waiting.js';
import { openClinic } from './clinic.js';
import { morning } from './people.js';

export interface StageOptions {
  /** Processes of a service beyond the first. */
  beside?: readonly ServiceName[];
  /** Of the clock; with few patients answers come sooner, and it may run faster. */
  speed?: number;
}
/** A business minute takes ten seconds: the ladder's waits are long enough for every answer to come. */
const usualSpeed = 6;
/** What the services take by default. */
const leaseMs = 30_000;
/** Each is looked for in all that was written, in five guises: so many take seconds. */
const canaries = 60;

/** The system under load, and all that can be held against it afterwards. */
export class Stage {
  readonly #ground: Ground;
  readonly #provider: Role<unknown>;
  readonly #promised: Promised[] = [];
  readonly #canaries: string[] = [];

  constructor(
    ground: Ground,
    provider: Role<unknown>,
    readonly system: System,
    readonly clock: Clock,
    /** By name: the services, further processes of them as `sms 2`, Postgres and Redis. */
    readonly pids: Readonly<Record<string, number>>,
  ) {
    this.#ground = ground;
    this.#provider = provider;
  }

  clinic(name?: string): Promise<IntakeClient> {
    return openClinic(this.system, name);
  }

  /** Of a practice that is there already. */
  client(key: string): IntakeClient {
    return new IntakeClient(this.system.urls.intake, key);
  }

  /** Resolves with the batch's id when the practice has our promise. Each `key` once. Throws when the provider is gone. */
  async handOver(client: IntakeClient, batch: BatchInput, key: string): Promise<string> {
    if (!this.#provider.alive()) throw new Error('the provider of the bench ended');
    const accepted = await client.post<BatchAccepted>('/v1/batches', batch, key);
    this.#promised.push(promisedBy(accepted, batch, key));
    if (this.#canaries.length < canaries)
      this.#canaries.push(...canariesOf({ ...batch, appointments: batch.appointments.slice(0, canaries / 3) }));
    return accepted.id;
  }

  tally(): Promise<Tally> {
    return this.#provider.ask<Tally>({});
  }

  /** Every request that the provider got: whose attempt, and when. Milliseconds of wall time. */
  requests(): Promise<{ rid: string; atMs: number }[]> {
    return this.#provider.ask({ requests: true });
  }

  /**
   * Stops the services, once all has come to rest, and holds every invariant against what they leave behind. On a busy machine
   * a request may have ended in doubt: then the reconciler is given its time to ask the provider.
   */
  async violations(): Promise<string[]> {
    await untilNone(this.#ground.look, `select count(*) from attempt where state in ('queued','sending','in_doubt')`);
    const now = this.clock.now();
    const requests = await this.requests();
    const exits = await stopServices(this.system);
    const { violations } = await checkInvariants({
      query: async (sql, values) => (await this.#ground.look.query(sql, values)).rows,
      now,
      leaseMs: this.clock.fromReal(leaseMs),
      settled: true,
      provider: requests.map(({ rid, atMs }) => ({ rid, verdict: 'accepted', at: this.#businessTime(atMs) })),
      promised: this.#promised,
      written: { canaries: this.#canaries.slice(0, canaries), texts: logsIn(this.#ground.dir) },
      exits,
    });
    return violations.map(lineOf);
  }

  #businessTime(wallMs: number): string {
    return new Date(this.clock.now().getTime() - this.clock.fromReal(Date.now() - wallMs)).toISOString();
  }
}

const lineOf = (v: Violation): string =>
  [v.invariant, v.what, v.outreachId && `outreach ${v.outreachId}`, v.attemptId && `attempt ${v.attemptId}`]
    .filter(Boolean)
    .join(' · ');

/** Everything is ready when `work` begins, and gone when it has ended. */
export async function onStage<T>(
  ground: Ground,
  { beside = [], speed = usualSpeed }: StageOptions,
  work: (stage: Stage) => Promise<T>,
): Promise<T> {
  const secrets = secretsOf(ground.dir);
  const provider = await play<{ port: number }>('end-to-end/provider.js', { ...secrets, answerMs, callbackMs });
  const providerUrl = `http://127.0.0.1:${provider.said.port}`;
  const clock = { speed, epoch: Date.now(), start: morning.getTime() };
  let system: System | undefined;
  try {
    system = await startSystem({
      dir: ground.dir,
      clock,
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
    const pids: Record<string, number> = { ...ground.pids };
    for (const name of serviceNames) pids[name] = system.processes[name].pid;
    for (const [n, name] of beside.entries()) {
      const others = beside.slice(0, n).filter((other) => other === name).length;
      pids[`${name} ${others + 2}`] = (await system.beside(name)).pid;
    }
    await provider.ask({ gateway: system.urls.gateway });
    return await work(new Stage(ground, provider, system, scaledClock(clock), pids));
  } finally {
    await system?.stop();
    provider.end();
  }
}
