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

/** More alarms than any ladder and its milestones can ring. */
const maxAlarms = 200;

export function preview(snapshot: Snapshot, from: Date): Preview {
  let n = 0;
  const newId = (): string => `00000000-0000-7000-8000-${String(n++).padStart(12, '0')}`;
  const result: Preview = { steps: [], task: null };
  let state = snapshot;
  let now = from;
  for (let i = 0; i < maxAlarms && state.outreach.state === 'active'; i++) {
    const at = state.outreach.nextActionAt;
    if (at !== null && at > now) now = at;
    const turn = decideNext(state, now, newId);
    const accepted = new Turn(turn.state, now, newId);
    for (const e of turn.events) {
      if (e.type === 'attempt.planned') {
        result.steps.push({ channel: e.channel, at: now, rule: e.reason.rule });
        accepted.emit({ type: 'attempt.accepted', attemptId: e.attemptId });
      }
      if (e.type === 'task.opened' && result.task === null) result.task = { at: now, reason: e.reason };
    }
    state = accepted.state;
    if (turn.events.length === 0) break;
  }
  return result;
}
