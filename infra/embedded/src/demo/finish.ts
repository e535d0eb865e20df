/** After the day: what is still on its way arrives, and everything is held against everything. */
import { setTimeout as pause } from 'node:timers/promises';
import type { BatchReport, OutreachView } from '@rollcall/contracts';
import { compareLedgers } from '@rollcall/invariants';
import { type Closing, close } from './closing-report.js';
import { type Day, peopleOf } from './day.js';
import type { IntakeClient } from './intake-client.js';
import { readOutreaches } from './outreaches.js';
import type { Receiver } from './receiver.js';
import type { SimulatorClient } from './simulator-client.js';
import { chooseExcerpts, type Excerpt } from './timelines.js';

export interface Finished {
  report: BatchReport;
  closing: Closing;
  excerpts: Excerpt[];
}
export interface Finish {
  client: IntakeClient;
  simulator: SimulatorClient;
  receiver: Receiver;
  batchId: string;
  rejected: number;
  day: Day;
  signal: AbortSignal;
}

/** Real milliseconds. */
const callbacksWithinMs = 5000;
const lookEveryMs = 200;

export async function finish(f: Finish): Promise<Finished> {
  await callbacksDelivered(f.client, f.signal);
  const before = await f.simulator.ledger();
  const report = await f.client.get<BatchReport>(`/v1/batches/${f.batchId}/report`);
  const outreaches = await readOutreaches(
    f.client,
    report.notices.map((n) => n.outreachId),
  );
  const attempts = outreaches.flatMap((o) => o.attempts);
  const ledgers = compareLedgers(attempts, { before, after: await f.simulator.ledger() });
  return {
    report,
    closing: close({ report, rejected: f.rejected, callbacks: f.receiver.counts, ledgers }),
    excerpts: chooseExcerpts(outreaches.map((o) => behind(o, peopleOf(f.day)))),
  };
}

function behind(outreach: OutreachView, people: ReturnType<typeof peopleOf>) {
  const known = outreach.notices.flatMap((n) => people.get(n.patientExternalId) ?? []);
  return { outreach, personas: known.flatMap((k) => k.personas), isGuardian: known.some((k) => k.isGuardian) };
}

/** Gives up after a few seconds: what is late is counted as it stands. */
async function callbacksDelivered(client: IntakeClient, signal: AbortSignal): Promise<void> {
  const end = performance.now() + callbacksWithinMs;
  for (;;) {
    const { data } = await client.get<{ data: unknown[] }>('/v1/webhook-deliveries?state=pending&limit=1');
    if (data.length === 0 || performance.now() > end) return;
    await pause(lookEveryMs, undefined, { signal });
  }
}
