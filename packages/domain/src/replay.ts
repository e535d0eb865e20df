/**
 * Decisions made again from their record: the ledger so far, what was seen beside it, and what was told. A decision is
 * pure, so the same must come out, event for event. Ids and the time were injected then and are injected from the record
 * now. What differs was either decided by other code, or recorded wrongly.
 */
import type { LedgerEvent, Policy } from '@rollcall/contracts';
import { applyFact } from './apply-fact.js';
import type { Cause } from './cause.js';
import { onAlarm } from './decide-next.js';
import { fold } from './fold.js';
import { canonical } from './ledger.js';
import { attest, resolveTask, withdraw, withdrawAll } from './operating.js';
import { mergedAway, patientChanged } from './patients.js';
import { type Seen, seenOf, withSeen } from './seen.js';
import { setAside } from './setting-aside.js';
import type { Snapshot } from './snapshot.js';
import { Turn } from './turn.js';

/** Kept beside the first event of a decision. */
export interface DecisionRecord {
  /** How many events it made. */
  n: number;
  causes: Cause[];
  seen: Seen;
}
export interface RecordedEvent {
  seq: number;
  at: Date;
  event: LedgerEvent;
  decided: DecisionRecord | null;
}
/** How an outreach began; none of it ever changes. */
export interface Opening {
  outreachId: string;
  policyVersion: number;
  deadlineAt: Date;
  timeZones: string[];
  /** By deadline, then id. */
  notices: { id: string; deadlineAt: Date }[];
}
export interface Replayed {
  /** Decisions made again. */
  decisions: number;
  /** Events no decision was recorded for, beside the opening. */
  unrecorded: number;
  /** The first event of each decision that came out differently, with what came out instead. */
  differences: { seq: number; recorded: LedgerEvent[]; replayed: LedgerEvent[] }[];
}

export const recordOf = (turn: Turn): DecisionRecord => ({
  n: turn.events.length,
  causes: [...turn.causes],
  seen: seenOf(turn.before),
});

/** Decides everything about one outreach again. `events` are all of its events, in order. */
export function replay(opening: Opening, policy: Policy, events: readonly RecordedEvent[]): Replayed {
  const result: Replayed = { decisions: 0, unrecorded: 0, differences: [] };
  let state = begun(opening, policy);
  let covered = 0;
  for (const [i, { seq, at, event, decided }] of events.entries()) {
    if (decided) {
      const recorded = events.slice(i, i + decided.n).map((e) => e.event);
      const replayed = decideAgain(withSeen(state, decided.seen), at, decided.causes, recorded);
      result.decisions += 1;
      if (canonical(replayed) !== canonical(recorded)) result.differences.push({ seq, recorded, replayed });
      covered = i + decided.n;
    } else if (i >= covered && event.type !== 'outreach.opened') result.unrecorded += 1;
    state = fold(state, event, at);
  }
  return result;
}

/** The events that come out of the same causes on the same state. */
function decideAgain(
  state: Snapshot,
  now: Date,
  causes: readonly Cause[],
  recorded: readonly LedgerEvent[],
): LedgerEvent[] {
  const ids = recorded.flatMap(idsIn);
  const turn = new Turn(state, now, () => ids.shift() ?? 'an id that was not needed then');
  for (const cause of causes) again(turn, cause);
  return turn.events;
}

/** Ids are made in the order of the events that carry them. */
function idsIn(e: LedgerEvent): string[] {
  if (e.type === 'attempt.planned') return [e.attemptId];
  if (e.type === 'offer.requested') return [e.offerId];
  return e.type === 'task.opened' ? [e.taskId] : [];
}

function again(turn: Turn, cause: Cause): void {
  switch (cause.kind) {
    case 'alarm':
      return onAlarm(turn);
    case 'undecidable':
      return setAside(turn);
    case 'fact':
      return applyFact(turn, cause.fact, {
        newId: turn.newId,
        retryAt: () => new Date(cause.retryAt ?? Number.NaN),
      });
    case 'withdraw':
      return void withdraw(turn, cause.noticeId, cause.by, { followUp: cause.followUp });
    case 'withdraw-all':
      return void withdrawAll(turn, cause.by, { followUp: cause.followUp });
    case 'patient':
      return patientChanged(turn, cause.change);
    case 'merge':
      return mergedAway(turn, cause.noticeIds, cause.by);
    case 'attest':
      return void attest(turn, cause.input);
    case 'resolve':
      return void resolveTask(turn, cause.taskId, cause.by, cause.resolution);
  }
}

function begun(o: Opening, policy: Policy): Snapshot {
  return {
    outreach: {
      id: o.outreachId,
      // Whose it is decides nothing.
      practiceId: '',
      batchId: '',
      partyId: '',
      policyVersion: o.policyVersion,
      state: 'active',
      step: 0,
      nextActionAt: null,
      deadlineAt: o.deadlineAt,
      timeZones: o.timeZones,
      held: [],
      needs: [],
    },
    notices: o.notices.map((n) => ({
      id: n.id,
      patientId: '',
      state: 'open',
      deadlineAt: n.deadlineAt,
      overdue: false,
      evidence: null,
      bookedSlotId: null,
      barred: null,
      guardianUntil: null,
    })),
    contactPoints: [],
    attempts: [],
    offers: [],
    tasks: [],
    policy,
    batchState: 'running',
    breakers: {},
  };
}
