/** A day of a practice whose doctors all fell ill: appointments, free time, and the people behind the contact points. */
import type { BatchInput, PracticeInput, SlotInput } from '@rollcall/contracts';
import { DateTime } from 'luxon';
import type { z } from 'zod';
import { drawBetween, drawWeighted } from '../draw.js';
import type { CastEntry } from '../people/cast.js';
import { freeSlots, location, practitionersFor, takeVisit, type Visit, visitsOn, visitTypes } from './calendar.js';
import { Registry } from './households.js';
import { mixOf } from './mix.js';

export interface DayOptions {
  /** How many appointments; each has a patient of its own. */
  patients: number;
  seed: number;
  /** Business time at which the practice finds out, before the first visit of that day. */
  now: Date;
  timeZone?: string;
}
export interface GeneratedDay {
  practice: z.input<typeof PracticeInput>;
  slots: z.input<typeof SlotInput>[];
  batch: BatchInput;
  cast: CastEntry[];
}

const travelMinutes = [10, 36] as const;
/** Fasting, or a driver booked: these are told first. */
const priorities = [
  ['routine', 90],
  ['urgent', 7],
  ['clinical', 3],
] as const;

/** The same day for the same options. Throws `RangeError` for less than one patient. */
export function generateDay({ patients, seed, now, timeZone = 'America/New_York' }: DayOptions): GeneratedDay {
  if (!Number.isInteger(patients) || patients < 1) throw new RangeError('a day has at least one patient');
  const day = DateTime.fromJSDate(now, { zone: timeZone });
  const practitioners = practitionersFor(patients);
  const visits = visitsOn(day, practitioners, seed);
  const registry = new Registry(seed);
  let n = 0;
  const households = mixOf(patients, seed).map((kind) => registry.household(kind));
  const appointments = households.flatMap(({ patients: people }) => {
    const taken: Visit[] = [];
    return people.map((patient) => {
      const visit = takeVisit(visits, taken, people.length > 1);
      taken.push(visit);
      n += 1;
      return {
        externalId: `A-${1000 + n}`,
        start: visit.start,
        end: visit.end,
        practitioner: visit.practitioner,
        location: { externalId: location, timeZone },
        visitType: drawWeighted(visitTypes, seed, 'visit type', n),
        priority: drawWeighted(priorities, seed, 'priority', n),
        travelMinutes: Math.floor(drawBetween(...travelMinutes, seed, 'travel', n)),
        patient,
      };
    });
  });
  return {
    practice: {
      name: 'Hudson Street Family Practice',
      spokenName: 'Hudson Street Practice',
      timeZone,
      country: 'US',
      language: 'en',
      callbackNumber: '+1 212 555 0199',
    },
    slots: freeSlots(day, practitioners, patients, seed),
    batch: { reason: 'practitioner-emergency', note: 'Three of our doctors are ill.', appointments },
    cast: households.flatMap((h) => h.cast),
  };
}
