/** The day that every policy is played on: always the same Tuesday, so that only the policy makes a difference. */
import { defaultPolicy } from '@rollcall/contracts';
import { deadlineOf } from '@rollcall/domain';
import { type GeneratedDay, generateDay } from '@rollcall/simulator';

export const zone = 'America/New_York';
/** The doctors call in sick at a quarter to seven; the first patients leave home before nine. */
export const cancelledAt = new Date('2026-11-24T06:45:00-05:00');

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
  return { ...day, start: cancelledAt, seed, leavesHome };
}
