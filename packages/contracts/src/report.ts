/** The closing report: one line per notice with its evidence. It sums to the batch, always. */
import { z } from 'zod';
import { BatchId, NoticeId, OutreachId, TaskId } from './ids.js';
import { Booking, Evidence } from './notice.js';
import { Instant } from './primitives.js';
import { AttemptState, Channel, NoticeState } from './words.js';

export const ReportTotals = z.object({
  accepted: z.int(),
  open: z.int(),
  informed: z.int(),
  rebooked: z.int(),
  declined: z.int(),
  withdrawn: z.int(),
  unreachable: z.int(),
  /** Flags counted beside the states. */
  overdue: z.int(),
  overdueWithoutTask: z.int(),
  withOperator: z.int(),
});
export const ReportNotice = z.object({
  noticeId: NoticeId,
  outreachId: OutreachId,
  externalId: z.string(),
  patientExternalId: z.string(),
  state: NoticeState,
  evidence: Evidence.nullable(),
  deadline: Instant,
  overdue: z.boolean(),
  taskId: TaskId.nullable(),
  taskReason: z.string().nullable(),
  booking: Booking.nullable(),
  attempts: z.array(z.object({ channel: Channel, state: AttemptState, at: Instant })),
});
export const BatchReport = z.object({
  batchId: BatchId,
  generatedAt: Instant,
  totals: ReportTotals,
  notices: z.array(ReportNotice),
  ledgerHeads: z.array(z.object({ outreachId: OutreachId, seq: z.int(), hash: z.string() })),
});
export type BatchReport = z.infer<typeof BatchReport>;

/** open + informed + rebooked + declined + withdrawn + unreachable = accepted = the number of lines. */
export function reportSums(report: BatchReport): boolean {
  const t = report.totals;
  const states = t.open + t.informed + t.rebooked + t.declined + t.withdrawn + t.unreachable;
  return states === t.accepted && report.notices.length === t.accepted;
}
