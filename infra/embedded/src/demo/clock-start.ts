/** When the played day begins. */
import { type BatchInput, defaultPolicy } from '@rollcall/contracts';
import { deadlineOf } from '@rollcall/domain';
import { DateTime } from 'luxon';
import { nextWeekday } from './calendar.js';

/** The doctor calls in sick; the first patients leave home an hour and a half later. */
const morning = { hour: 6, minute: 45 };
/** Before that no message goes out, not even an urgent one. */
const [urgentFrom = 6] = defaultPolicy.windows.urgent.from.split(':').map(Number);
/** The same-day ladder takes less than an hour; an operator wants one more. */
const neededHours = 2;

/** 06:45 of the next weekday in `zone`: never today, so that no part of the day lies in the past. */
export const generatedDayStart = (now: Date, zone: string): Date => nextWeekday(now, zone).set(morning).toJSDate();

/**
 * For a user's own day: 06:45 of the day of its first appointment that is still to come. Where somebody would have to
 * leave home within two hours of that, it is those two hours earlier; and where that is before anything may be sent,
 * 18:00 of the evening before, as a practice would do that knows of an appointment at seven.
 */
export function ownDayStart(appointments: BatchInput['appointments'], now: Date, zone: string): Date {
  const ahead = appointments.filter((a) => Date.parse(a.start) > now.getTime());
  const firstStart = Math.min(...ahead.map((a) => Date.parse(a.start)));
  const firstDeadline = Math.min(
    ...ahead.map((a) => deadlineOf({ ...a, modality: a.modality ?? 'in-person' }, defaultPolicy).getTime()),
  );
  const usual = DateTime.fromMillis(firstStart, { zone }).startOf('day').set(morning);
  const early = DateTime.fromMillis(firstDeadline, { zone }).minus({ hours: neededHours });
  if (early >= usual) return usual.toJSDate();
  const isAllowed = early.hasSame(usual, 'day') && early.hour >= urgentFrom;
  return (isAllowed ? early : usual.minus({ days: 1 }).set({ hour: 18, minute: 0 })).toJSDate();
}
