/** Killed at every line where it could matter: work goes on around it, and in the end nobody was missed or told twice. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { type FaultPoint, faultPoints, markOf } from '@rollcall/platform';
import { judge } from '../src/chaos/judge.js';
import { handOver, openPractices } from '../src/chaos/practices.js';
import { standStill } from '../src/chaos/settle.js';
import { type Stage, setStage } from '../src/chaos/stage.js';
import type { Proc } from '../src/processes.js';
import { redisFound } from '../src/redis.js';
import type { ServiceName } from '../src/system.js';
import { hurriedPolicy } from './hurried.js';

/** Side by side; within a lane one after another. */
const lanes: [ServiceName, FaultPoint[]][] = [
  ['intake', ['intake.before-commit', 'intake.after-commit']],
  ['gateway', ['gateway.before-store', 'gateway.after-store']],
  [
    'conductor',
    [
      'planner.before-commit',
      'planner.after-commit',
      'relay.before-publish',
      'relay.after-publish',
      'relay.after-commit',
      'applier.before-commit',
      'applier.after-commit',
      'reconciler.before-commit',
      'reconciler.after-commit',
      'reconciler.after-look-up',
      'silence.after-answer',
      'reconciler.republish.before-commit',
      'recovery.before-commit',
      'recovery.after-commit',
    ],
  ],
  ['sms', ['channel.after-claim', 'channel.after-request']],
  ['email', ['channel.claim.before-commit', 'channel.after-record']],
  ['voice', ['channel.before-request']],
  ['im', ['channel.before-claim']],
  [
    'reschedule',
    [
      'reschedule.fill.before-commit',
      'reschedule.fill.after-commit',
      'reschedule.book.before-commit',
      'reschedule.book.after-commit',
      'reschedule.expire.before-commit',
    ],
  ],
  ['callbacks', ['callbacks.after-claim', 'callbacks.after-post']],
];
/** Of everything a little goes wrong, so that there is something to mend. */
const aLittle = { rateHangAfter: 0.05, webhookLost: 0.2 };
/** What has to be wrong for a line to be reached at all. */
const provoked: Partial<Record<FaultPoint, (stage: Stage) => Promise<() => Promise<void>>>> = {
  'reconciler.republish.before-commit': async (stage) => {
    const senders = stage.cast.of('email');
    let over: () => void = () => {};
    const until = new Promise<void>((resolve) => {
      over = resolve;
    });
    const held = senders.map((proc) =>
      stage.cast.hold(proc, async () => {
        await proc.stop();
        await until;
      }),
    );
    return async () => {
      over();
      await Promise.all(held);
    };
  },
  // Nothing that is sent meanwhile is spoken of again.
  'silence.after-answer': async ({ simulator }) => {
    await simulator.setFaults({ ...aLittle, webhookLost: 1 });
    return () => simulator.setFaults(aLittle);
  },
  'recovery.before-commit': outage,
  'recovery.after-commit': outage,
};

async function outage({ simulator }: Stage): Promise<() => Promise<void>> {
  await simulator.setOutages({ sms: 'revoked' });
  // Whoever probes finds the sender well again, after the breaker has opened.
  const well = pause(2500).then(() => simulator.setOutages({}));
  return () => well;
}

const reachedWithinMs = 100_000;

/** Every start but the last is one that dies at a line. */
async function dieInTurn(stage: Stage, name: ServiceName, points: readonly FaultPoint[]): Promise<void> {
  const [proc] = stage.cast.of(name);
  if (!proc) throw new Error(`nobody plays ${name}`);
  await stage.cast.hold(proc, async () => {
    proc.kill('SIGKILL');
    for (const point of points) await dieAt(stage, proc, point);
  });
}

async function dieAt(stage: Stage, proc: Proc, point: FaultPoint): Promise<void> {
  await proc.restart({ env: { FAULT_POINT: point } });
  const undo = await provoked[point]?.(stage);
  const timeout = new AbortController();
  const inTime = await Promise.race([
    proc.exited.then(() => true),
    pause(reachedWithinMs, false, { signal: timeout.signal }).catch(() => false),
  ]);
  timeout.abort();
  proc.kill('SIGKILL');
  await proc.exited;
  await undo?.();
  const log = readFileSync(proc.logFile, 'utf8');
  if (!log.includes(markOf(point)))
    throw new Error(`${point} was never reached${inTime ? ': it died before' : ''}\n${log.slice(-2000)}`);
}

test('killed at every fault point, the day still ends with nobody missed and nobody told twice [edge case 73]', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'rollcall-crash-'));
  const options = {
    // Ten patients every 2.4 seconds, for as long as the slowest machine may need.
    minutes: 4,
    seed: 20_261,
    patients: 850,
    queue: redisFound() ? 'redis' : 'postgres',
    speed: 200,
    otherBuild: null,
    json: null,
    only: [],
    keep: false,
  } as const;
  const stage = await setStage(options, dir, { twice: [] });
  try {
    const practices = await openPractices(stage, 10, hurriedPolicy);
    await stage.simulator.setFaults(aLittle);
    const allDied = new AbortController();
    const handing = handOver(stage, practices, options.minutes * 60_000, () => {}, allDied.signal);
    await Promise.all(lanes.map(([name, points]) => dieInTurn(stage, name, points)));
    // There is nothing more to die of; as long as there is, new patients come.
    allDied.abort();
    await handing;
    await stage.simulator.setFaults({ rateHangAfter: 0, webhookLost: 0 });
    const { goingOn, told } = await standStill(stage, practices, new AbortController().signal);
    expect(goingOn).toBeNull();
    const { violations, timeline } = await judge(stage, practices, told);
    expect([...violations, ...(violations.length > 0 ? timeline : [])]).toEqual([]);
    expect(stage.cast.deaths).toEqual([]);
  } finally {
    await stage.close();
    rmSync(dir, { recursive: true, force: true });
  }
}, 600_000);

test('every fault point has its turn, once', () => {
  expect(lanes.flatMap(([, points]) => points).sort()).toEqual(Object.keys(faultPoints).sort());
});
