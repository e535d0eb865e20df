/** The day that is cancelled, and the free time that is left in the days after it. */
import type { SlotInput } from '@rollcall/contracts';
import type { DateTime } from 'luxon';
import type { z } from 'zod';
import { draw, drawOne, shuffled } from '../draw.js';

export interface Practitioner {
  externalId: string;
  name: string;
}
export interface Visit {
  practitioner: Practitioner;
  start: string;
  end: string;
}
type Slot = z.input<typeof SlotInput>;

const visitMinutes = 30;
/** 09:30 to 17:30 in visits of half an hour. */
const firstVisit = { hour: 9, minute: 30 };
const visitsADay = 16;
const workingDays = 10;
/** An offer holds up to three for a while; with so many, about seven of ten patients end with one. */
const slotsPerPatient = 1.4;
export const location = 'main';

const names = ['Hale', 'Okonkwo', 'Rivera', 'Lindqvist', 'Chen', 'Abbasi', "O'Connor", 'Petrov', 'Sato', 'Moreau'];
/** Free time is set aside for kinds of visits; nothing is set aside for infusions. */
const uses = [
  ['follow-up', 'check-up', 'vaccination'],
  ['follow-up', 'check-up', 'new-patient'],
  ['follow-up'],
  ['physical-therapy', 'follow-up'],
] as const;
export const visitTypes = [
  ['follow-up', 50],
  ['check-up', 20],
  ['new-patient', 12],
  ['vaccination', 8],
  ['physical-therapy', 6],
  ['infusion', 4],
] as const;

/** As many as the day needs, with room between the visits of each. */
export const practitionersFor = (patients: number): Practitioner[] =>
  Array.from({ length: Math.max(2, Math.ceil(patients / (visitsADay - 2))) }, (_, n) => ({
    externalId: `dr-${n + 1}`,
    name: `Dr. ${names[n % names.length]}${n >= names.length ? ` ${Math.floor(n / names.length) + 1}` : ''}`,
  }));

const iso = (at: DateTime): string => at.toISO({ suppressMilliseconds: true }) ?? '';
const spanOf = (at: DateTime): { start: string; end: string } => ({
  start: iso(at),
  end: iso(at.plus({ minutes: visitMinutes })),
});

/** All visits of the day in a drawn order; those of one practitioner do not overlap. */
export function visitsOn(day: DateTime, practitioners: readonly Practitioner[], seed: number): Visit[] {
  const first = day.startOf('day').set(firstVisit);
  const visits = practitioners.flatMap((practitioner) =>
    Array.from({ length: visitsADay }, (_, n) => ({
      practitioner,
      ...spanOf(first.plus({ minutes: n * visitMinutes })),
    })),
  );
  return shuffled(visits, seed, 'visits');
}

/** Takes the next visit out of those left; people of one household come at different times of the same morning. */
export function takeVisit(left: Visit[], household: readonly Visit[], together: boolean): Visit {
  const fits = (v: Visit): boolean => isMorning(v.start) && !household.some((other) => other.start === v.start);
  const at = together ? Math.max(left.findIndex(fits), 0) : 0;
  const [visit] = left.splice(at, 1);
  if (!visit) throw new RangeError('the day has fewer visits than patients');
  return visit;
}

/** By the wall clock of the practice. */
const isMorning = (start: string): boolean => start.slice(11, 13) < '12';

/** Free time of the same practitioners on the working days that follow. */
export function freeSlots(
  day: DateTime,
  practitioners: readonly Practitioner[],
  patients: number,
  seed: number,
): Slot[] {
  const days: DateTime[] = [];
  for (let at = day.startOf('day').plus({ days: 1 }); days.length < workingDays; at = at.plus({ days: 1 }))
    if (at.weekday <= 5) days.push(at);
  const all = practitioners.flatMap((p) =>
    days.flatMap((d) =>
      Array.from({ length: visitsADay }, (_, n) => ({
        resource: p.externalId,
        ...spanOf(d.set(firstVisit).plus({ minutes: n * visitMinutes })),
      })),
    ),
  );
  return shuffled(all, seed, 'slots')
    .slice(0, Math.ceil(patients * slotsPerPatient))
    .map((slot, n) => ({
      externalId: `S-${n + 1}`,
      ...slot,
      location,
      // A few may be used for anything that is usual here.
      visitTypes:
        draw(seed, 'use', n) < 0.15
          ? ['follow-up', 'check-up', 'new-patient', 'vaccination', 'physical-therapy']
          : [...drawOne(uses, seed, 'uses', n)],
    }))
    .sort((a, b) => a.start.localeCompare(b.start) || a.resource.localeCompare(b.resource));
}
