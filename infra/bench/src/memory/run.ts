/** The whole system under steady load for a while, and what each process holds meanwhile. */
import { setTimeout as pause } from 'node:timers/promises';
import { batchOf } from '../end-to-end/people.js';
import { onStage, type Stage } from '../end-to-end/stage.js';
import type { Ground } from '../ground.js';
import { faultsOf, untilNone } from '../waiting.js';
import { privateMb, residentMb } from './resident.js';
import { type Reading, type Trend, trendOf } from './trend.js';

export interface MemoryOptions {
  minutes: number;
  /** Handed over in one request, once in every `everyMs`. */
  patients: number;
  everyMs: number;
  speed?: number;
}
export interface MemoryMeasured {
  minutes: number;
  attempts: number;
  attemptsPerSecond: number;
  readings: Record<string, Reading[]>;
  trends: Record<string, Trend>;
  faults: string[];
}

const usualReadMs = 10_000;
/** So many at least, however short it lasts. */
const fewestReadings = 40;
const settleMs = 1500;
const anHour = 3_600_000;

export function measureMemory(ground: Ground, options: MemoryOptions): Promise<MemoryMeasured> {
  const { minutes, speed } = options;
  return onStage(ground, speed === undefined ? {} : { speed }, async (stage) => {
    const hold = (): Record<string, number | null> =>
      Object.fromEntries(
        Object.entries(stage.pids).map(([who, pid]) => [who, who === 'postgres' ? privateMb(pid) : residentMb(pid)]),
      );
    const start = hold();
    const until = performance.now() + minutes * 60_000;
    const readings: Record<string, Reading[]> = Object.fromEntries(Object.keys(stage.pids).map((who) => [who, []]));
    const gone = new Set<string>();
    const read = (hours: number): void => {
      for (const [who, mb] of Object.entries(hold()))
        if (mb === null) gone.add(who);
        else readings[who]?.push({ hours, mb });
    };
    const reading = readUntil(until, Math.min(usualReadMs, (minutes * 60_000) / fewestReadings), read);
    const [tookMs] = await Promise.all([load(stage, until, options), reading]);
    const attempts = (await stage.tally()).attempts;
    const left = await untilNone(ground.look, `select count(*) from notice where state = 'open'`);
    await pause(settleMs);
    const faults = faultsOf(await stage.tally(), left).filter((fault) => fault !== false);
    return {
      minutes,
      attempts,
      attemptsPerSecond: Math.round((attempts / tookMs) * 1000),
      readings,
      trends: Object.fromEntries(Object.entries(readings).map(([who, all]) => [who, trendOf(start[who] ?? 0, all)])),
      faults: [
        ...[...gone].map((who) => `${who} ended before it was told to`),
        ...faults,
        ...(await stage.violations()),
      ],
    };
  });
}

/** One batch after another, each at its time; late ones are not made up for. Returns how long it went on, in milliseconds. */
async function load(stage: Stage, until: number, { patients, everyMs }: MemoryOptions): Promise<number> {
  const client = await stage.clinic();
  const began = performance.now();
  for (let n = 0; performance.now() < until; n++) {
    const due = performance.now() + everyMs;
    await stage.handOver(client, batchOf(patients, `M${n}-`, n * patients), `memory-${n}`);
    await pause(Math.max(0, Math.min(due, until) - performance.now()));
  }
  return performance.now() - began;
}

async function readUntil(until: number, everyMs: number, read: (hours: number) => void): Promise<void> {
  for (let began = performance.now(); performance.now() < until; ) {
    await pause(Math.min(everyMs, Math.max(1, until - performance.now())));
    read((performance.now() - began) / anHour);
  }
}
