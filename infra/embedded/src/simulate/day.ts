/** The day that every policy is played on: always the same Tuesday, so that only the policy makes a difference. */
import { defaultPolicy } from '@rollcall/contracts';
import { deadlineOf } from '@rollcall/domain';
import { type CastEntry, draw, type GeneratedDay, generateDay } from '@rollcall/simulator';

export const zone = 'America/New_York';
/** The doctors call in sick at a quarter to seven; the first patients leave home before nine. */
export const cancelledAt = new Date('2026-11-24T06:45:00-05:00');

/**
 * At a quarter to seven not everybody is there: some sleep, shower, drive, or have the phone elsewhere. Half of them are back
 * within 25 minutes, all by a quarter past eight. And of those who are there nobody hears every call. Together a little
 * less than half of the first calls ring unanswered, as patients' phones do (docs/policy.md); without that one call would be
 * as good as four.
 */
const awayShare = 0.35;
const awayMinutes = { mean: 40, most: 90 };
const missesCalls = 0.25;

/** The same people, as they are that morning. */
function thatMorning(cast: readonly CastEntry[], seed: number): CastEntry[] {
  const { mean, most } = awayMinutes;
  return cast.map((entry) => {
    if (draw(seed, entry.address, 'away') >= awayShare) return { ...entry, missesCalls };
    const minutes = -mean * Math.log(1 - draw(seed, entry.address, 'away for') * (1 - Math.exp(-most / mean)));
    const awayUntil = new Date(cancelledAt.getTime() + minutes * 60_000).toISOString();
    return { ...entry, missesCalls, awayUntil };
  });
}

export interface SimulatedDay extends GeneratedDay {
  start: Date;
  seed: number;
  /** By appointment, in milliseconds: the same under every policy, whatever each takes for its deadline. */
  leavesHome: ReadonlyMap<string, number>;
}

export function dayOf(patients: number, seed: number): SimulatedDay {
  const day = generateDay({ patients, seed, now: cancelledAt, timeZone: zone });
  const leavesHome = new Map(
    day.batch.appointments.map((a) => [
      a.externalId,
      deadlineOf({ ...a, modality: a.modality ?? 'in-person' }, defaultPolicy).getTime(),
    ]),
  );
  return { ...day, cast: thatMorning(day.cast, seed), start: cancelledAt, seed, leavesHome };
}
