/** A ledger event in plain words, without names or numbers: what a receptionist reads in the timeline. */
import type { LedgerEvent } from '@rollcall/contracts';

const channelWords = { voice: 'call', sms: 'text', email: 'email', im: 'WhatsApp message' } as const;
const articled = { voice: 'a call', sms: 'a text', email: 'an email', im: 'a WhatsApp message' } as const;
const purposeWords = {
  tell: 'that the appointment is cancelled',
  offer: 'with new times',
  booked: 'that the new time is booked',
  noted: 'that the answer is noted',
  clarify: 'asking for a clear answer',
  correct: 'that the appointment is on after all',
} as const;
/** Where it is said otherwise than its purpose alone would. */
const wordingWords: Record<string, string> = {
  'noted asked': 'that the chosen time was asked for and is not sure yet',
  'offer refused': 'with an apology and new times',
  'correct refused': 'that the chosen time is not free after all',
};
const faultWords = {
  invalid_number: 'the number does not exist',
  landline: 'it is a landline: no texts, calls only',
  wrong_number: 'it belongs to somebody else',
  not_in_service: 'it is not in service',
  no_whatsapp: 'it is not on WhatsApp',
  mailbox_unknown: 'the mailbox does not exist',
  opted_out: 'its holder said STOP',
  fax: 'it is a fax',
  reassigned: 'it belongs to somebody else by now',
} as const;

const barWords = {
  do_not_contact: 'the practice wants a person to tell this patient',
  of_age: 'the patient is of age, and the guardian is told no more',
  deceased: 'the patient has died',
} as const;

export const taskReasonWords: Record<string, string> = {
  no_contact_point: 'there is no usable contact point',
  forecast_cannot_reach: 'it cannot be reached in time by machine',
  channels_down: 'every channel that could reach the patient is out of order',
  ladder_spent: 'nobody answered on any channel',
  deadline_near: 'the patient will soon leave home',
  deadline_passed: 'the patient may be on the way',
  asked_for_person: 'the patient asked for a person',
  opted_out: 'the patient wants no messages from machines',
  batch_stopped: 'the practice stopped the batch',
  on_the_way: 'the patient wrote to be on the way or here',
  said_cancel: 'the patient wrote CANCEL, and may have meant the visit: only a person may call',
  unclear_answer: 'the answer was not clear',
  challenge_failed: 'whoever answered did not know the birth year',
  rule_blocks: 'the law allows no further message by machine',
  window_closed: 'the hours for calls and texts begin too late',
  do_not_contact: 'the practice wants a person to tell this patient',
  of_age: 'the patient is of age now: the guardian is not told',
  interpreter_needed: 'the patient needs an interpreter',
  needs_person: 'this patient is told by people only',
  no_slot_fits: 'no free slot fits',
  no_time_wanted: 'none of the offered times suits',
  offer_unanswered: 'the offered times were not answered',
  booking_unconfirmed: 'the practice’s system has not confirmed the chosen time',
  booking_refused: 'the practice refused the chosen time, and the patient may believe in it',
  booking_untold: 'the chosen time is confirmed, and no message can tell the patient',
  undecidable: 'a fault of ours: the machines can do nothing for this patient',
  correction_undeliverable: 'the patient must hear that the appointment is on after all',
  correction_unconfirmed: 'the patient did not confirm that the appointment is on after all',
};

const failureWords: Record<string, string> = {
  template_not_approved:
    'Not sent: WhatsApp has no approved template for it, in no language of the practice. Another channel',
  outside_window: 'Not sent: the patient has not written in the last 24 hours. Another channel',
};

const answerWords: Record<string, string> = {
  understood: 'answered: I understand',
  'another-time': 'asked for another time',
  person: 'asked for a person',
  'wrong-number': 'said it is the wrong number',
  'none-of-these': 'wanted none of the offered times',
  stop: 'said STOP',
  unclear: 'wrote something that is not an answer',
  ambiguous: 'answered, but several questions were open on that number',
  'on-the-way': 'wrote to be on the way or here',
  'challenge-failed': 'or somebody else did not know the birth year',
  'offer-gone': 'chose from an offer that is gone',
  'no-such-choice': 'chose something that was not offered',
  help: 'asked for help',
  who: 'asked who is writing',
  'auto-reply': 'was not there: a phone answered by itself',
  'not-asked': 'answered before anything was asked on that number',
  start: 'wants messages again',
  coming: 'answered: I will come',
};

