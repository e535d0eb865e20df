import { expect } from '@jest/globals';
import type { DayPlayed } from './a-day.js';

/** What must hold after any day, whatever was killed in it. */
export function expectNobodyMissed(day: DayPlayed, { recordedAll = true }: { recordedAll?: boolean } = {}): void {
  if (day.checked.violations.length > 0) throw new Error(brokenDay(day));
  expect(day.cries).toEqual([]);
  expect(day.sums).toBe(true);
  expect(day.report.totals.overdueWithoutTask).toBe(0);
  expect(day.report.notices.filter((n) => n.state === 'open' && n.taskId === null)).toEqual([]);
  expect(new Set(day.report.notices.map((n) => n.externalId)).size).toBe(day.report.totals.accepted);
  expect(day.ledger).toMatchObject({ breaks: [], unknownTypes: [] });
  // Only a release from before decisions were kept leaves some out.
  if (recordedAll) expect(day.ledger.replayed).toMatchObject({ unrecorded: 0 });
  expect(day.ledger.replayed?.decisions).toBeGreaterThan(day.outreaches.length);
  expect(day.callbacks.verified).toBe(day.callbacks.received);
}

/** How to play it again, what broke, and what happened to the first one it broke for. */
function brokenDay({ seed, checked, outreaches }: DayPlayed): string {
  const first = checked.violations.find((v) => v.outreachId || v.attemptId);
  const broken = outreaches.find(
    (o) => o.id === first?.outreachId || o.attempts.some((a) => a.id === first?.attemptId),
  );
  return [
    `seed ${seed}: ${checked.violations.length} violations`,
    ...checked.violations.map((v) => `${v.invariant} ${v.what} ${v.outreachId ?? ''} ${v.attemptId ?? ''}`),
    ...(broken ? [`outreach ${broken.id}, ${broken.state}`] : []),
    ...(broken?.timeline ?? []).map((t) => `${t.seq} ${t.at} ${t.type}: ${t.words} ${JSON.stringify(t.data)}`),
  ].join('\n');
}
