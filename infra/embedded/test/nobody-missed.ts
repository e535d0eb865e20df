import { expect } from '@jest/globals';
import type { DayPlayed } from './a-day.js';

/** What must hold after any day, whatever was killed in it. */
export function expectNobodyMissed(day: DayPlayed): void {
  expect(day.sums).toBe(true);
  expect(day.report.totals.overdueWithoutTask).toBe(0);
  expect(day.report.notices.filter((n) => n.state === 'open' && n.taskId === null)).toEqual([]);
  expect(new Set(day.report.notices.map((n) => n.externalId)).size).toBe(day.report.totals.accepted);
  expect(day.agreement).toMatchObject({ twice: [], missing: [], unexpected: [] });
  expect(day.brokenChains).toEqual([]);
  expect(day.toldAfterAnswer).toEqual([]);
  expect(day.doubleBookings).toBe(0);
  expect(day.callbacks.verified).toBe(day.callbacks.received);
}
