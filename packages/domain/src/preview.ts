/**
 * The plan, played forward: what would happen to an outreach if nobody ever answered. The same `decideNext` decides,
 * on a clock that jumps from alarm to alarm, so that the plan shown is the plan followed.
 */
import type { Channel, TaskReason } from '@rollcall/contracts';
import { decideNext } from './decide-next.js';
import type { Snapshot } from './snapshot.js';
import { Turn } from './turn.js';

export interface Preview {
  steps: { channel: Channel; at: Date; rule: string }[];
  task: { at: Date; reason: TaskReason } | null;
}

const day = 24 * 3_600_000;

interface Touch {
  contactPointId: string;
  at: number;
  /** Of which counts it has fallen out again. */
  isOutOf: { day: boolean; week: boolean };
}

/** More alarms than any ladder and its milestones can ring. */
const maxAlarms = 200;

export function preview(snapshot: Snapshot, from: Date): Preview {
  let n = 0;
  const newId = (): string => `00000000-0000-7000-8000-${String(n++).padStart(12, '0')}`;
  const result: Preview = { steps: [], task: null };
  const touches: Touch[] = [];
  let state = snapshot;
  let now = from;
  for (let i = 0; i < maxAlarms && state.outreach.state === 'active'; i++) {
    const at = state.outreach.nextActionAt;
    if (at !== null && at > now) now = at;
    state = withoutOld(state, touches, now);
    const turn = decideNext(state, now, newId);
    const accepted = new Turn(turn.state, now, newId);
    for (const e of turn.events) {
      if (e.type === 'attempt.planned') {
        result.steps.push({ channel: e.channel, at: now, rule: e.reason.rule });
        if (e.channel === 'voice' || e.channel === 'sms')
          touches.push({ contactPointId: e.contactPointId, at: now.getTime(), isOutOf: { day: false, week: false } });
        accepted.emit({ type: 'attempt.accepted', attemptId: e.attemptId });
      }
      if (e.type === 'task.opened' && result.task === null) result.task = { at: now, reason: e.reason };
    }
    state = accepted.state;
    if (turn.events.length === 0) break;
  }
  return result;
}

/** The caps of a number look back a day and a week: what was planned long before no longer counts. */
function withoutOld(s: Snapshot, touches: readonly Touch[], now: Date): Snapshot {
  let contactPoints = s.contactPoints;
  for (const touch of touches) {
    const age = now.getTime() - touch.at;
    const fewerToday = !touch.isOutOf.day && age >= day ? 1 : 0;
    const fewerThisWeek = !touch.isOutOf.week && age >= 7 * day ? 1 : 0;
    if (fewerToday + fewerThisWeek === 0) continue;
    touch.isOutOf = { day: age >= day, week: age >= 7 * day };
    contactPoints = contactPoints.map((c) =>
      c.id === touch.contactPointId
        ? { ...c, touchedLastDay: c.touchedLastDay - fewerToday, touchedLastWeek: c.touchedLastWeek - fewerThisWeek }
        : c,
    );
  }
  return contactPoints === s.contactPoints ? s : { ...s, contactPoints };
}
