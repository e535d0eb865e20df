/** Weekdays of a zone. */
import { DateTime } from 'luxon';

export const isWeekday = (day: DateTime): boolean => day.weekday <= 5;

/** The first weekday after the one that `now` is in, at midnight of the zone. */
export const nextWeekday = (now: Date, zone: string): DateTime =>
  plusWeekdays(DateTime.fromJSDate(now, { zone }).startOf('day'), 1);

/** The weekday `count` weekdays on. */
export function plusWeekdays(day: DateTime, count: number): DateTime {
  let at = day;
  for (let left = count; left > 0; ) {
    at = at.plus({ days: 1 });
    if (isWeekday(at)) left -= 1;
  }
  return at;
}

/** How many weekdays lie after `from` up to and with `to`; both at any time of their day. */
export function weekdaysBetween(from: DateTime, to: DateTime): number {
  let count = 0;
  for (let at = from.startOf('day'); at < to.startOf('day'); ) {
    at = at.plus({ days: 1 });
    if (isWeekday(at)) count += 1;
  }
  return count;
}
