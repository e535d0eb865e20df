/** A file of examples ages. One that lies in the past as a whole is moved to days to come. */
import type { BatchInput } from '@rollcall/contracts';
import { DateTime } from 'luxon';
import { nextWeekday, plusWeekdays, weekdaysBetween } from './calendar.js';

export interface Moved {
  batch: BatchInput;
  /** The new day of the first appointment, or null when nothing was moved. */
  to: DateTime | null;
}

/**
 * When every appointment has begun already, the first day becomes the next weekday; the others keep their distance in
 * weekdays, and all keep their wall-clock times, in the zone of their location, else in `zone`.
 */
export function moveToDaysToCome(batch: BatchInput, now: Date, zone: string): Moved {
  const rows = batch.appointments.map((a) => ({ a, zone: a.location.timeZone ?? zone }));
  const starts = rows.map((r) => DateTime.fromISO(r.a.start, { zone: r.zone })).filter((s) => s.isValid);
  if (starts.some((s) => s.toMillis() > now.getTime())) return { batch, to: null };
  const first = DateTime.min(...starts)?.startOf('day');
  if (!first) return { batch, to: null };
  const target = nextWeekday(now, zone);
  const appointments = rows.map((r) => {
    const start = DateTime.fromISO(r.a.start, { zone: r.zone });
    const end = DateTime.fromISO(r.a.end, { zone: r.zone });
    if (!start.isValid || !end.isValid) return r.a;
    const distance = weekdaysBetween(first, start.setZone(first.zone, { keepLocalTime: true }));
    const day = plusWeekdays(target, distance).setZone(r.zone, { keepLocalTime: true });
    const moved = day.set({ hour: start.hour, minute: start.minute, second: start.second });
    return { ...r.a, start: rfc3339(moved), end: rfc3339(moved.plus(end.diff(start))) };
  });
  return { batch: { ...batch, appointments }, to: target };
}

const rfc3339 = (at: DateTime): string => at.toISO({ suppressMilliseconds: true }) ?? '';
