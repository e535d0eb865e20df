/** Slots into which cancelled patients can be worked. */
import { z } from 'zod';
import { NoticeId, SlotId } from './ids.js';
import { languages } from './languages.js';
import { ExternalId, Instant, line } from './primitives.js';
import { sourceVersion } from './source-version.js';
import { RefusalReason } from './words.js';

/** The practice's own words, by language; whoever speaks another is asked to call. */
const inLanguages = (most: number) => z.partialRecord(z.enum(languages), line(most));

/** Told with the booking, in texts as well: an address, and no department that says what is treated there. */
export const SlotPlace = z.strictObject({
  address: line(100),
  /** Said in calls and shown on the page. */
  directions: inLanguages(300).optional(),
});
export type SlotPlace = z.infer<typeof SlotPlace>;

export const SlotInput = z.strictObject({
  externalId: ExternalId,
  /** Whose calendar: two live bookings of one resource never overlap. */
  resource: ExternalId,
  start: Instant,
  end: Instant,
  location: ExternalId.optional(),
  /** Empty: any visit type. */
  visitTypes: z.array(line(80)).max(50).default([]),
  /** What it has that a visit may need: languages, rooms, equipment. What is not named is not there. */
  provides: z.array(line(80)).max(50).default([]),
  modality: z.enum(['in-person', 'telehealth', 'home-visit']).default('in-person'),
  /** `busy` withdraws it, with any offer that still holds it. */
  status: z.enum(['free', 'busy']).default('free'),
  /** Where it is, when that is not the usual place. */
  place: SlotPlace.optional(),
  /** How to prepare, when that is otherwise than before. Said in calls and shown on the page, behind the challenge; texts say only that it changes. */
  preparation: inLanguages(400).optional(),
  ...sourceVersion,
});
export type SlotInput = z.infer<typeof SlotInput>;
export const SlotsInput = z.strictObject({ slots: z.array(SlotInput).min(1).max(10_000) });
export const SlotsAccepted = z.object({
  upserted: z.int(),
  /** Older than what you said of them before: left as they are. Absent when there are none. */
  outdated: z.array(ExternalId).optional(),
});
export const SlotView = SlotInput.omit({ sourceUpdatedAt: true, version: true }).extend({
  id: SlotId,
  /** `requested`: a patient chose it, and you have not confirmed it yet. */
  state: z.enum(['free', 'busy', 'held', 'requested', 'booked']),
});
export type SlotView = z.infer<typeof SlotView>;

/** Your own system's word on a slot that a patient chose. */
export const BookingAnswerInput = z
  .strictObject({
    /** `refused` also takes back what was confirmed, or booked without asking. */
    outcome: z.enum(['confirmed', 'refused']),
    reason: RefusalReason.optional(),
    /** Whose booking is meant, as the callback says: an answer that comes late then never meets another patient's. */
    noticeId: NoticeId.optional(),
  })
  .refine((a) => a.outcome === 'refused' || a.reason === undefined, {
    error: 'goes with a refusal only',
    path: ['reason'],
  });
export type BookingAnswerInput = z.infer<typeof BookingAnswerInput>;
export const BookingAnswerView = z.object({
  slotId: SlotId,
  externalId: ExternalId,
  noticeId: NoticeId,
  outcome: z.enum(['confirmed', 'refused']),
});
