/** One chaos run, from the first process to the verdict. */
import { writeFileSync } from 'node:fs';
import type { Interruption } from '../interruption.js';
import { redisFound } from '../redis.js';
import { dropFolder, runFolder, timeStamp } from '../run-folder.js';
import { delayOf, type Result, render, slowestOf, tableOf } from './closing.js';
import { unfit } from './faults/builds.js';
import { judge } from './judge.js';
import type { ChaosOptions } from './options.js';
import { mostExtraDelayMs } from './patience.js';
import { handOver, openPractices } from './practices.js';
import { playRounds } from './rounds.js';
import { standStill } from './settle.js';
import { type Stage, setStage } from './stage.js';

type Say = (...lines: string[]) => void;

/** The exit code. */
export async function runChaos(wanted: ChaosOptions, output: NodeJS.WritableStream, interruption: Interruption) {
  const say: Say = (...lines) => void output.write(lines.map((line) => `${line}\n`).join(''));
  const options = await possible(wanted, say);
  const dir = runFolder(`chaos-${timeStamp(new Date())}-${options.seed}`);
  say(
    `Chaos: ${options.minutes} minutes, ${options.patients} patients, queue on ${options.queue}, seed ${options.seed}, clock ${options.speed} times as fast.`,
  );
  let code = 1;
  let stage: Stage | null = null;
  try {
    stage = await setStage(options, dir);
    const result = await play(stage, say, interruption.signal);
    say(...render(result));
    if (options.json !== null) writeFileSync(options.json, `${JSON.stringify(result, null, 2)}\n`);
    code = result.passed ? 0 : 1;
  } finally {
    await stage?.close();
    if (code === 0 && !options.keep) dropFolder(dir);
    else say(`Data and logs are kept in ${dir}`);
  }
  return interruption.exitCode() ?? code;
}

/** What of the wish this machine has; says what it has not. */
async function possible(wanted: ChaosOptions, say: Say): Promise<ChaosOptions> {
  const options = { ...wanted };
  if (options.queue === 'redis' && !redisFound()) {
    options.queue = 'postgres';
    say('No redis-server is found here: the queue is on Postgres, and the faults of Redis are skipped.');
  }
  const why = options.otherBuild === null ? 'no --other-build is given' : await unfit(options.otherBuild);
  if (why !== null) {
    options.otherBuild = null;
    say(`Two builds side by side are skipped: ${why}.`);
  }
  return options;
}

async function play(stage: Stage, say: Say, signal: AbortSignal): Promise<Result> {
  const { options, clock } = stage;
  const practices = await openPractices(stage);
  const runMs = options.minutes * 60_000;
  const began = performance.now();
  const live = (what: string): void =>
    say(`${((performance.now() - began) / 1000).toFixed(1).padStart(7)} s  ${clock.now().toISOString()}  ${what}`);
  const handing = handOver(stage, practices, runMs, live);
  // Its failure is told below; until then it must not end the process.
  handing.catch(() => {});
  const { struck, delaysMs } = await playRounds(stage, runMs, live, signal);
  live('the faults are over');
  await handing;
  const { goingOn, told } = await standStill(stage, practices, signal);
  live(goingOn === null ? 'everything came to rest' : `not at rest: ${goingOn}`);
  const judgement = await judge(stage, practices, told);
  const delay = delayOf(delaysMs);
  return {
    seed: options.seed,
    queue: options.queue,
    minutes: options.minutes,
    patients: options.patients,
    faults: tableOf(struck),
    delay,
    repeatedRequests: practices.repeated,
    slowestExit: slowestOf(stage.exits),
    deaths: stage.cast.deaths,
    unsettled: goingOn,
    judgement,
    passed: goingOn === null && judgement.violations.length === 0 && delay.p99Ms <= mostExtraDelayMs,
  };
}
