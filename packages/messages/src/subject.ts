/** What a message speaks about: the visits, the offer, the booking, each as its channel can carry it. */
import type { Conversation, ConversationChoice, ConversationNotice, Language, Purpose } from '@rollcall/contracts';
import { DateTime } from 'luxon';
import type { Catalog, Moment, OfferWords, TimeForm, Visit, Visits } from './catalog.js';
import type { NameForm } from './names.js';
import { clean } from './text.js';

/** How a channel writes: the form of its times and of its names. */
export interface Manner {
  catalog: Catalog;
  times: TimeForm;
  name: NameForm;
}

const inState = (c: Conversation, state: ConversationNotice['state']): ConversationNotice[] =>
  c.notices.filter((n) => n.state === state);

/**
 * What can truthfully be said now. Between planning and rendering a visit may be restored, a booking undone or an offer
 * emptied; a message that lost its subject becomes "noted", and a restored visit is never called cancelled.
 */
export function purposeNow(c: Conversation): Purpose {
  const { purpose } = c.attempt;
  const restored = c.notices.length > 0 && c.notices.every((n) => n.state === 'withdrawn');
  switch (purpose) {
    case 'tell':
    case 'clarify':
      return restored ? 'correct' : purpose === 'clarify' && c.notices.length === 0 ? 'noted' : purpose;
    case 'offer':
      return (c.offer?.options.length ?? 0) > 0 ? 'offer' : 'noted';
    case 'booked':
      return bookedNotice(c) ? 'booked' : 'noted';
    case 'correct':
      return inState(c, 'withdrawn').length > 0 ? 'correct' : 'noted';
    case 'noted':
      return 'noted';
  }
}

/** Moments already put into words, per catalog: forty patients of a morning share a dozen, and a zone's rules are slow to ask. */
const known = new WeakMap<Catalog, Map<string, Moment>>();
const mostKnown = 2000;

export function momentOf(catalog: Catalog, form: TimeForm, instant: Date, zone: string): Moment {
  let moments = known.get(catalog);
  if (!moments || moments.size >= mostKnown) {
    moments = new Map();
    known.set(catalog, moments);
  }
  const key = `${form} ${instant.getTime()} ${zone}`;
  const moment = moments.get(key) ?? catalog.moment(form, DateTime.fromJSDate(instant, { zone }));
  moments.set(key, moment);
  return moment;
}

/** Names only where one message speaks of somebody else than the party, or several parties share the number. */
const whoOf = (c: Conversation, n: ConversationNotice, { name }: Manner): string | null =>
  c.party.kind === 'guardian' || c.attempt.sharedNumber ? name(n.patientGivenName) : null;

function visits(c: Conversation, notices: readonly ConversationNotice[], manner: Manner): Visits {
  const list = notices.map((n) => ({
    ...momentOf(manner.catalog, manner.times, n.start, n.timeZone),
    who: whoOf(c, n, manner),
    letter: n.letter ?? null,
  }));
  // "Mia (9:00) and (9:20)": one name that cannot be written takes the others with it.
  const named = list.every((v) => v.who !== null);
  return { list: named ? list : nameless(list), own: c.party.kind === 'patient' };
}

export const nameless = (list: readonly Visit[]): Visit[] => list.map((v) => ({ ...v, who: null }));

/** The cancelled visits still to be told of; when all are answered, those that were told. */
export function cancelledVisits(c: Conversation, manner: Manner): Visits {
  const open = inState(c, 'open');
  return visits(c, open.length > 0 ? open : c.notices.filter((n) => n.state !== 'withdrawn'), manner);
}

/** One visit of several, to be asked about by itself; null when it is no question any more. */
export function openVisit(c: Conversation, noticeId: string, manner: Manner): Visits | null {
  const own = inState(c, 'open').filter((n) => n.id === noticeId);
  return own.length > 0 ? visits(c, own, manner) : null;
}

/** What is written before the keys: the letter of the one visit that is asked about, where several have letters, else the question's. */
export function askedBy(c: Conversation, about: readonly string[]): string | null {
  const [only, ...more] = c.notices.filter((n) => about.includes(n.id));
  return only?.letter && more.length === 0 ? only.letter : c.attempt.replyCode;
}

export const openIds = (c: Conversation): string[] => inState(c, 'open').map((n) => n.id);

/** The visits that are on after all. Nobody answers for one of them alone. */
export function restoredVisits(c: Conversation, manner: Manner): Visits {
  const all = visits(c, inState(c, 'withdrawn'), manner);
  return { ...all, list: all.list.map((v) => ({ ...v, letter: null })) };
}

/** It is followed up until somebody says that they will come. */
export const isCorrected = (c: Conversation): boolean => c.notices.some((n) => n.isCorrected === true);

const noticeOfOffer = (c: Conversation): ConversationNotice | undefined =>
  c.notices.find((n) => n.id === c.offer?.noticeId);

