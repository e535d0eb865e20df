/** The operators' worklist. A claim is a lease: it runs out by itself. */
import { z } from 'zod';
import { BatchId, NoticeId, OutreachId, TaskId } from './ids.js';
import { Instant, line } from './primitives.js';
import { Channel, RequestWay, TaskKind, TaskReason, TaskState } from './words.js';

export const TaskView = z.object({
  id: TaskId,
  batchId: BatchId,
  outreachId: OutreachId,
  noticeIds: z.array(NoticeId),
  kind: TaskKind,
  reason: TaskReason,
  state: TaskState,
  /** The moment after which telling no longer helps. */
  dueAt: Instant,
  openedAt: Instant,
  claimedBy: z.string().nullable(),
  claimedUntil: Instant.nullable(),
  resolvedBy: z.string().nullable(),
  resolution: z.string().nullable(),
  /** Staff, their families, public figures: shown to keys made for it only, and to whoever breaks the glass. */
  restricted: z.boolean().optional(),
  /** Of a confidential visit: nobody but the patient may learn of it, no guardian and no mailbox. */
  confidential: z.boolean().optional(),
  /** What the patient wrote in their own words, the last five, oldest first; only for keys with the scope `operate`. */
  said: z.array(z.object({ at: Instant, channel: Channel, words: z.string() })).optional(),
  /** Whom to call, only for keys with the scope `operate`. */
  party: z
    .object({
      name: z.string(),
      language: z.string(),
      /** A chat message went out in this language, because theirs has no approved template. */
      writtenIn: z.string().optional(),
      contacts: z.array(
        z.object({
          system: z.string(),
          value: z.string(),
          use: z.string().nullable(),
          usable: z.boolean(),
          /** Of WhatsApp and Messenger: the patient's own request, as the practice recorded it. */
          requestedAt: Instant.optional(),
          requestedHow: RequestWay.optional(),
        }),
      ),
    })
    .optional(),
});
export type TaskView = z.infer<typeof TaskView>;
export const TaskClaimInput = z.strictObject({ by: line(120), minutes: z.int().min(1).max(240).default(15) });
export const TaskReleaseInput = z.strictObject({ by: line(120) });
/** A message was left, nobody has confirmed: who tries again, and when. */
export const TaskFollowUpInput = z.strictObject({ by: line(120), at: Instant, note: line(2000).optional() });
export const TaskResolveInput = z.strictObject({
  by: line(120),
  resolution: z.enum(['told', 'rebooked', 'declined', 'cannot-be-reached', 'deceased', 'not-needed']),
  note: line(2000).optional(),
});
