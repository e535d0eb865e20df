/** What a language must say: a missing message does not compile. */
import type { AnswerKey, Language, Purpose } from '@rollcall/contracts';
import type { DateTime } from 'luxon';

/** A time in words: `when` is day and time together. */
export interface Moment {
  day: string;
  time: string;
  when: string;
}
/** A visit as it is spoken of: `who` only where the party would not know without. */
export interface Visit extends Moment {
  who: string | null;
  /** Of a text that speaks of several: what to answer with for this one alone. */
  letter?: string | null;
}
/** Never empty. `own`: the party's, not a child's. */
export interface Visits {
  list: readonly Visit[];
  own: boolean;
}
/** `instead`: the visit that is replaced, where the party has several. */
export interface OfferWords {
  who: string | null;
  instead: string | null;
  options: { key: string; when: string }[];
}
type Key = (key: string) => string;

export interface SmsWords {
  tell(x: { practice: string; visits: Visits; key: Key }): string;
  /** To a number nobody consented to: who writes, where to call, and how to hear no more, in 160 characters. */
  tellExempt(x: { practice: string; callback: string; visits: Visits; key: Key }): string;
  offer(x: { practice: string; offer: OfferWords; key: Key }): string;
  booked(x: { practice: string; visit: Visit }): string;
  /** Behind `booked`: the address; and what has changed and is no matter for a text, with whom to call about it. */
  place(address: string): string;
  ask(x: { place: boolean; preparation: boolean; callback: string }): string;
  noted(x: { practice: string; willCall: boolean }): string;
  /** The chosen time was asked for; whether it can be had, the practice's own calendar says. Never "booked". */
  asked(x: { practice: string; visit: Visit }): string;
  /** The chosen time cannot be had after all, and here are others. */
  offerAgain(x: { practice: string; lost: Visit; offer: OfferWords; key: Key }): string;
  /** The chosen time cannot be had after all, and a person calls. */
  refused(x: { practice: string; lost: Visit }): string;
  /** `coded`: the number has several open questions, so a number alone says too little. */
  clarify(x: { practice: string; visits: Visits; key: Key; coded: boolean }): string;
  clarifyOffer(x: { practice: string; offer: OfferWords; key: Key; coded: boolean }): string;
  /** Which of several questions is meant; nothing but what this number was already told. */
  which(x: { practice: string; letters: { code: string; when: string }[] }): string;
  /** Who is writing, to somebody who may be a stranger: nothing about a visit. */
  who(x: { practice: string; callback: string; key: Key }): string;
  /** Who we are, where to call, and how to hear no more. */
  help(x: { practice: string; callback: string }): string;
  /** To somebody on the way. */
  stay(x: { practice: string; visits: Visits; key: Key }): string;
  /** `key` null: it is followed up by nobody, and nothing is asked. */
  correct(x: { practice: string; visits: Visits; key: Key | null }): string;
}
/** Mail and instant messages carry no health information: a greeting, the practice's neutral name, a link. */
export interface Letter {
  subject: string;
  lines: string[];
  button: string;
}
/** `asked`: chosen, and not sure yet. `offer-again`, `refused`: what was chosen cannot be had, with or without another choice. */
export type LetterKind = Purpose | 'asked' | 'offer-again' | 'refused';
export interface LetterWords {
  greeting(name: string | null): string;
  letter(about: LetterKind, x: { practice: string; willCall: boolean }): Letter;
  footer(x: { practice: string; callback: string; isAnswered: boolean }): string;
  linkHint: string;
  unsubscribe: { button: string; ask(practice: string): string; done(practice: string): string };
}
export interface ImWords {
  /** Titles of quick replies: at most 20 characters. */
  replies: { tell: Record<'1' | '2' | '3' | '9', string>; choice(n: string): string; none: string };
  /** How to answer in free text. The link comes first: nobody is to confirm what they have not read. */
  tellKeys(key: Key): string;
  /** Who is writing, to somebody who may be a stranger: no link, and nothing about anybody. */
  who(x: { practice: string; callback: string; key: Key }): string;
  /** Who we are, where to call, and how to hear no more. */
  help(x: { practice: string; callback: string }): string;
  /** The times are behind the link, under the same numbers. */
  offerKeys(choices: readonly string[], key: Key): string;
}
/** What a person may say instead of pressing a key. Whole utterances, in small letters, without punctuation. */
export interface SpokenAnswers {
  /** BCP 47, for the provider's recogniser. */
  language: string;
  keys: Partial<Record<AnswerKey, readonly string[]>>;
  /** To an offer. */
  none: readonly string[];
  /** Parts of an utterance that revoke consent. */
  stop: readonly string[];
}
export interface VoiceWords {
  /** Before anybody knows who listens: the practice and the reason, within three seconds, and nothing of the visit. */
  opening(practice: string): string;
  /** Still nobody knows whether a person listens: whoever presses is one. */
  waiting(practice: string): string[];
  challenge: {
    /** Four digits; a wrong number is said by 9 and the pound key. */
    ask: string[];
    wrong: string;
    failed(x: { practice: string; callback: string }): string[];
  };
  menu(x: { practice: string; visits: Visits }): string[];
  keys: string[];
  /** Where several visits were named: to be asked about each. */
  each: string;
  /** The visit that the question after it is about. */
  about(visits: Visits): string;
  repeat: string[];
  invalid: string;
  offer(x: OfferWords): string[];
  hold: string;
  noted(practice: string): string[];
  booked(visit: Visit): string[];
  /** Before the goodbye of `booked`. */
  place(address: string): string;
  prepare(how: string): string;
  ask(x: { place: boolean; preparation: boolean; callback: string }): string;
  asked(visit: Visit): string[];
  /** Before other times, or before what comes instead. */
  lost(visit: Visit): string;
  refused(practice: string): string[];
  person(practice: string): string[];
  /** Where nobody consented: a key against all further calls. */
  optOut: string;
  optedOut: string;
  /** The line to a person is being tried. */
  transfer: string[];
  /** To the practice's own people, before they take over a call. Names nobody. */
  whisper(x: { practice: string; reference: string }): string[];
  /** An answer was said aloud where only a key counts. */
  pressInstead(key: string): string;
  another: string;
  wrongNumber: string;
  goodbye(x: { practice: string; callback: string }): string[];
  alreadyNoted: string;
  corrected(x: { practice: string; visits: Visits }): string[];
  /** Behind the first words of a correction that is to be confirmed. */
  coming: string[];
  thanks: string;
  noOffer(practice: string): string[];
  /** To callers. */
  inbound: {
    nothing: string[];
    several: string;
    desk(practice: string): string;
    deskBusy(x: { practice: string; callback: string }): string[];
  };
  /** When we are slow or down. Without the practice's name: nobody may be there to look it up. */
  fallback(callback: string | null): string[];
  /** Null or absent: only keys are understood in this language. */
  spoken?: SpokenAnswers | null;
  voicemail: {
    callbackOnly(x: { practice: string; callback: string }): string[];
    full(x: { practice: string; visits: Visits; callback: string }): string[];
  };
}
export interface PageWords {
  title(practice: string): string;
  hello(name: string | null): string;
  headings: {
    cancelled(x: { own: boolean; several: boolean }): string;
    offer: string;
    pending: string;
    expired: string;
    booked: string;
    thanks: string;
    /** A time that was chosen cannot be had. */
    refused: string;
    /** Several visits, of which one stands otherwise than another. */
    mixed: string;
    correction: string;
    nothing: string;
  };
  dontCome: string;
  sorry: string;
  buttons: {
    understood: string;
    anotherTime: string;
    person: string;
    wrongNumber: string;
    none: string;
    coming: string;
  };
  /** Where several visits are told of: opens the answers for one of them. */
  onlyThis: string;
  chooseTime: string;
  instead(when: string): string;
  heldUntil(time: string): string;
  pending: string;
  lookAgain: string;
  expired(practice: string): string;
  done: {
    informed: string;
    /** The time follows. */
    rebooked: string;
    /** The address follows. */
    place: string;
    /** What to do follows. */
    prepare: string;
    /** The practice's words are in another language. */
    ask(x: { place: boolean; preparation: boolean }): string;
    /** The time follows. */
    asked: string;
    /** After the time that was asked for. */
    askedWait: string;
    /** The time follows. */
    refused: string;
    declined: string;
    /** The time follows. */
    withdrawn: string;
    person: string;
    nothing: string;
  };
  calendar: { add: string; remove: string };
  /** One tap more, where a machine may have pressed: is this to be sent? The answer follows `asks`. */
  sure: { heading: string; asks: string; yes: string; no: string; look: string; tooFast: string };
  again: string;
  /** The chosen time is gone, others follow. */
  taken: string;
  /** The chosen time cannot be had after all; others follow. */
  lost(when: string): string;
  call(practice: string): string;
  retry: string;
  challenge: {
    heading: string;
    why: string;
    label: string;
    /** A guardian is asked for the child's. */
    labelChild: string;
    hint: string;
    go: string;
    wrong: string;
    left(tries: number): string;
    noYear: string;
    /** Before the title, where something was entered wrongly. */
    wrongTitle: string;
    lockedHeading: string;
    locked(practice: string): string;
  };
  linkExpired: { heading: string; hint(practice: string): string };
  notForYou: PageSaying;
  gone: PageSaying;
  tooMany: PageSaying;
  trouble: PageSaying;
}
export interface PageSaying {
  heading: string;
  hint: string;
}
/** How times are written: short in texts, as said in calls, in full on the page. */
export type TimeForm = 'short' | 'spoken' | 'full';
export interface Catalog {
  language: Language;
  direction: 'ltr' | 'rtl';
  /** For TwiML. */
  locale: 'en-US' | 'es-US' | 'ar-AE';
  voice: string;
  /** The scripts that voice can say: a name in another one is left out of a call. */
  voiceReads: RegExp;
  /** Its texts stay in GSM-7; a name that cannot is left out of them. */
  gsm7: boolean;
  moment(form: TimeForm, t: DateTime): Moment;
  sms: SmsWords;
  letter: LetterWords;
  im: ImWords;
  call: VoiceWords;
  page: PageWords;
}
