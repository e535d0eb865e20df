/** All that a chaos run plays with, started in order and taken down in order. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ProcessExit } from '@rollcall/invariants';
import { type Clock, scaledClock } from '@rollcall/platform';
import { type Receiver, startReceiver } from '../demo/receiver.js';
import { SimulatorClient } from '../demo/simulator-client.js';
import { type OwnRedis, startRedis } from '../redis.js';
import { type ServiceName, type System, startSystem } from '../system.js';
import { Cast, doubled } from './cast.js';
import type { ChaosOptions } from './options.js';
import { patience } from './patience.js';
import { type ChaosPostgres, startChaosPostgres } from './postgres.js';

export interface Stage {
  options: ChaosOptions;
  dir: string;
  /** Business time, undisturbed. */
  clock: Clock;
  system: System;
  cast: Cast;
  postgres: ChaosPostgres;
  /** Null: the queue lives in Postgres. */
  redis: OwnRedis | null;
  simulator: SimulatorClient;
  /** One of each practice. */
  receivers: readonly Receiver[];
  /** Of every process that was told to stop. */
  exits: ProcessExit[];
  /** Where a process reads how wrong its clock is. */
  clockDir: string;
  close(): Promise<void>;
}

/** As many, that one's trouble could be another's. */
const practices = 4;
const start = new Date('2026-11-24T06:45:00-05:00');
/** The business day begins when everybody is up. */
const startWithinMs = 16_000;

/** `twice`: services of which two processes work side by side. */
export async function setStage(
  options: ChaosOptions,
  dir: string,
  { twice = doubled }: { twice?: readonly ServiceName[] } = {},
): Promise<Stage> {
  const undo: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    mkdirSync(dir, { recursive: true });
    const postgres = await startChaosPostgres(join(dir, 'postgres'));
    undo.push(() => postgres.stop());
    const redis = options.queue === 'redis' ? await startRedis(join(dir, 'redis')) : null;
    if (redis) undo.push(() => redis.stop());
    const receivers = await Promise.all(Array.from({ length: practices }, () => startReceiver()));
    undo.push(async () => void (await Promise.all(receivers.map((r) => r.close()))));
    const timing = { speed: options.speed, epoch: Date.now() + startWithinMs, start: start.getTime() };
    const clockDir = join(dir, 'clock');
    mkdirSync(clockDir, { recursive: true });
    const system = await startSystem({
      dir,
      clock: timing,
      simulator: { seed: options.seed },
      databaseUrl: postgres.url,
      ...(redis ? { redisUrl: redis.url } : {}),
      callbackAllow: receivers.map((r) => r.target).join(','),
      onDeath: () => {},
      env: {
        ...patience,
        // A thousand patients and more want more lines than a small practice has.
        CALLS_PER_SECOND: '10',
        CHAOS_CLOCK_DIR: clockDir,
        NODE_OPTIONS: `--import ${fileURLToPath(new URL('../../dist/chaos/clock-step.js', import.meta.url))}`,
      },
    });
    undo.push(() => system.stop());
    const cast = await Cast.of(system, twice);
    undo.push(() => cast.stopWatching());
    const simulator = new SimulatorClient(system.urls.simulator);
    const clock = scaledClock(timing);
    return { options, dir, clock, system, cast, postgres, redis, simulator, receivers, exits: [], clockDir, close };
  } catch (error) {
    await close();
    throw error;
  }
}
