/** A coming fortnight with gaps in it, for the practitioners of a user's own day. */
import type { BatchInput, SlotsInput } from '@rollcall/contracts';
import { DateTime } from 'luxon';
import type { z } from 'zod';
import { plusWeekdays } from './calendar.js';

const days = 10;
const slotMinutes = 30;
/** Wall-clock starts of a day's gaps; odd days have the other half, as a real diary has no pattern to rely on. */
const gaps = [
  ['09:00', '10:30', '13:00', '15:30'],
  ['09:30', '11:00', '14:00', '16:00'],
] as const;

export type Slots = z.input<typeof SlotsInput>['slots'];

/** Free slots on the ten weekdays after `after`, at the places and for the practitioners of the batch. */
export function openSlots(batch: BatchInput, after: Date, zone: string): Slots {
  const diaries = new Map<string, { resource: string; location: string; zone: string; minutes: number }>();
  for (const { practitioner, location, start, end } of batch.appointments) {
    const minutes = Math.round((Date.parse(end) - Date.parse(start)) / 60_000);
    const known = diaries.get(practitioner.externalId);
    diaries.set(practitioner.externalId, {
      resource: practitioner.externalId,
      location: location.externalId,
      zone: location.timeZone ?? zone,
      // A slot must hold the longest visit of its practitioner.
      minutes: Math.max(known?.minutes ?? slotMinutes, minutes || 0),
    });
  }
  return [...diaries.values()].flatMap((diary) => {
    const today = DateTime.fromJSDate(after, { zone: diary.zone }).startOf('day');
    return Array.from({ length: days }, (_, n) => plusWeekdays(today, n + 1)).flatMap((day, n) =>
      (gaps[n % 2] ?? []).flatMap((time) => {
        const [hour = 0, minute = 0] = time.split(':').map(Number);
        const start = day.set({ hour, minute });
        return {
          externalId: `gap-${diary.resource.slice(0, 60)}-${start.toFormat('yyyyMMdd-HHmm')}`,
          resource: diary.resource,
          location: diary.location,
          start: start.toISO({ suppressMilliseconds: true }) ?? '',
          end: start.plus({ minutes: diary.minutes }).toISO({ suppressMilliseconds: true }) ?? '',
        };
      }),
    );
  });
}
