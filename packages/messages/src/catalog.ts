/** What a language must say: a missing message does not compile. */
import type { DateTime } from 'luxon';

export interface Review {
  translationReviewedBy: string;
  /** ISO date. */
  translationReviewedAt: string;
}
/** A visit as it is spoken of: `who` only where one message is about several patients. */
export interface Visit {
  when: string;
  who: string | null;
}
export interface SmsWords {
  tell(x: { practice: string; visits: Visit[]; key: (k: string) => string }): string;
  offer(x: {
    practice: string;
    who: string | null;
    options: { key: string; when: string }[];
    key: (k: string) => string;
  }): string;
  booked(x: { practice: string; visit: Visit }): string;
  noted(x: { practice: string; willCall: boolean }): string;
  clarify(x: { practice: string; callback: string; key: (k: string) => string; offering: boolean }): string;
  correct(x: { practice: string; visits: Visit[] }): string;
}
/** Mail and instant messages carry no health information: a greeting, the practice's neutral name, a link. */
export interface Letter {
  subject: string;
  lines: string[];
  button: string;
}
export type LetterPurpose = 'tell' | 'offer' | 'booked' | 'noted' | 'clarify' | 'correct';
export interface LetterWords {
  greeting(name: string | null): string;
  letter(purpose: LetterPurpose, practice: string): Letter;
  footer(x: { practice: string; callback: string }): string;
  linkHint: string;
}
export interface ImWords {
  text(purpose: LetterPurpose, x: { greeting: string; practice: string; link: string }): string;
  replies: {
    tell: Record<'1' | '2' | '3' | '9', string>;
    offer: { choice(n: string, when: string): string; none: string };
  };
  offerLine(options: { key: string; when: string }[]): string;
}
export interface VoiceWords {
  menu(x: { practice: string; visits: Visit[] }): string[];
  keys: string[];
  repeat: string[];
  invalid: string;
  offer(x: { who: string | null; options: { key: string; when: string }[] }): string[];
  hold: string;
  noted(practice: string): string[];
  booked(visit: Visit): string[];
  person(practice: string): string[];
  wrongNumber: string;
  goodbye(x: { practice: string; callback: string }): string[];
  alreadyNoted: string;
  corrected(x: { practice: string; visits: Visit[] }): string[];
  noOffer(practice: string): string[];
  voicemail: {
    callbackOnly(x: { practice: string; callback: string }): string[];
    full(x: { practice: string; visits: Visit[]; callback: string }): string[];
  };
}
export interface PageWords {
  title(practice: string): string;
  hello(name: string | null): string;
  cancelled: string;
  dontCome: string;
  sorry: string;
  buttons: { understood: string; anotherTime: string; person: string; wrongNumber: string; none: string };
  chooseTime: string;
  heldUntil(time: string): string;
  pending: string;
  done: {
    informed: string;
    rebooked(when: string): string;
    declined: string;
    withdrawn: string;
    person: string;
    nothing: string;
  };
  again: string;
  call(practice: string): string;
  gone: string;
  goneHint: string;
}
export interface Catalog {
  language: 'en' | 'es';
  /** For TwiML. */
  locale: 'en-US' | 'es-US';
  voice: string;
  review: Review | null;
  and: string;
  dates: {
    sms(t: DateTime): string;
    spoken(t: DateTime): string;
    full(t: DateTime): string;
    time(t: DateTime): string;
  };
  sms: SmsWords;
  letter: LetterWords;
  im: ImWords;
  call: VoiceWords;
  page: PageWords;
}
