/** The demo from start to end: everything is started, a practice cancels its day, everybody is told, all is checked. */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { BatchAccepted } from '@rollcall/contracts';
import { type Clock, scaledClock } from '@rollcall/platform';
import { aborted, type Interruption } from '../interruption.js';
import { dropFolder, runFolder, timeStamp } from '../run-folder.js';
import { type System, startSystem } from '../system.js';
import { renderClosing } from './closing-page.js';
import { type Day, prepareDay } from './day.js';
import { displayOn, type Output } from './display.js';
import { type Finished, finish } from './finish.js';
import { IntakeClient } from './intake-client.js';
import type { DemoOptions } from './options.js';
import { paintFor } from './paint.js';
import { play, totalMemoryMb } from './play.js';
import { createPractice, type NewPractice, putSlots, sampleReview, subscribe, turnOnMessengers } from './practice.js';
import { type Receiver, startReceiver } from './receiver.js';
import { SimulatorClient } from './simulator-client.js';
import { renderExcerpt } from './timelines.js';
import { clockTime, counted } from './words.js';

/**
 * All processes must be up when the played day begins, and the clock cannot be set afterwards: it starts this much
 * before, in real milliseconds. Starting takes 4 to 8 s on two cores; where it takes longer the day begins late, which
 * costs more of it the faster the clock runs.
 */
const startWithinMs = (speed: number): number => (speed > 200 ? 15_000 : 8_000);

/** Real milliseconds. */
const signalWithinMs = 100;

/** Runs the demo; gives the exit code. Whatever happens, nothing is left running. */
export async function runDemo(options: DemoOptions, output: Output, interruption: Interruption): Promise<number> {
  const day = prepareDay(options, new Date());
  const say = (...lines: string[]): void => void output.write(lines.map((line) => `${line}\n`).join(''));
  say(...day.notes);
  const dir = runFolder(`demo-${timeStamp(new Date())}-${process.pid}`);
  const receiver = await startReceiver();
  interruption.signal.addEventListener('abort', () => say('', 'stopping'), { once: true });
  let system: System | undefined;
  let code: number | null = null;
  try {
    const timing = {
      speed: options.speed,
      epoch: Date.now() + startWithinMs(options.speed),
      start: day.start.getTime(),
    };
    system = await startSystem({
      dir,
      clock: timing,
      simulator: { seed: options.seed, faults: options.faults },
      callbackAllow: receiver.target,
      onProgress: (what) => say(`starting ${what}`),
    });
    interruption.signal.throwIfAborted();
    const stage: Stage = { options, day, system, receiver, output, say, clock: scaledClock(timing), interruption };
    code = await onStage(stage);
  } catch (error) {
    // Ctrl-C reaches our children, too, and the news of their end may come first.
    await pause(signalWithinMs);
    if (interruption.exitCode() === null) throw error;
  } finally {
    await system?.stop();
    await receiver.close();
    if (code === 0 || (code === null && interruption.exitCode() !== null)) dropFolder(dir);
    else say('', `Logs are kept in ${dir}`);
  }
  // Once all is said, Ctrl-C is how --keep is meant to end.
  return code ?? interruption.exitCode() ?? 1;
}

interface Stage {
  options: DemoOptions;
  day: Day;
  system: System;
  receiver: Receiver;
  output: Output;
  say: (...lines: string[]) => void;
  clock: Clock;
  interruption: Interruption;
}

async function onStage(stage: Stage): Promise<number> {
  const { options, day, system, receiver, output, say, clock, interruption } = stage;
  const { signal } = interruption;
  const paint = paintFor(output.isTTY === true, process.env);
  const simulator = new SimulatorClient(system.urls.simulator);
  await simulator.setCast(day.cast);
  const practice = await settleIn(stage);
  const early = day.start.getTime() - clock.now().getTime();
  if (early > 0) await pause(clock.toReal(early), undefined, { signal });

  const accepted = await practice.client.post<BatchAccepted>('/v1/batches', day.batch, randomUUID());
  say(...handedOver(stage, accepted));
  const display = displayOn(output, paint);
  const played = await play({
    ...{ system, client: practice.client, simulator, receiver, display, clock, zone: day.zone, signal },
    batchId: accepted.id,
  });
  if (!played.isSettled) say('', 'The time of the demo is over; some conversations still go on.');
  const rejected = new Set(accepted.rejected.map((r) => r.index)).size;
  const ended = await finish({
    client: practice.client,
    simulator,
    receiver,
    batchId: accepted.id,
    rejected,
    day,
    signal,
  });
  const memoryMb = totalMemoryMb(system);
  say(
    ...(ended.excerpts.length > 0 ? ['', paint.bold('A few conversations')] : []),
    ...ended.excerpts.flatMap((e) => ['', ...renderExcerpt(e, day.zone, paint)]),
    ...renderClosing({ closing: ended.closing, zone: day.zone, memoryMb, realSeconds: played.realSeconds }, paint),
  );
  writeReport(options.report, ended);
  if (options.keep) await stayUp(stage, practice);
  return ended.closing.problems.length === 0 ? 0 : 1;
}

async function settleIn({ day, system, receiver }: Stage): Promise<NewPractice> {
  const practice = await createPractice(new IntakeClient(system.urls.intake, system.adminToken), day.practice, 'demo');
  receiver.trust(await subscribe(practice.client, receiver.url));
  await sampleReview(practice.client);
  await turnOnMessengers(practice.client);
  await putSlots(practice.client, day.slots);
  return practice;
}

function handedOver(
  { day, clock }: Stage,
  { accepted, rejected, warnings, outreaches, forecast }: BatchAccepted,
): string[] {
  const rows = new Set(rejected.map((r) => r.index)).size;
  return [
    '',
    `${clockTime(clock.now(), day.zone)}  ${day.practice.name} cancels ${counted(accepted, 'appointment')}: ${counted(outreaches, 'conversation')}.`,
    `       Forecast: ${forecast.reachableInTime} can be reached in time, ${forecast.toOperatorsFirst} go to a person first`,
    `       (${forecast.withoutContactPoint} without any contact point).`,
    ...(rows > 0 ? [`       ${counted(rows, 'row is', 'rows are')} refused: ${reasonsOf(rejected)}.`] : []),
    ...(warnings.length > 0
      ? [`       ${counted(warnings.length, 'contact point')} cannot be used; the rows count.`]
      : []),
  ];
}

const reasonsOf = (rejected: BatchAccepted['rejected']): string =>
  [...new Set(rejected.map((r) => r.code.replaceAll('_', ' ')))].join(', ');

function writeReport(file: string | null, { report }: Finished): void {
  if (file !== null) writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
}

async function stayUp({ system, say, interruption }: Stage, practice: NewPractice): Promise<void> {
  say(
    '',
    'Everything stays up until Ctrl-C.',
    `  API       ${system.urls.intake}   documentation at ${system.urls.intake}/docs`,
    `  gateway   ${system.urls.gateway}`,
    `  simulator ${system.urls.simulator}/sim/ledger`,
    `  key       ${practice.key}`,
  );
  await aborted(interruption.signal);
}
