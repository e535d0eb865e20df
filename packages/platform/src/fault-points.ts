/**
 * Every line where a crash could matter has a name. `FAULT_POINT=relay.after-publish` (or `…@3`: the third time) makes the
 * process kill itself there, with nothing flushed, closed or said; the crash test does that at each of them and holds the
 * invariants against what is left. In production nothing is ever armed.
 */
import { writeSync } from 'node:fs';

interface Meaning {
  /** What such a crash leaves behind. */
  leaves: string;
  /** Who makes it good. */
  cure: string;
}

export const faultPoints = {
  'intake.before-commit': {
    leaves: 'a batch that is not there, and a client without an answer',
    cure: 'the client asks again with the same Idempotency-Key',
  },
  'intake.after-commit': {
    leaves: 'a batch that is there, and a client that does not know',
    cure: 'asked again with the same key, it gets the kept answer',
  },
  'gateway.before-store': {
    leaves: 'a webhook nobody has',
    cure: 'it was not answered: the provider tells it again, or R5 asks for it',
  },
  'gateway.after-store': {
    leaves: 'a fact, and a provider without an answer',
    cure: 'told again, it is the same fact (unique source and key)',
  },
  'planner.before-commit': { leaves: 'nothing', cure: 'the alarm still rings' },
  'planner.after-commit': { leaves: 'attempts in the outbox', cure: 'the relay' },
  'relay.before-publish': { leaves: 'rows in the outbox', cure: 'the next round takes them' },
  'relay.after-publish': {
    leaves: 'jobs whose rows are still in the outbox',
    cure: 'published again; the claim is a compare-and-set',
  },
  'relay.after-commit': { leaves: 'jobs in the queue', cure: 'the workers; R2 when the queue loses them' },
  'channel.before-claim': { leaves: 'a job without its worker', cure: 'the queue hands it out again, or R2' },
  'channel.claim.before-commit': {
    leaves: 'an attempt still queued',
    cure: 'the queue hands the job out again, or R2',
  },
  'channel.after-claim': { leaves: 'a lease that runs out', cure: 'R3: in doubt; the provider is asked (R4)' },
  'channel.before-request': {
    leaves: 'a lease that runs out',
    cure: 'R3 and R4: not found means spent, never sent twice',
  },
  'channel.after-request': {
    leaves: 'a message that went out and that nobody wrote down',
    cure: 'R3 and R4: the provider knows it, or its callback comes',
  },
  'channel.after-record': { leaves: 'a job that was done', cure: 'handed out again, its claim is refused' },
  'applier.before-commit': { leaves: 'facts not yet applied', cure: 'the next round takes them' },
  'applier.after-commit': { leaves: 'nothing', cure: 'nothing is needed' },
  'reconciler.republish.before-commit': { leaves: 'attempts still queued', cure: 'the next period finds them' },
  'reconciler.after-look-up': { leaves: 'an answer of the provider that nobody used', cure: 'it is asked again' },
  'reconciler.before-commit': { leaves: 'leases and doubts as they were', cure: 'the next period finds them' },
  'reconciler.after-commit': { leaves: 'nothing', cure: 'nothing is needed' },
  'silence.after-answer': {
    leaves: 'a question that counts as asked, without its answer',
    cure: 'R5 asks again, after twice the time',
  },
  'recovery.before-commit': { leaves: 'a sender as it was', cure: 'the next round looks again' },
  'recovery.after-commit': { leaves: 'a probe under way', cure: 'its outcome, or its time running out' },
  'reschedule.fill.before-commit': { leaves: 'an offer still asked for', cure: 'the next round fills it' },
  'reschedule.fill.after-commit': { leaves: 'slots held and a fact', cure: 'the applier tells the patient' },
  'reschedule.book.before-commit': { leaves: 'a choice still to be booked', cure: 'the next round books it' },
  'reschedule.book.after-commit': { leaves: 'a booking and a fact', cure: 'the applier tells the patient' },
  'reschedule.expire.before-commit': { leaves: 'holds that ran out', cure: 'the next round lets them go' },
  'callbacks.after-claim': { leaves: 'a delivery under a lease', cure: 'the lease runs out, it is posted then' },
  'callbacks.after-post': {
    leaves: 'an event that was received and not marked',
    cure: 'posted again with the same webhook-id, which the receiver knows',
  },
} as const satisfies Record<string, Meaning>;

export type FaultPoint = keyof typeof faultPoints;

interface Armed {
  point: string;
  /** How often it is still passed. */
  left: number;
}

function arm({ NODE_ENV, FAULT_POINT }: NodeJS.ProcessEnv): Armed | null {
  if (NODE_ENV === 'production' || !FAULT_POINT) return null;
  const [point = '', nth = '1'] = FAULT_POINT.split('@');
  if (!(point in faultPoints)) throw new Error(`FAULT_POINT names no fault point: ${point}`);
  return { point, left: Number(nth) - 1 };
}

const armed = arm(process.env);

/** Passes, unless this very point is armed. */
export function faultPoint(point: FaultPoint): void {
  if (armed === null || armed.point !== point) return;
  if (armed.left > 0) {
    armed.left -= 1;
    return;
  }
  writeSync(2, `${markOf(point)}\n`);
  process.kill(process.pid, 'SIGKILL');
}

/** The last words of a process that died there. */
export const markOf = (point: FaultPoint): string => `killed at fault point ${point}`;
