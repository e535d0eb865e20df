/**
 * How long what had become overdue during a fault stays so after the fault's end: alarms that rang and nobody heard,
 * facts nobody applied, messages nobody published. Each row counts, from the end of the fault until it is taken up.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Stage } from './stage.js';

/** Finer than what is measured. */
const lookEveryMs = 50;
/** Who waits longer is missed by any measure; the run goes on. */
const giveUpMs = 20_000;

/** Ids carry the alarm or its time: an outreach that rings again is another wait. */
const overdue = `
  select 'outreach ' || id || ' ' || extract(epoch from next_action_at) id from outreach where state = 'active' and next_action_at <= $1
  union all select 'inbox ' || id from inbox where processed_at is null
  union all select 'outbox ' || id from outbox where not_before <= $1`;

export interface Recovery {
  /** Of each row that was overdue at the end of the fault: real milliseconds until it was taken up. */
  delaysMs: number[];
  /** What was overdue longest. */
  slowest: string | null;
}

export async function measureRecovery(stage: Stage): Promise<Recovery> {
  const ended = performance.now();
  const at = stage.clock.now();
  let left: string[] | null = null;
  const delaysMs: number[] = [];
  let slowest: string | null = null;
  for (;;) {
    const rows = await ids(stage, at);
    const sinceMs = Math.round(performance.now() - ended);
    if (rows) {
      const now = new Set(rows);
      // Nothing of what comes later counts: the condition looks at the moment of the fault's end.
      const waiting: string[] = left ?? rows;
      const taken = waiting.filter((id) => !now.has(id));
      delaysMs.push(...taken.map(() => sinceMs));
      slowest = taken[0] ?? slowest;
      left = waiting.filter((id) => now.has(id));
      if (left.length === 0) return { delaysMs, slowest };
    }
    if (sinceMs > giveUpMs)
      return { delaysMs: [...delaysMs, ...(left ?? ['?']).map(() => sinceMs)], slowest: left?.[0] ?? 'no answer' };
    await pause(lookEveryMs);
  }
}

async function ids(stage: Stage, at: Date): Promise<string[] | null> {
  try {
    return (await stage.postgres.query(overdue, [at])).map((r) => String(r.id));
  } catch {
    return null;
  }
}

/** The smallest number that at least `share` of them do not exceed; 0 of none. */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}
