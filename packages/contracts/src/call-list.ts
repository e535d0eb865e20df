/** The list of whom to call by hand: for the day when the system itself cannot keep a deadline. */
import { z } from 'zod';
import { NoticeId, OutreachId } from './ids.js';
import { Instant } from './primitives.js';
import { Channel } from './words.js';

/** What stands still. */
export const stallKinds = ['deciding', 'sending', 'answers', 'senders'] as const;
export const StallKind = z.enum(stallKinds);
export type StallKind = z.infer<typeof StallKind>;

export const Stall = z.object({
  since: Instant,
  reasons: z.array(z.object({ kind: StallKind, since: Instant, because: z.string() })),
});
export type Stall = z.infer<typeof Stall>;

export const CallListEntry = z.object({
  noticeId: NoticeId,
  outreachId: OutreachId,
  /** After this the patient may have left home. */
  callBefore: Instant,
  appointment: z.object({ start: Instant, practitioner: z.string(), externalId: z.string() }),
  patient: z.string(),
  /** Whom to ask for: the patient, or a guardian. */
  party: z.object({
    name: z.string(),
    language: z.string(),
    contacts: z.array(
      z.object({ system: z.string(), value: z.string(), use: z.string().nullable(), usable: z.boolean() }),
    ),
  }),
  /** What was sent so far. */
  tried: z.array(z.object({ channel: Channel, times: z.int() })),
});
export type CallListEntry = z.infer<typeof CallListEntry>;

export const CallListView = z.object({
  practice: z.string(),
  timeZone: z.string(),
  at: Instant,
  /** Null while everything moves. */
  stall: Stall.nullable(),
  /** Everybody not yet known to know, most urgent first. */
  entries: z.array(CallListEntry),
});
export type CallListView = z.infer<typeof CallListView>;
