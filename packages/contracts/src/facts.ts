/**
 * Facts: what happened outside a decision, as the conductor reads it from the inbox. Each is safe to apply in any
 * order, any number of times.
 */
import { z } from 'zod';
import { answerKeys } from './answers.js';
import { AttemptId, NoticeId, OfferId } from './ids.js';
import { Outcome } from './outcome.js';
import { Instant } from './primitives.js';
import { Channel, ContactFault, RefusalReason } from './words.js';

const key = z.enum(answerKeys);

/** A worker's record of its one provider request. */
export const AttemptOutcomeFact = z.object({
  kind: z.literal('attempt.outcome'),
  attemptId: AttemptId,
  fence: z.int(),
  outcome: Outcome,
});
/** A worker found at the claim that the attempt is no longer wanted; nothing was sent. */
export const AttemptDroppedFact = z.object({
  kind: z.literal('attempt.dropped'),
  attemptId: AttemptId,
  because: z.enum(['suppressed', 'too_late', 'contact_invalid', 'unwritable', 'sender_out', 'cap_reached']),
});
/** How far the provider says a message got. */
export const DeliveryFact = z.object({
  kind: z.literal('delivery'),
  attemptId: AttemptId.nullable(),
  providerRef: z.string(),
  status: z.enum(['sent', 'delivered', 'read', 'failed']),
  code: z.string().nullable(),
  fault: ContactFault.nullable(),
  scope: z.enum(['attempt', 'sms', 'voice', 'im', 'email', 'all']),
  transient: z.boolean(),
  /** What the code says about our sender, where it speaks of that and not of the patient. */
  sender: z.enum(['refused', 'throttled']).optional(),
  /** The approved content it was sent as. */
  contentSid: z.string().optional(),
  /** In another form it would arrive. A build that does not know this takes the next channel. */
  inAnotherForm: z.boolean().optional(),
});
/** How far a call got. `machine` answered counts as nothing heard. */
export const CallFact = z.object({
  kind: z.literal('call'),
  attemptId: AttemptId,
  providerRef: z.string(),
  status: z.enum(['ringing', 'answered', 'completed', 'busy', 'no-answer', 'failed', 'canceled']),
  answeredBy: z.enum(['human', 'machine', 'fax', 'unknown']).nullable(),
  sequence: z.int(),
  code: z.string().nullable(),
  fault: ContactFault.nullable(),
  /** Of a call that is over: the message was said to the end to a person. Absent where nobody noted it. */
  heard: z.boolean().optional(),
});
/** A key pressed in a call, a WhatsApp button, or a button on the patient's page: bound to the attempt that asked. */
export const KeyFact = z.object({
  kind: z.literal('key'),
  attemptId: AttemptId,
  channel: Channel,
  key,
  /** Where the key was pressed: it decides whether the next turn is said there or sent as a message. */
  via: z.enum(['call', 'button', 'page']),
  /** The frozen offer the choice belongs to; null when the question was the cancelled appointment. */
  offerId: OfferId.nullable(),
  /** Of a button in a chat: who pressed it. Counts only from the address that was asked. */
  from: z.string().optional(),
  /** Of several visits these alone; absent: all that were told. */
  noticeIds: z.array(NoticeId).min(1).optional(),
});
/**
 * Whoever was asked for the birth year gave a wrong one as often as they may: perhaps a stranger. Nothing was told.
 */
export const ChallengeFact = z.object({
  kind: z.literal('challenge'),
  attemptId: AttemptId,
  channel: Channel,
  result: z.literal('failed'),
});
/** Free text from an address. What it answers is found by the sender's number and the reply code. */
export const TextFact = z.object({
  kind: z.literal('text'),
  channel: z.enum(['sms', 'im', 'email']),
  from: z.string(),
  to: z.string(),
  body: z.string(),
  providerRef: z.string(),
  /** Our message it replies to, where the channel says so. */
  inReplyTo: z.string().nullable(),
});
/** A patient calls back. */
export const CallBackFact = z.object({
  kind: z.literal('callback'),
  from: z.string(),
  to: z.string(),
  providerRef: z.string(),
});
/** What the reschedule service did with an offer. */
export const OfferFact = z.object({
  kind: z.literal('offer'),
  offerId: OfferId,
  /** `asked`: the time is kept, and the practice is to confirm it; `unconfirmed`: it has not until then. */
  result: z.enum(['made', 'empty', 'booked', 'asked', 'unconfirmed', 'lost', 'expired']),
  /** Of `asked`: until when the practice may take to answer. */
  until: Instant.optional(),
});
/** What the practice's own system says of a time that a patient chose: it has the last word. */
export const BookingFact = z.object({
  kind: z.literal('booking'),
  offerId: OfferId,
  outcome: z.enum(['confirmed', 'refused']),
  reason: RefusalReason.optional(),
  /** When the time begins, where that is known: a person is asked when it is soon. */
  startsAt: Instant.optional(),
});
/** Unsubscribe and spam reports of a mailbox. */
export const OptOutFact = z.object({
  kind: z.literal('optout'),
  attemptId: AttemptId.nullable(),
  providerRef: z.string(),
  channel: Channel,
});

export const Fact = z.discriminatedUnion('kind', [
  AttemptOutcomeFact,
  AttemptDroppedFact,
  DeliveryFact,
  CallFact,
  KeyFact,
  ChallengeFact,
  TextFact,
  CallBackFact,
  OfferFact,
  BookingFact,
  OptOutFact,
]);
export type Fact = z.infer<typeof Fact>;
export type AttemptOutcomeFact = z.infer<typeof AttemptOutcomeFact>;
export type AttemptDroppedFact = z.infer<typeof AttemptDroppedFact>;
export type DeliveryFact = z.infer<typeof DeliveryFact>;
export type CallFact = z.infer<typeof CallFact>;
export type KeyFact = z.infer<typeof KeyFact>;
export type ChallengeFact = z.infer<typeof ChallengeFact>;
export type TextFact = z.infer<typeof TextFact>;
export type OfferFact = z.infer<typeof OfferFact>;
export type BookingFact = z.infer<typeof BookingFact>;
export type OptOutFact = z.infer<typeof OptOutFact>;

/** Where a fact came from; with the dedupe key it is unique in the inbox. */
export const factSources = ['twilio', 'sendgrid', 'page', 'worker', 'reschedule', 'practice'] as const;
export type FactSource = (typeof factSources)[number];
