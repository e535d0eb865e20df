/**
 * Does it grow? Memory of a process that collects garbage is a saw: two readings prove nothing, and a straight line
 * through all of them follows its teeth. Theil and Sen take the median of the slopes of all pairs: up to 29 % of the
 * readings may be teeth and it does not move.
 */
import { median } from '../table.js';

/** One reading: hours since the load began, MiB. */
export interface Reading {
  hours: number;
  mb: number;
}
export interface Trend {
  /** Before the load began. MiB. */
  startMb: number;
  /** Median of the last quarter. MiB. */
  levelMb: number;
  /** Of the second half, when everything has been used once and caches are full. MiB an hour. */
  slopeMbPerHour: number;
  /** What an hour adds, as a part of the level. */
  growthPerHour: number;
}

export function trendOf(startMb: number, readings: readonly Reading[]): Trend {
  const secondHalf = readings.slice(readings.length >> 1);
  const levelMb = median(readings.slice(Math.floor((readings.length * 3) / 4)).map((r) => r.mb));
  const slopeMbPerHour = theilSen(secondHalf);
  return { startMb, levelMb, slopeMbPerHour, growthPerHour: slopeMbPerHour / levelMb };
}

/** MiB an hour. */
export function theilSen(readings: readonly Reading[]): number {
  const slopes = readings.flatMap((a, n) =>
    readings.slice(n + 1).flatMap((b) => (b.hours > a.hours ? [(b.mb - a.mb) / (b.hours - a.hours)] : [])),
  );
  return slopes.length > 0 ? median(slopes) : 0;
}
