/** Several visits are mostly of one day, which is then named once. */
import type { Visit } from './catalog.js';

/** The day that all visits share; null when they differ. */
export function commonDay(list: readonly Visit[]): string | null {
  const day = list[0]?.day;
  return day !== undefined && list.every((v) => v.day === day) ? day : null;
}
