/** What a clock on the wall shows in a zone, without asking the time zone database every time: it is slow to answer. */
import { DateTime } from 'luxon';

const quarterMs = 900_000;
const dayMinutes = 1440;

/** No zone changes its offset, or its date, other than at a quarter of an hour. */
export const quarterOf = (at: Date): number => Math.floor(at.getTime() / quarterMs);

/** The last quarter asked about, by zone. */
const offsets = new Map<string, { quarter: number; minutes: number }>();

/** Minutes since midnight on the wall, 0 to 1439. */
export function wallMinute(at: Date, zone: string): number {
  const quarter = quarterOf(at);
  let known = offsets.get(zone);
  if (known?.quarter !== quarter) {
    known = { quarter, minutes: DateTime.fromMillis(quarter * quarterMs, { zone }).offset };
    offsets.set(zone, known);
  }
  const minutes = Math.floor(at.getTime() / 60_000) + known.minutes;
  return ((minutes % dayMinutes) + dayMinutes) % dayMinutes;
}