export function inWords(e: LedgerEvent): string {
  switch (e.type) {
    case 'outreach.opened':
      return `Opened for ${e.noticeIds.length === 1 ? 'one appointment' : `${e.noticeIds.length} appointments`}`;
    case 'outreach.waiting':
      return `Waiting: ${e.reason.because}`;
    case 'attempt.planned':
      return `Sending ${articled[e.channel]} ${(e.wording && wordingWords[`${e.purpose} ${e.wording}`]) ?? purposeWords[e.purpose]}`;
    case 'attempt.accepted':
      return e.writtenIn
        ? `The provider took it. It is written in "${e.writtenIn}": the patient’s language has no approved template`
        : 'The provider took it';
    case 'attempt.progressed':
      return e.grade === 'heard' ? 'Somebody listened' : `It is ${e.grade}`;
    case 'attempt.failed':
      return failureWords[e.code] ?? `It did not arrive (${e.code})`;
    case 'step.held':
      return `No ${channelWords[e.channel]} for now: ${e.reason.because}. Other channels move up`;
    case 'step.let_go':
      return `The ${channelWords[e.channel]} that was put off is let go: ${e.reason.because}`;
    case 'attempt.in_doubt':
      return 'It may or may not have been sent: it is not sent again blindly';
    case 'attempt.unresolved':
      return 'Nobody can say whether it was sent: the next step is taken instead';
    case 'attempt.throttled':
      return 'The provider asked to slow down';
    case 'attempt.superseded':
      return `Called back before sending: ${e.because.replaceAll('_', ' ')}`;
    case 'answer.received':
      return `The patient ${answerWords[e.meaning] ?? (e.meaning.startsWith('choose-') ? `chose time ${e.meaning.slice(7)}` : e.meaning)}`;
    case 'contact.invalid':
      return `A contact point is out: ${faultWords[e.fault]}`;
    case 'evidence.gained':
      return `Evidence: ${e.grade}${e.channel ? ` by ${channelWords[e.channel]}` : ''}`;
    case 'notice.informed':
      return e.grade === 'attested'
        ? `Knows: ${e.by ?? 'an operator'} says so`
        : `Knows: ${e.grade} by ${e.channel ? channelWords[e.channel] : 'hand'}`;
    case 'notice.overdue':
      return 'OVERDUE: the patient may be on the way and does not know';
    case 'notice.withdrawn':
      return e.because === 'merged'
        ? 'The same visit is told under the other record of this patient'
        : 'Withdrawn: the appointment is on after all';
    case 'correction.owed':
      return 'Whoever was told must hear that the appointment is on: it is followed up';
    case 'correction.waiting':
      return `The correction waits: ${e.reason.because}`;
    case 'correction.handed':
      return 'The correction is with a person';
    case 'correction.confirmed':
      return e.by ? `Knows that it is on: ${e.by} says so` : 'Knows that it is on: will come';
    case 'correction.let_go':
      return e.because === 'deceased'
        ? 'The correction is let go: the patient has died'
        : 'The correction is let go: the appointment was cancelled again';
    case 'notice.barred':
      return `Not for machines any more: ${barWords[e.because]}`;
    case 'notice.cleared':
      return 'Machines may tell of it again';
    case 'notice.unreachable':
      return e.because === 'deceased'
        ? 'The patient has died: nobody is contacted'
        : 'An operator says this patient cannot be reached';
    case 'notice.rebooked':
      return 'Rebooked into a new slot';
    case 'notice.declined':
      return 'Declined the offered times';
    case 'offer.requested':
      return 'Looking for fitting slots';
    case 'offer.made':
      return `${e.options === 1 ? 'One slot is' : `${e.options} slots are`} held for the patient`;
    case 'offer.chosen':
      return `Booking choice ${e.choice}`;
    case 'booking.requested':
      return 'The practice’s system is asked for the chosen slot; the patient is told that it is not sure yet';
    case 'booking.released':
      return e.because === 'refused'
        ? `The practice’s system refused the slot${e.reason ? ` (${e.reason.replaceAll('-', ' ')})` : ''}: it is given up, and the patient is told`
        : 'The slot that was asked for is given up: the patient has died';
    case 'offer.closed':
      return {
        declined: 'The offer was declined',
        expired: 'The offer ran out',
        empty: 'No slot fits',
        void: 'The offer was called back',
        lost: 'The slot was gone',
      }[e.state];
    case 'task.opened':
      return `Handed to an operator: ${taskReasonWords[e.reason]}${e.rule ? ` (${e.rule})` : ''}`;
    case 'task.resolved':
      return `The operators' task is done (${e.resolution.replaceAll('-', ' ')})`;
    case 'outreach.reached':
      return 'Everyone concerned knows';
    case 'outreach.exhausted':
      return 'The machines are done; a person has it';
    case 'outreach.closed':
      return 'Closed';
    default:
      // An event of a later build, read by this one while both run.
      return (e satisfies never as LedgerEvent).type;
  }
}
