/**
 * Outreaches that are decided in one round do not see what the others of the round plan. Several may share a number, so each
 * is told what those before it have planned to it: how often a number may be rung is counted per number.
 */
import type { Decided, Loaded } from '@rollcall/database';
import { decideNext, type Snapshot } from '@rollcall/domain';

/** In the order given. */
export function decideTogether(loaded: Iterable<Loaded>, now: Date, newId: () => string): Decided[] {
  const planned = new Map<string, number>();
  return [...loaded].map((one) => {
    const turn = decideNext(besideOthers(one, planned), now, newId);
    for (const e of turn.events) {
      if (e.type !== 'attempt.planned' || (e.channel !== 'voice' && e.channel !== 'sms')) continue;
      const number = numberOf(one, e.contactPointId);
      if (number) planned.set(number, (planned.get(number) ?? 0) + 1);
    }
    return { loaded: one, turn };
  });
}

const numberOf = (one: Loaded, contactPointId: string): string | undefined =>
  one.addressIndexes.get(contactPointId)?.toString('latin1');

function besideOthers(one: Loaded, planned: ReadonlyMap<string, number>): Snapshot {
  if (planned.size === 0) return one.snapshot;
  const touches = one.snapshot.contactPoints.map((c) => planned.get(numberOf(one, c.id) ?? '') ?? 0);
  if (touches.every((n) => n === 0)) return one.snapshot;
  return {
    ...one.snapshot,
    contactPoints: one.snapshot.contactPoints.map((c, i) => ({
      ...c,
      touchedLastDay: c.touchedLastDay + (touches[i] ?? 0),
      touchedLastWeek: c.touchedLastWeek + (touches[i] ?? 0),
    })),
  };
}
