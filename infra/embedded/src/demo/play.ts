/** Follows a batch until there is nothing left to wait for, and shows it. */
import { setTimeout as pause } from 'node:timers/promises';
import type { BatchReport } from '@rollcall/contracts';
import type { Clock } from '@rollcall/platform';
import { ownMb } from '../memory.js';
import type { System } from '../system.js';
import type { Display } from './display.js';
import type { IntakeClient } from './intake-client.js';
import { readOutreaches } from './outreaches.js';
import type { Receiver } from './receiver.js';
import { isSettled, openOffers, timeLimitMs } from './settled.js';
import type { SimulatorClient } from './simulator-client.js';
import { Story } from './story.js';
import { follow } from './stream.js';
import { withdrawOne } from './withdrawal.js';

export interface Play {
  system: System;
  client: IntakeClient;
  simulator: SimulatorClient;
  receiver: Receiver;
  display: Display;
  clock: Clock;
  zone: string;
  batchId: string;
  signal: AbortSignal;
}
export interface Played {
  report: BatchReport;
  isSettled: boolean;
  realSeconds: number;
}

/** Real milliseconds. */
const drawEveryMs = 250;
const measureEveryMs = 2000;
const lookEveryMs = 1000;
/** Two looks in a row: what the first one saw may have caused something. */
const quietLooks = 2;
const mostSuspects = 50;

export async function play(p: Play): Promise<Played> {
  const story = new Story();
  const began = performance.now();
  const done = new AbortController();
  const signal = AbortSignal.any([p.signal, done.signal]);
  const beside = [
    follow(p.client, p.batchId, story, signal),
    draw(p, story, began, signal),
    withdrawOne(p.client, p.batchId, p.clock.speed, signal),
  ].map((work) =>
    work.catch((error: unknown) => {
      if (!signal.aborted) throw error;
    }),
  );
  try {
    const settled = await Promise.race([untilSettled(p, story, began, signal), failureOf(beside)]);
    return {
      report: await report(p),
      isSettled: settled,
      realSeconds: (performance.now() - began) / 1000,
    };
  } finally {
    done.abort();
    await Promise.allSettled(beside);
    p.display.end();
  }
}

/** Rejects when one of `works` does; never resolves. */
const failureOf = (works: readonly Promise<void>[]): Promise<never> =>
  new Promise((_, reject) => {
    for (const work of works) work.catch(reject);
  });

const report = (p: Play): Promise<BatchReport> => p.client.get(`/v1/batches/${p.batchId}/report`);

/** False when the time limit came first. */
async function untilSettled(p: Play, story: Story, began: number, signal: AbortSignal): Promise<boolean> {
  let quiet = 0;
  for (;;) {
    await pause(lookEveryMs, undefined, { signal });
    const limit = timeLimitMs(p.clock.speed, story.progress?.accepted ?? 0);
    if (performance.now() - began > limit) return false;
    // The dear parts come last: they are asked for when all else is still.
    const isStill =
      (await p.simulator.idle()) &&
      (await offersUnderWay(p.client, story.offering)) === 0 &&
      isSettled({ report: await report(p), openOffers: 0, simulatorIdle: true });
    quiet = isStill ? quiet + 1 : 0;
    if (quiet >= quietLooks) return true;
  }
}

/** The stream says where to look, the ledger itself what is so: an event that the stream tells twice misleads nobody. */
async function offersUnderWay(client: IntakeClient, outreachIds: readonly string[]): Promise<number> {
  // So many are not all mistaken.
  if (outreachIds.length > mostSuspects) return outreachIds.length;
  const views = await readOutreaches(client, outreachIds);
  return views.reduce((sum, o) => sum + openOffers(o), 0);
}

async function draw(p: Play, story: Story, began: number, signal: AbortSignal): Promise<void> {
  let memoryMb = 0;
  let measured = Number.NEGATIVE_INFINITY;
  for (;;) {
    const at = performance.now();
    if (at - measured > measureEveryMs) {
      measured = at;
      memoryMb = totalMemoryMb(p.system);
    }
    if (story.progress)
      p.display.show(
        {
          now: p.clock.now(),
          zone: p.zone,
          elapsedSeconds: (at - began) / 1000,
          speed: p.clock.speed,
          progress: story.progress,
          latest: story.latest(6),
          callbacksVerified: p.receiver.counts.verified,
          memoryMb,
        },
        story,
      );
    await pause(drawEveryMs, undefined, { signal });
  }
}

/** All processes of the system, its database, and this one. */
export const totalMemoryMb = (system: System): number => system.memoryMb() + ownMb(process.pid);
