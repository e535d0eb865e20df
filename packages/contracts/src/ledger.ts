/**
 * The ledger: append-only events of an outreach, gap-free and hash-chained. They hold ids, states and times, never a
 * name, number or message. The rows are the fold of these events.
 */
import { z } from 'zod';
import { AttemptId, BatchId, ContactPointId, NoticeId, OfferId, SlotId, TaskId } from './ids.js';
import { Bar } from './people.js';
import { Instant } from './primitives.js';
import {
  Channel,
  ContactFault,
  EvidenceGrade,
  Purpose,
  RefusalReason,
  TaskKind,
  TaskReason,
  TurnVia,
  Wording,
} from './words.js';

/** Why: the rule that decided, and the circumstance it saw. */
export const Reason = z.object({ rule: z.string(), because: z.string() });
export type Reason = z.infer<typeof Reason>;

const of = <T extends string, S extends z.ZodRawShape>(type: T, shape: S) =>
  z.object({ type: z.literal(type), ...shape });

export const LedgerEvent = z.discriminatedUnion('type', [
  of('outreach.opened', {
    batchId: BatchId,
    noticeIds: z.array(NoticeId),
    policyVersion: z.int(),
    deadlineAt: Instant,
    nextActionAt: Instant,
  }),
  /** The alarm was set: nothing is sent before it, and somebody looks again at it. */
  of('outreach.waiting', { until: Instant, step: z.int(), reason: Reason }),
  of('attempt.planned', {
    attemptId: AttemptId,
    step: z.int(),
    attemptNo: z.int(),
    channel: Channel,
    purpose: Purpose,
    contactPointId: ContactPointId,
    sendBy: Instant,
    offerId: OfferId.nullable(),
    noticeIds: z.array(NoticeId),
    reason: Reason,
    /** A build that does not know it says the plain words. */
    wording: Wording.optional(),
  }),
  of('attempt.accepted', {
    attemptId: AttemptId,
    /** Another language than the patient's: what they speak has no approved template. */
    writtenIn: z.string().optional(),
  }),
  of('attempt.progressed', { attemptId: AttemptId, grade: EvidenceGrade }),
  of('attempt.failed', {
    attemptId: AttemptId,
    code: z.string(),
    transient: z.boolean(),
    /** Our own sender was at fault: it reached nobody and does not count against the patient. */
    excused: z.boolean().optional(),
  }),
  /** The step's sender is out: other channels move up, and the step is taken when the sender works again. */
  of('step.held', { step: z.int(), channel: Channel, reason: Reason }),
  /** A held step is no longer worth coming back to. */
  of('step.let_go', { step: z.int(), channel: Channel, reason: Reason }),
  of('attempt.in_doubt', { attemptId: AttemptId, code: z.string() }),
  of('attempt.unresolved', { attemptId: AttemptId }),
  of('attempt.throttled', { attemptId: AttemptId, code: z.string(), until: Instant }),
  of('attempt.superseded', { attemptId: AttemptId, because: z.string() }),
  of('answer.received', {
    attemptId: AttemptId.nullable(),
    channel: Channel,
    meaning: z.string(),
    changed: z.boolean(),
  }),
  of('contact.invalid', {
    contactPointId: ContactPointId,
    fault: ContactFault,
    scope: z.enum(['sms', 'voice', 'im', 'email', 'all']),
  }),
  of('evidence.gained', {
    noticeIds: z.array(NoticeId),
    grade: EvidenceGrade,
    channel: Channel,
    attemptId: AttemptId.nullable(),
  }),
  of('notice.informed', {
    noticeId: NoticeId,
    grade: EvidenceGrade,
    channel: Channel.nullable(),
    attemptId: AttemptId.nullable(),
    /** Who attests it. */
    by: z.string().optional(),
  }),
  of('notice.overdue', { noticeId: NoticeId }),
  /** `because`: `merged`: the same visit under a second record, and no correction of anything. */
  of('notice.withdrawn', { noticeId: NoticeId, by: z.string(), because: z.string().optional() }),
  /** Who was told that these are off must learn that they are on. */
  of('correction.owed', { noticeIds: z.array(NoticeId) }),
  /** The correction's alarm was set. */
  of('correction.waiting', { until: Instant, step: z.int(), reason: Reason }),
  /** A person says it from here on. */
  of('correction.handed', { noticeIds: z.array(NoticeId) }),
  of('correction.confirmed', {
    noticeIds: z.array(NoticeId),
    channel: Channel.nullable(),
    attemptId: AttemptId.nullable(),
    /** Who attests it. */
    by: z.string().optional(),
  }),
  /** There is nothing to correct any more. */
  of('correction.let_go', { noticeIds: z.array(NoticeId), because: z.enum(['deceased', 'cancelled_again']) }),
  of('notice.unreachable', { noticeId: NoticeId, by: z.string(), because: z.string().optional() }),
  /** Machines tell nobody of it from here on; a person does, as far as anybody is to be told. */
  of('notice.barred', { noticeId: NoticeId, because: Bar, by: z.string().optional() }),
  /** Machines may tell of it again. */
  of('notice.cleared', { noticeId: NoticeId, by: z.string() }),
  of('notice.rebooked', { noticeId: NoticeId, offerId: OfferId, slotId: SlotId }),
  of('notice.declined', { noticeId: NoticeId }),
  of('offer.requested', {
    offerId: OfferId,
    noticeId: NoticeId,
    channel: Channel,
    via: TurnVia,
    contactPointId: ContactPointId.nullable(),
  }),
  of('offer.made', { offerId: OfferId, options: z.int() }),
  of('offer.chosen', { offerId: OfferId, choice: z.int() }),
  /** The chosen time is kept, and the practice is asked to confirm it: nobody is told yet that it is booked. */
  of('booking.requested', { noticeId: NoticeId, offerId: OfferId, slotId: SlotId, until: Instant }),
  /** A time that was asked for or booked is given up; `refused`: by the practice, whose calendar has the last word. */
  of('booking.released', {
    noticeId: NoticeId,
    offerId: OfferId,
    slotId: SlotId,
    because: z.enum(['refused', 'deceased']),
    reason: RefusalReason.optional(),
  }),
  of('offer.closed', { offerId: OfferId, state: z.enum(['declined', 'expired', 'empty', 'void', 'lost']) }),
  of('task.opened', {
    taskId: TaskId,
    kind: TaskKind,
    reason: TaskReason,
    dueAt: Instant,
    noticeIds: z.array(NoticeId),
    /** The law or policy that left nothing else. */
    rule: z.string().optional(),
  }),
  of('task.resolved', { taskId: TaskId, by: z.string(), resolution: z.string() }),
  of('outreach.reached', { reason: Reason }),
  of('outreach.exhausted', { reason: Reason }),
  of('outreach.closed', { reason: Reason }),
]);
export type LedgerEvent = z.infer<typeof LedgerEvent>;
export type LedgerEventOf<T extends LedgerEvent['type']> = Extract<LedgerEvent, { type: T }>;

/** An event in its place in the chain: hash = SHA-256 over the previous hash and the canonical event. */
export interface LedgerEntry {
  seq: number;
  at: Date;
  event: LedgerEvent;
  hash: string;
}
