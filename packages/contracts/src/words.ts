/** The glossary as types: the few closed lists that code, API and tables share. */
import { z } from 'zod';

export const channels = ['voice', 'sms', 'email', 'im'] as const;
export const Channel = z.enum(channels);
export type Channel = z.infer<typeof Channel>;

export const contactSystems = ['phone', 'email', 'whatsapp', 'messenger'] as const;
export const ContactSystem = z.enum(contactSystems);
export type ContactSystem = z.infer<typeof ContactSystem>;

/** How a patient asked to be written to by WhatsApp or Messenger. */
export const requestWays = ['in-writing', 'in-person', 'by-phone', 'online', 'by-message'] as const;
export const RequestWay = z.enum(requestWays);
export type RequestWay = z.infer<typeof RequestWay>;

/** What we know about a patient's knowing, weakest first. A notice closes only at or above the policy's grade. */
export const evidenceGrades = ['sent', 'delivered', 'read', 'heard', 'replied', 'confirmed', 'attested'] as const;
export const EvidenceGrade = z.enum(evidenceGrades);
export type EvidenceGrade = z.infer<typeof EvidenceGrade>;

export const noticeStates = ['open', 'informed', 'rebooked', 'declined', 'withdrawn', 'unreachable'] as const;
export const NoticeState = z.enum(noticeStates);
export type NoticeState = z.infer<typeof NoticeState>;

/**
 * Of a withdrawn notice whose patient may have been told: machines follow it up, a person has it, the patient said that they
 * will come, or there is nothing to correct any more.
 */
export const correctionStates = ['owed', 'handed', 'confirmed', 'let-go'] as const;
export const CorrectionState = z.enum(correctionStates);
export type CorrectionState = z.infer<typeof CorrectionState>;

/** `exhausted`: the robots are done and a person has it; an answer that comes after all still makes it `reached`. */
export const outreachStates = ['active', 'reached', 'exhausted', 'closed'] as const;
export const OutreachState = z.enum(outreachStates);
export type OutreachState = z.infer<typeof OutreachState>;

export const attemptStates = [
  'queued',
  'sending',
  'in_doubt',
  'accepted',
  'failed',
  'unresolved',
  'superseded',
] as const;
export const AttemptState = z.enum(attemptStates);
export type AttemptState = z.infer<typeof AttemptState>;

/**
 * Why a message goes out. `tell` is the duty itself and stops at the first sufficient evidence;
 * all others are turns of a conversation that the patient has joined, or a correction of what we said.
 */
export const purposes = ['tell', 'offer', 'booked', 'noted', 'clarify', 'correct'] as const;
export const Purpose = z.enum(purposes);
export type Purpose = z.infer<typeof Purpose>;

/**
 * What exactly is said, where a purpose has several ways. A `clarify` asks back which of several questions is meant; who we
 * are, without a word about a visit; how to reach us; not to come; absent: to answer with a number. `asked`: the chosen time
 * was asked for and is not sure. `refused`: the practice cannot give the chosen time.
 */
export const wordings = ['which', 'who', 'help', 'stay', 'asked', 'refused'] as const;
export const Wording = z.enum(wordings);
export type Wording = z.infer<typeof Wording>;

export const batchStates = ['running', 'paused', 'stopped'] as const;
export const BatchState = z.enum(batchStates);
export type BatchState = z.infer<typeof BatchState>;

export const batchReasons = [
  'practitioner-emergency',
  'practitioner-unavailable',
  'facility',
  'weather',
  'equipment',
  'other',
] as const;
export const BatchReason = z.enum(batchReasons);
export type BatchReason = z.infer<typeof BatchReason>;

export const taskKinds = ['reach', 'rebook', 'correct'] as const;
export const TaskKind = z.enum(taskKinds);
export type TaskKind = z.infer<typeof TaskKind>;

/** Why a person is asked. Shown to operators, delivered in callbacks, counted in metrics. */
export const taskReasons = [
  'no_contact_point',
  'forecast_cannot_reach',
  'ladder_spent',
  'channels_down',
  'deadline_near',
  'deadline_passed',
  'asked_for_person',
  'opted_out',
  'batch_stopped',
  'on_the_way',
  'said_cancel',
  'unclear_answer',
  'rule_blocks',
  'window_closed',
  'do_not_contact',
  'of_age',
  'interpreter_needed',
  'needs_person',
  'challenge_failed',
  'no_slot_fits',
  'no_time_wanted',
  'offer_unanswered',
  'booking_unconfirmed',
  'booking_refused',
  'booking_untold',
  'correction_undeliverable',
  'correction_unconfirmed',
  'undecidable',
] as const;
export const TaskReason = z.enum(taskReasons);
export type TaskReason = z.infer<typeof TaskReason>;

export const taskStates = ['open', 'claimed', 'resolved'] as const;
export const TaskState = z.enum(taskStates);
export type TaskState = z.infer<typeof TaskState>;

/**
 * `requested` until the reschedule service has looked; `open` while slots are held for the patient; `asked` while the practice
 * has yet to confirm the chosen one; `refused` when it does not, or takes a booking back.
 */
export const offerStates = [
  'requested',
  'open',
  'chosen',
  'asked',
  'booked',
  'refused',
  'declined',
  'expired',
  'empty',
  'void',
] as const;
export const OfferState = z.enum(offerStates);
export type OfferState = z.infer<typeof OfferState>;

/** Where a turn of the conversation happens: inside the call, on the page, or as a message of its own. */
export const turnVias = ['call', 'page', 'message'] as const;
export const TurnVia = z.enum(turnVias);
export type TurnVia = z.infer<typeof TurnVia>;

export const contactFaults = [
  'invalid_number',
  'landline',
  'wrong_number',
  'not_in_service',
  'no_whatsapp',
  'mailbox_unknown',
  'opted_out',
  'fax',
  'reassigned',
] as const;
export const ContactFault = z.enum(contactFaults);
export type ContactFault = z.infer<typeof ContactFault>;

/** Why a practice cannot give a time, in a word of ours: the ledger holds nobody's own words. */
export const refusalReasons = ['time-taken', 'practitioner-away', 'does-not-fit', 'other'] as const;
export const RefusalReason = z.enum(refusalReasons);
export type RefusalReason = z.infer<typeof RefusalReason>;
