/** The day that is played: a generated one, or the user's own. */
import { type BatchInput, type PracticeInput, readPhone } from '@rollcall/contracts';
import { type CastEntry, castForDay, generateDay } from '@rollcall/simulator';
import type { z } from 'zod';
import { generatedDayStart, ownDayStart } from './clock-start.js';
import { moveToDaysToCome } from './moving.js';
import { openSlots, type Slots } from './open-slots.js';
import type { DemoOptions } from './options.js';
import { problemInWords, readOwnDay } from './own-day.js';

export interface Day {
  practice: z.input<typeof PracticeInput>;
  slots: Slots;
  batch: BatchInput;
  cast: CastEntry[];
  /** Business time at which the practice sends the batch. */
  start: Date;
  zone: string;
  /** What the reader should know before it begins. */
  notes: string[];
}

const sampleZone = 'America/New_York';

/** Throws {@link BadInput} when a file is given that cannot be used. */
export function prepareDay(options: DemoOptions, now: Date): Day {
  const { file } = options;
  if (file !== null) return ownDay({ ...options, file }, now);
  const start = generatedDayStart(now, sampleZone);
  const day = generateDay({ patients: options.patients, seed: options.seed, now: start, timeZone: sampleZone });
  return { ...day, start, zone: sampleZone, notes: [] };
}

function ownDay(options: DemoOptions & { file: string }, now: Date): Day {
  const own = readOwnDay(options);
  const { batch, to } = moveToDaysToCome(own.batch, now, own.zone);
  const start = ownDayStart(batch.appointments, now, own.zone);
  const shown = own.problems.slice(0, problemsShown);
  return {
    practice: {
      name: 'Your practice',
      spokenName: 'your practice',
      timeZone: own.zone,
      country: own.country,
      callbackNumber: '+1 555 010 0000',
    },
    slots: openSlots(batch, start, own.zone),
    batch,
    cast: castForDay(batch, options.seed, own.country),
    start,
    zone: own.zone,
    notes: [
      ...(to ? [`All appointments lie in the past: the day is moved to ${to.toFormat('cccc, d LLLL yyyy')}.`] : []),
      ...shown.map((p) => `${options.file}, ${problemInWords(p)}`),
      ...(own.problems.length > shown.length ? [`… and ${own.problems.length - shown.length} more lines`] : []),
    ],
  };
}

const problemsShown = 10;

type Patient = BatchInput['appointments'][number]['patient'];

/** Patients by their external id: who answers at the contact points of their party, and whether that is a guardian. */
export function peopleOf(day: Day): Map<string, { personas: string[]; isGuardian: boolean }> {
  const byAddress = new Map(day.cast.map((c) => [c.address, c.persona as string]));
  return new Map(
    day.batch.appointments.map(({ patient }) => {
      const addresses = addressesOf(patient, day.practice.country);
      const personas = addresses.flatMap((a) => byAddress.get(a) ?? []);
      return [patient.externalId, { personas: [...new Set(personas)], isGuardian: Boolean(patient.guardian) }];
    }),
  );
}

const addressesOf = (patient: Patient, country: string): string[] =>
  ((patient.guardian ?? patient).contacts ?? []).map(({ system, value }) => {
    if (system === 'email') return value.toLowerCase();
    if (system === 'messenger') return `messenger:${value}`;
    const phone = readPhone(value, country);
    return `${system === 'whatsapp' ? 'whatsapp:' : ''}${phone.ok ? phone.e164 : value}`;
  });
