/** Waits until everybody is accounted for and nothing is on its way. */
import { setTimeout as pause } from 'node:timers/promises';
import type { BatchReport } from '@rollcall/contracts';
import { isSettled } from '@rollcall/embedded';
import type { Practices } from './practices.js';
import type { Stage } from './stage.js';

/** The day's ladder and its offers, late webhooks, and some air: business minutes, and real seconds for the machine. */
const limitBusinessMinutes = 240;
const limitRealMs = 60_000;
const lookEveryMs = 500;
/** Looks in a row: what the first one saw may have caused something. */
const quietLooks = 6;

/** Null: it came to rest. Else what still went on at the end of the time. */
export async function settle(stage: Stage, practices: Practices, signal: AbortSignal): Promise<string | null> {
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

async function whatGoesOn(stage: Stage, practices: Practices): Promise<string | null> {
  const [row] = await stage.postgres.query(
    `select (select count(*)::int from outreach where state = 'active') active,
       (select count(*)::int from offer where state in ('requested','open','chosen')) offers,
       (select count(*)::int from inbox where processed_at is null) facts,
       (select count(*)::int from delivery where state = 'pending') deliveries,
       (select count(*)::int from attempt where state in ('queued','sending','in_doubt')) attempts`,
  );
  const busy = Object.entries(row ?? {}).filter(([what, n]) => n !== 0 && what !== 'active');
  if (busy.length > 0) return busy.map(([what, n]) => `${n} ${what}`).join(', ');
  if (!(await stage.simulator.idle())) return 'the simulator has something to do';
  const reports = await readReports(practices);
  const open = reports.filter((report) => !isSettled({ report, openOffers: 0, simulatorIdle: true }));
  return open.length > 0 ? `${open.length} batches have open notices` : null;
}

export async function readReports({ batches }: Practices): Promise<BatchReport[]> {
  const reports: BatchReport[] = [];
  for (const { client, accepted } of batches)
    if (accepted) reports.push(await client.get<BatchReport>(`/v1/batches/${accepted.id}/report`));
  return reports;
}
