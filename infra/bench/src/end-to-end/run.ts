/** One run of Rollcall: patients handed over at once, until each has confirmed. */
import { setTimeout as pause } from 'node:timers/promises';
import { cpuMs, perPiece } from '../cpu.js';
import type { Ground } from '../ground.js';
import { type Measured, measured } from '../measured.js';
import { faultsOf, untilNone } from '../waiting.js';
import { batchOf } from './people.js';
import { onStage, type StageOptions } from './stage.js';

export interface RunOptions extends StageOptions {
  patients: number;
  /** Holds every invariant against what is left behind: a violation is a fault. */
  judged?: boolean;
  /** Of the practice whose patients they are, if it is there already. */
  key?: string;
}
/** What was answered last is worked off meanwhile. */
const settleMs = 1500;

export function runRollcall(ground: Ground, { patients, judged, key, ...options }: RunOptions): Promise<Measured> {
  return onStage(ground, options, async (stage) => {
    const client = key === undefined ? await stage.clinic() : stage.client(key);
    const before = cpuMs(stage.pids);
    const began = performance.now();
    const id = await stage.handOver(client, batchOf(patients, 'bench-'), 'bench');
    const left = await untilNone(
      ground.look,
      `select count(*) from notice where batch_id = '${id}' and state = 'open'`,
    );
    const tookMs = Math.round(performance.now() - began);
    await pause(settleMs);
    const tally = await stage.tally();
    const cpuUs = perPiece(before, cpuMs(stage.pids), tally.attempts);
    const violations = judged ? await stage.violations() : [];
    return measured({ patients, attempts: tally.attempts, tookMs, cpuUs }, [...faultsOf(tally, left), ...violations]);
  });
}
