/**
 * What a channel worker is: it claims an attempt, calls its provider exactly once, and records what came of it.
 *
 * - A claim that is refused sends nothing; the database knows why. A worker whose clock is wrong claims nothing: it throws,
 *   and the reconciler publishes the job again, for another.
 * - The provider call is bounded by a timeout that is shorter than the lease, and never repeated here: whether the same
 *   attempt goes again is the conductor's decision, and only after a definite "not processed".
 * - A worker that was paused beyond its lease sends nothing when it goes on: by then the patient may have answered.
 * - A crash between claim and record leaves a lease that runs out; the conductor then treats the attempt as in doubt.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { AttemptJob, Channel, Conversation, Outcome } from '@rollcall/contracts';
import {
  busy,
  type ClaimedConversation,
  claimConversations,
  type Database,
  type Recorded,
  recordOutcomes,
} from '@rollcall/database';
import type { Clock } from '@rollcall/platform';
import { coalesce, faultPoint } from '@rollcall/platform';

/** A channel's own part: says the conversation's next message to the provider, once. Throws only on a bug. */
export type Send = (conversation: Conversation, tokens: Tokens) => Promise<Outcome>;

/** What stands for the attempt where strangers may read: they are opaque, and nothing about them is stored. */
export interface Tokens {
  /** Of the patient's page. */
  token: string;
  /** Of a mail: to answer it, and to unsubscribe. */
  mailToken: string;
}

export interface ChannelOptions {
  channel: Channel;
  database: Database;
  clock: Clock;
  send: Send;
  /** Real milliseconds. */
  leaseMs: number;
  /** Our numbers, where we choose among them. */
  pool?: readonly string[];
  /** The process's own clock, held against the database's; absent where a test stands time still. */
  wall?: () => Date;
  onOutcome?: (outcome: Outcome | { kind: 'not-claimed' | 'lease-lost' }, purpose: string) => void;
  onBug?: (error: unknown, attemptId: string) => void;
}

/**
 * That a provider took a message changes nothing for its patient; most callbacks come within a second, and then both are
 * one decision. Real milliseconds.
 */
const acceptedRestMs = 500;
/** Nobody waits for a record: those of a moment share one statement. Real milliseconds. */
const recordTogether = { gatherMs: 25, enough: 25 };

/** The handler of one queue's jobs. Claims and records of concurrent jobs share their statements. */
export function channelHandler(options: ChannelOptions): (job: AttemptJob) => Promise<void> {
  const { database, clock } = options;
  const claimOf = coalesce((jobs: AttemptJob[]) =>
    claimConversations(database, jobs, clock.now(), clock.fromReal(options.leaseMs), options),
  );
  let uneasy = false;
  const record = coalesce(async (done: Recorded[]) => {
    const listen = uneasy;
    uneasy = !done.some((d) => d.outcome.kind === 'accepted');
    await recordOutcomes(database, done, clock.now(), {
      listen,
      fromReal: (ms) => clock.fromReal(ms),
      acceptedRestMs: clock.fromReal(acceptedRestMs),
    });
    return done.map(() => undefined);
  }, recordTogether);
  return async (job) => {
    faultPoint('channel.before-claim');
    let leaseEnds = 0;
    const claimed = await untilFree(() => {
      // From before the claim, so that it ends no later than the lease in the row.
      leaseEnds = clock.now().getTime() + clock.fromReal(options.leaseMs);
      return claimOf(job);
    });
    if (!claimed) return options.onOutcome?.({ kind: 'not-claimed' }, 'none');
    faultPoint('channel.after-claim');
    const { conversation, ...claim } = claimed;
    // Nothing is recorded: the reconciler finds the lease run out, as after a crash.
    if (clock.now().getTime() >= leaseEnds) return options.onOutcome?.({ kind: 'lease-lost' }, 'none');
    faultPoint('channel.before-request');
    const outcome: Outcome = conversation
      ? await sendOnce(options, conversation)
      : { kind: 'rejected', code: 'conversation_gone', fault: null, scope: 'attempt', transient: false };
    faultPoint('channel.after-request');
    await record({ ...claim, outcome });
    faultPoint('channel.after-record');
    options.onOutcome?.(outcome, conversation?.attempt.purpose ?? 'none');
  };
}

/** A decision takes milliseconds; whoever is busy for longer than all these looks is found by the reconciler. Real time. */
const looks = { every: 25, atMost: 80 };

async function untilFree(
  claim: () => Promise<ClaimedConversation | null | typeof busy>,
): Promise<ClaimedConversation | null> {
  for (let n = 0; n < looks.atMost; n++) {
    const claimed = await claim();
    if (claimed !== busy) return claimed;
    await delay(looks.every);
  }
  return null;
}

async function sendOnce(options: ChannelOptions, conversation: Conversation): Promise<Outcome> {
  const { id } = conversation.attempt;
  try {
    const { sealer } = options.database;
    return await options.send(conversation, { token: sealer.pageToken(id), mailToken: sealer.mailToken(id) });
  } catch (error) {
    // A bug of ours, perhaps after the request went out: it is in doubt, and somebody must look.
    options.onBug?.(error, id);
    return { kind: 'inDoubt', code: 'bug' };
  }
}
