/** Waits until everybody is accounted for and nothing is on its way. */
import { setTimeout as pause } from 'node:timers/promises';
import type { BatchReport } from '@rollcall/contracts';
import { isSettled } from '../demo/settled.js';
import { askAround, type Told } from './judge.js';
import type { Practices } from './practices.js';
import type { Stage } from './stage.js';

/** The day's ladder and its offers, late webhooks, and some air: business minutes, and real seconds for the machine. */
const limitBusinessMinutes = 240;
const limitRealMs = 60_000;
const lookEveryMs = 500;
/** Looks in a row: what the first one saw may have caused something. */
const quietLooks = 6;
const mostStops = 5;

export interface Rest {
  /** Null: it came to rest. */
  goingOn: string | null;
  told: Told;
}

/** Null: it came to rest. Else what still went on at the end of the time. */
async function settle(stage: Stage, practices: Practices, signal: AbortSignal): Promise<string | null> {
  const end = performance.now() + limitRealMs + stage.clock.toReal(limitBusinessMinutes * 60_000);
  let quiet = 0;
  for (;;) {
    const goingOn = await whatGoesOn(stage, practices);
    quiet = goingOn === null ? quiet + 1 : 0;
    if (quiet > quietLooks) return null;
    if (performance.now() > end || signal.aborted) return goingOn ?? 'it had only just come to rest';
    await pause(lookEveryMs);
  }
}

/**
 * Comes to rest and stops every process, so that what is judged stands still: conversations that a person has taken over
 * go on until their deadline, and between the last look and the end one more message may have begun.
 */
export async function standStill(stage: Stage, practices: Practices, signal: AbortSignal): Promise<Rest> {
  for (let n = 1; ; n += 1) {
    const late = await settle(stage, practices, signal);
    const told = await askAround(practices);
    stage.exits.push(...(await stage.cast.end()));
    const goingOn = late ?? (await inTheDatabase(stage));
    if (goingOn === null || late !== null || n >= mostStops) return { goingOn, told };
    await stage.cast.begin();
  }
}

async function whatGoesOn(stage: Stage, practices: Practices): Promise<string | null> {
  const busy = await inTheDatabase(stage);
  if (busy !== null) return busy;
  if (!(await stage.simulator.idle())) return 'the simulator has something to do';
  const reports = await readReports(practices);
  const open = reports.filter((report) => !isSettled({ report, openOffers: 0, simulatorIdle: true }));
  return open.length > 0 ? `${open.length} batches have open notices` : null;
}

async function inTheDatabase({ postgres, clock }: Stage): Promise<string | null> {
  const [row] = await postgres.query(
    `select (select count(*)::int from outreach where state = 'active' and next_action_at <= $1) alarms,
       (select count(*)::int from offer where state in ('requested','open','chosen') or (state = 'asked' and worked_at is null)) offers,
       (select count(*)::int from inbox where processed_at is null) facts,
       (select count(*)::int from delivery where state = 'pending') deliveries,
       (select count(*)::int from attempt where state in ('queued','sending','in_doubt')) attempts`,
    [clock.now()],
  );
  const busy = Object.entries(row ?? {}).filter(([, n]) => n !== 0);
  return busy.length > 0 ? busy.map(([what, n]) => `${n} ${what}`).join(', ') : null;
}

export async function readReports({ batches }: Practices): Promise<BatchReport[]> {
  const reports: BatchReport[] = [];
  for (const { client, accepted } of batches)
    if (accepted) reports.push(await client.get<BatchReport>(`/v1/batches/${accepted.id}/report`));
  return reports;
}
