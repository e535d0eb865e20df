/**
 * All that is needed to say something to one party, in the clear. It is assembled for the moment of rendering and
 * never stored, queued or logged.
 */
import type { AttemptId, ContactPointId, NoticeId, OfferId, OutreachId, PracticeId } from './ids.js';
import type { Language } from './languages.js';
import type { SlotPlace } from './slots.js';
import type { Channel, ContactSystem, NoticeState, OfferState, OutreachState, Purpose, Wording } from './words.js';

/** A new time, and what the practice says of its place and of getting ready for it. */
export interface ConversationBooked {
  start: Date;
  place?: SlotPlace;
  preparation?: Partial<Record<Language, string>>;
}
export interface ConversationNotice {
  id: NoticeId;
  /** The patient, who is another person than the party when a guardian is told. */
  patientGivenName: string;
  start: Date;
  timeZone: string;
  practitionerName: string;
  state: NoticeState;
  booking: ConversationBooked | null;
  /** Withdrawn, and whoever was told has not yet said that they will come. */
  isCorrected?: boolean;
  /** Tells it apart from the others in a text that speaks of several: `A`, `B`… */
  letter?: string;
}
export interface ConversationOffer {
  id: OfferId;
  noticeId: NoticeId;
  state: OfferState;
  expiresAt: Date | null;
  options: { choice: 1 | 2 | 3; start: Date; practitionerName: string | null }[];
}
/** A time that was booked for a notice; `isOn` false: given back since, because the visit is on after all. */
export interface ConversationBooking {
  offerId: OfferId;
  noticeId: NoticeId;
  start: Date;
  end: Date;
  isOn: boolean;
  /** Contact points that got, or may have got, the mail that confirms it. */
  mailedTo: ContactPointId[];
}
/** A chosen time that is not, or no longer, a booking. */
export interface ConversationChoice {
  offerId: OfferId;
  noticeId: NoticeId;
  start: Date;
}
/** Any of the years will do: a guardian knows the child's, and may be told of several. */
export interface Challenge {
  birthYears: number[];
}
export interface Conversation {
  practiceId: PracticeId;
  practice: {
    name: string;
    spokenName: string;
    callbackNumber: string;
    /** E.164 of the line to which a patient who asks for a person is put through; null: there is none. */
    operatorNumber?: string | null | undefined;
    timeZone: string;
    language: string;
  };
  outreachId: OutreachId;
  outreachState: OutreachState;
  /** BCP 47 of the party, where somebody has checked our words in it; else the practice's. */
  language: string;
  party: { kind: 'patient' | 'guardian'; givenName: string; familyName: string };
  notices: ConversationNotice[];
  /** The offer being talked about: the newest that is not void. */
  offer: ConversationOffer | null;
  bookings?: ConversationBooking[];
  /** Times that the practice was asked for and has not confirmed yet. */
  requests?: ConversationChoice[];
  /** Times that the practice refused, oldest first. */
  refusals?: ConversationChoice[];
  /** What the practice's policy says of calendar files. */
  calendarFile?: 'none' | 'link' | 'attached';
  /** To be passed before a date, a name or an offer is said or shown; null when there is nothing to ask. */
  challenge: Challenge | null;
  /** Calls also listen to words. */
  speech?: boolean | undefined;
  /** An operator has a task of this outreach. */
  withOperator: boolean;
  attempt: {
    id: AttemptId;
    channel: Channel;
    purpose: Purpose;
    contactPointId: ContactPointId;
    system?: ContactSystem;
    /** E.164, an email address, or a page-scoped id; empty on the page itself. */
    address: string;
    /** Of WhatsApp and Messenger: until then anything may be said, because the person wrote. */
    sessionUntil?: Date | null;
    /** `A`, `B`…: written only when the number has several open questions. */
    replyCode: string | null;
    /** The number is known to several parties. */
    sharedNumber: boolean;
    voicemail: 'none' | 'callback-only' | 'full';
    sendBy: Date;
    /** Nobody consented to this number: at most 160 characters or one minute, with a way to opt out in it. */
    exempt: boolean;
    /** What a `clarify` asks back. */
    wording?: Wording | null;
    /** With wording `which`: the questions of this practice that this number was asked, by letter. */
    letters?: { code: string; start: Date; timeZone: string }[];
    /** Our number for this address, from a pool; absent where the provider chooses. */
    from?: string | null;
    /** When the next step of the ladder is due, if one is. */
    nextStepAt?: Date | null;
    /** When it was decided to send it. */
    plannedAt?: Date;
    /** From then on the link in this message shows nothing of a visit. */
    linkUntil?: Date;
    /** Its holder said that it belongs to somebody else. */
    addressIsWrong?: boolean;
  };
}

/** A conversation whose challenge (if there is one) this year passes. `year` as it came: digits from a stranger. */
export const passesChallenge = (challenge: Challenge | null, year: string): boolean =>
  challenge === null || (/^\d{4}$/.test(year) && challenge.birthYears.includes(Number(year)));
