/** A notice and an outreach as the API shows them: state, plan, and the timeline with the reason for every step. */
import { z } from 'zod';
import { AttemptId, BatchId, NoticeId, OutreachId, TaskId } from './ids.js';
import { Instant, line } from './primitives.js';
import { sourceVersion } from './source-version.js';
import { AttemptState, Channel, CorrectionState, EvidenceGrade, NoticeState, OutreachState, Purpose } from './words.js';

export const Evidence = z.object({ grade: EvidenceGrade, channel: Channel.nullable(), at: Instant });
export const Booking = z.object({ start: Instant, resource: z.string() });

export const NoticeView = z.object({
  id: NoticeId,
  batchId: BatchId,
  outreachId: OutreachId,
  externalId: z.string(),
  patientExternalId: z.string(),
  state: NoticeState,
  start: Instant,
  deadline: Instant,
  overdue: z.boolean(),
  withOperator: z.boolean(),
  taskId: TaskId.nullable(),
  evidence: Evidence.nullable(),
  booking: Booking.nullable(),
  /** The withdrawal was older than the cancellation it would take back: nothing was changed. */
  outdated: z.literal(true).optional(),
  /** Of a withdrawn notice whose patient may have been told that the visit is off. */
  correction: CorrectionState.nullable(),
});
export type NoticeView = z.infer<typeof NoticeView>;

export const AttemptView = z.object({
  id: AttemptId,
  channel: Channel,
  purpose: Purpose,
  state: AttemptState,
  /** Furthest the provider says it got. */
  reached: EvidenceGrade.nullable(),
  code: z.string().nullable(),
  at: Instant,
});
export const TimelineEntry = z.object({
  seq: z.int(),
  at: Instant,
  type: z.string(),
  /** In plain words, without names or numbers. */
  words: z.string(),
  rule: z.string().nullable(),
  because: z.string().nullable(),
  data: z.record(z.string(), z.unknown()),
  /** Of the chain, hex. */
  hash: z.string(),
});
export const OutreachView = z.object({
  id: OutreachId,
  batchId: BatchId,
  state: OutreachState,
  deadline: Instant,
  nextActionAt: Instant.nullable(),
  notices: z.array(NoticeView),
  attempts: z.array(AttemptView),
  plan: z.array(z.object({ channel: Channel, at: Instant, rule: z.string() })),
  timeline: z.array(TimelineEntry),
});
export type OutreachView = z.infer<typeof OutreachView>;
export const NoticeDetail = NoticeView.extend({ outreach: OutreachView });

export const WithdrawInput = z.strictObject({
  /** Who says so, for the record. */
  by: line(120).default('practice'),
  ...sourceVersion,
});

export const AttestInput = z.strictObject({
  /** Who says so. */
  by: line(120),
  how: z.enum(['spoke-in-person', 'spoke-by-phone', 'spoke-to-guardian', 'arrived', 'cannot-be-reached', 'deceased']),
  /** All notices of the outreach when absent. */
  noticeIds: z.array(NoticeId).min(1).optional(),
});
export type AttestInput = z.infer<typeof AttestInput>;
