/** What a message speaks about: the visits, the offer, the names, each as its channel can carry it. */
import type { Conversation, ConversationNotice } from '@rollcall/contracts';
import { DateTime } from 'luxon';
import type { Catalog, Visit } from './catalog.js';
import { clean } from './text.js';

type Format = keyof Catalog['dates'];

export const inZone = (instant: Date, zone: string): DateTime => DateTime.fromJSDate(instant, { zone });

/** The visits that are still to be spoken of: the open ones, else all (a correction, a late look). */
function concerned(c: Conversation): ConversationNotice[] {
  const open = c.notices.filter((n) => n.state === 'open');
  const withdrawn = c.notices.filter((n) => n.state === 'withdrawn');
  if (c.attempt.purpose === 'correct') return withdrawn.length > 0 ? withdrawn : c.notices;
  return open.length > 0 ? open : c.notices;
}

/** Names only where one message speaks of several patients, or of somebody else than the party. */
const several = (c: Conversation): boolean => c.party.kind === 'guardian';

export function visitsOf(
  c: Conversation,
  catalog: Catalog,
  format: Format,
  name: (n: string) => string | null = clean,
): Visit[] {
  return concerned(c).map((n) => ({
    when: catalog.dates[format](inZone(n.start, n.timeZone)),
    who: several(c) ? name(n.patientGivenName) : null,
  }));
}

const noticeOfOffer = (c: Conversation): ConversationNotice | undefined =>
  c.notices.find((n) => n.id === c.offer?.noticeId);

export function optionsOf(c: Conversation, catalog: Catalog, format: Format): { key: string; when: string }[] {
  const zone = noticeOfOffer(c)?.timeZone ?? c.practice.timeZone;
  return (c.offer?.options ?? []).map((o) => ({
    key: String(o.choice),
    when: catalog.dates[format](inZone(o.start, zone)),
  }));
}

export function offerFor(c: Conversation, name: (n: string) => string | null = clean): string | null {
  const notice = noticeOfOffer(c);
  return several(c) && notice ? name(notice.patientGivenName) : null;
}

/** The booking to speak of: the offer's, else the latest. */
export function bookedVisit(
  c: Conversation,
  catalog: Catalog,
  format: Format,
  name: (n: string) => string | null = clean,
): Visit {
  const notice =
    c.notices.find((n) => n.booking !== null && n.id === c.offer?.noticeId) ??
    c.notices.findLast((n) => n.booking !== null);
  return {
    when: notice?.booking ? catalog.dates[format](inZone(notice.booking.start, notice.timeZone)) : '',
    who: several(c) && notice ? name(notice.patientGivenName) : null,
  };
}