/** The zone of the visit that the offer replaces. */
export const zoneOfOffer = (c: Conversation): string => noticeOfOffer(c)?.timeZone ?? c.practice.timeZone;

export function offerWords(c: Conversation, manner: Manner): OfferWords {
  const { catalog, times } = manner;
  const notice = noticeOfOffer(c);
  return {
    who: notice ? whoOf(c, notice, manner) : null,
    instead: notice && c.notices.length > 1 ? momentOf(catalog, times, notice.start, notice.timeZone).when : null,
    options: (c.offer?.options ?? []).map((o) => ({
      key: String(o.choice),
      when: momentOf(catalog, times, o.start, zoneOfOffer(c)).when,
    })),
  };
}

/** The booking to speak of: the offer's, else the latest. */
function bookedNotice(c: Conversation): ConversationNotice | undefined {
  const own = noticeOfOffer(c);
  return own?.booking ? own : c.notices.findLast((n) => n.booking !== null);
}

export function bookedVisit(c: Conversation, manner: Manner): Visit | null {
  const notice = bookedNotice(c);
  if (!notice?.booking) return null;
  return {
    ...momentOf(manner.catalog, manner.times, notice.booking.start, notice.timeZone),
    who: whoOf(c, notice, manner),
  };
}

/** What else is to be known of a booking. `unsaid`: there are words, and none in this language. */
export interface Arrangement {
  address: string | null;
  directions: string | null;
  preparation: string | null;
  unsaid: { directions: boolean; preparation: boolean };
}

/** Of the booking that is spoken of; null when nothing is otherwise than usual. */
export const arrangement = (c: Conversation, { language }: Pick<Catalog, 'language'>): Arrangement | null =>
  arrangementOf(bookedNotice(c)?.booking ?? null, language);

export function arrangementOf(booking: ConversationNotice['booking'], language: Language): Arrangement | null {
  if (!booking?.place && !booking?.preparation) return null;
  const { place, preparation } = booking;
  const own = place?.directions?.[language] ?? null;
  const prepare = preparation?.[language] ?? null;
  return {
    address: place ? clean(place.address) : null,
    directions: own && clean(own),
    preparation: prepare && clean(prepare),
    unsaid: {
      directions: own === null && Object.keys(place?.directions ?? {}).length > 0,
      preparation: prepare === null && Object.keys(preparation ?? {}).length > 0,
    },
  };
}

/** What is said of a chosen time that is no booking: sure is only what the practice's own calendar holds. */
export type Saying = Purpose | 'asked' | 'offer-again' | 'refused';

/** As `purposeNow`, where one purpose has several ways to be said; and what was asked for meanwhile may be booked by now. */
export function sayingNow(c: Conversation): Saying {
  const purpose = purposeNow(c);
  const { wording } = c.attempt;
  if (purpose === 'noted' && wording === 'asked') {
    if (requestOf(c)) return 'asked';
    return bookedNotice(c) && c.offer?.state === 'booked' ? 'booked' : 'noted';
  }
  if (wording === 'refused' && lostOf(c)) {
    if (purpose === 'offer') return 'offer-again';
    if (c.attempt.purpose === 'correct') return 'refused';
  }
  return purpose;
}

const requestOf = (c: Conversation): ConversationChoice | undefined =>
  c.requests?.find((r) => r.offerId === c.offer?.id) ?? c.requests?.at(-1);

/** The refused time that the offer makes up for, else the last one; as long as nothing else was chosen in its place. */
function lostOf(c: Conversation): ConversationChoice | undefined {
  const lost = c.refusals?.findLast((r) => r.noticeId === c.offer?.noticeId) ?? c.refusals?.at(-1);
  const isInformed = c.notices.some((n) => n.id === lost?.noticeId && n.state === 'informed');
  return isInformed && !c.requests?.some((r) => r.noticeId === lost?.noticeId) ? lost : undefined;
}

function choiceVisit(c: Conversation, manner: Manner, choice: ConversationChoice | undefined): Visit | null {
  const notice = choice && c.notices.find((n) => n.id === choice.noticeId);
  if (!choice || !notice) return null;
  return {
    ...momentOf(manner.catalog, manner.times, choice.start, notice.timeZone),
    who: whoOf(c, notice, manner),
  };
}

/** The time that the practice has yet to confirm. */
export const askedVisit = (c: Conversation, manner: Manner): Visit | null => choiceVisit(c, manner, requestOf(c));

/** The time that the practice refused. */
export const lostVisit = (c: Conversation, manner: Manner): Visit | null => choiceVisit(c, manner, lostOf(c));

/** The practice finds the new time: nothing is booked, and no offer is on its way. */
export const willCall = (c: Conversation): boolean => c.withOperator || c.offer === null || c.offer.state !== 'booked';
