/** How long a few urgent patients of one practice wait for their first message while another practice's thousands are worked off. */
import { setTimeout as pause } from 'node:timers/promises';
import type { IntakeClient } from '@rollcall/embedded';
import { batchOf, thisMorning } from '../end-to-end/people.js';
import { onStage, type Stage } from '../end-to-end/stage.js';
import type { Ground } from '../ground.js';
import { median } from '../table.js';
import { untilNone } from '../waiting.js';

/** What the urgent ones come one second after: the other practice's request, or our answer to it. */
export type After = 'request' | 'answer';
/** From the request that hands the urgent ones over to the provider's first look at each. Milliseconds. */
export interface Delays {
  p50: number;
  max: number;
}
export interface FairnessMeasured {
  alone: Delays;
  behindACrowd: Delays;
  faults: string[];
}

const urgent = 12;
/** Of the numbers the crowd does not use. */
const urgentFrom = 5_000_000;

export function measureFairness(ground: Ground, crowd: number, after: After): Promise<FairnessMeasured> {
  // Business time is the wall's: a wait is what a patient would wait.
  return onStage(ground, { speed: 1 }, async (stage) => {
    const faults: string[] = [];
    const large = await stage.clinic('Large Clinic');
    const small = await stage.clinic('Small Practice');
    const wait = async (series: string, n: number): Promise<Delays> => {
      const { delays, unsent } = await firstMessages(ground, stage, small, series, n);
      if (unsent > 0) faults.push(`${unsent} urgent patients were not told`);
      return { p50: Math.round(median(delays)), max: Math.max(...delays) };
    };
    // The first of all meet processes that have not done anything yet.
    await wait('W', 0);
    const alone = await wait('U', 1);
    const taken = stage.handOver(large, batchOf(crowd), 'crowd');
    if (after === 'answer') await taken;
    const [behindACrowd] = await Promise.all([pause(1000).then(() => wait('V', 2)), taken]);
    const { twice } = await stage.tally();
    if (twice > 0) faults.push(`${twice} attempts were seen twice`);
    return { alone, behindACrowd, faults };
  });
}

/** Hands over the `n`th dozen, and waits until each has been sent something. */
async function firstMessages(ground: Ground, stage: Stage, client: IntakeClient, series: string, n: number) {
  const beganMs = Date.now();
  const batch = batchOf(urgent, series, urgentFrom + n * urgent, thisMorning);
  const batchId = await stage.handOver(client, batch, `urgent-${series}`);
  const unsent = await untilNone(
    ground.look,
    `select count(*) from notice n where n.batch_id = '${batchId}'
       and not exists (select from attempt a where a.outreach_id = n.outreach_id and a.sent_at is not null and a.state not in ('queued','sending'))`,
  );
  const { rows } = await ground.look.query(
    `select a.id, a.outreach_id from attempt a where a.outreach_id in (select outreach_id from notice where batch_id = $1)`,
    [batchId],
  );
  const outreachOf = new Map(rows.map((r) => [r.id as string, r.outreach_id as string]));
  const first = new Map<string, number>();
  for (const { rid, atMs } of await stage.requests()) {
    const outreach = outreachOf.get(rid);
    if (outreach !== undefined) first.set(outreach, Math.min(first.get(outreach) ?? atMs, atMs));
  }
  return { delays: [...first.values()].map((atMs) => atMs - beganMs), unsent };
}
