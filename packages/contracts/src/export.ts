/**
 * The ledger of a batch to take away, one JSON object a line: `batch` first, then the events of each outreach in order,
 * each outreach ended by its `head`, and `end` last, so that a file that was cut off is known as one. With the decisions:
 * the `policy` versions, and an `opening` before each outreach. Ids, states and times, and the names operators signed
 * with; nothing of a patient.
 */
import { z } from 'zod';
import { BatchId, NoticeId, OutreachId } from './ids.js';
import { Policy } from './policy.js';
import { Instant } from './primitives.js';

/** The version of the lines. A reader that does not know it must not judge the file. */
export const exportVersion = 1;

const Hash = z.string().regex(/^[0-9a-f]{64}$/);

export const ExportLine = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('batch'),
    v: z.int(),
    batchId: BatchId,
    accepted: z.int(),
    exportedAt: Instant,
  }),
  z.object({
    kind: z.literal('event'),
    outreachId: OutreachId,
    seq: z.int(),
    at: Instant,
    /** Exactly what is hashed: not read more strictly than JSON, so that later event types stay whole. */
    body: z.looseObject({ type: z.string() }),
    hash: Hash,
    /** What the decision that begins here saw and was told. Beside the chain, not in it. */
    decided: z.looseObject({}).optional(),
  }),
  /** Only when asked for, with every decision's record: what is needed to make the decisions again. */
  z.object({ kind: z.literal('policy'), version: z.int(), body: Policy }),
  z.object({
    kind: z.literal('opening'),
    outreachId: OutreachId,
    policyVersion: z.int(),
    deadlineAt: Instant,
    timeZones: z.array(z.string()),
    notices: z.array(z.object({ id: NoticeId, deadlineAt: Instant })),
  }),
  z.object({ kind: z.literal('head'), outreachId: OutreachId, seq: z.int(), hash: Hash }),
  z.object({ kind: z.literal('end'), outreaches: z.int(), events: z.int() }),
]);
export type ExportLine = z.infer<typeof ExportLine>;
export type ExportLineOf<K extends ExportLine['kind']> = Extract<ExportLine, { kind: K }>;
