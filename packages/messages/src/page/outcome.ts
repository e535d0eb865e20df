/** How it stands, visit by visit, when there is nothing to answer. */
import type { Conversation, ConversationChoice, ConversationNotice } from '@rollcall/contracts';
import type { Catalog } from '../catalog.js';
import { escapeHtml } from '../html.js';
import { arrangementOf, momentOf } from '../subject.js';
import { who } from './parts.js';

export function outcomeHeading(c: Conversation, { page }: Catalog): string {
  const { headings } = page;
  const all = (is: (n: ConversationNotice) => boolean): boolean => c.notices.every(is);
  if (all((n) => n.state === 'withdrawn')) return headings.correction;
  if (all((n) => n.state === 'rebooked' && n.booking !== null)) return headings.booked;
  if (all((n) => n.state === 'unreachable' || n.state === 'open')) return headings.nothing;
  if (all((n) => n.state === 'informed' && refusalOf(c, n) !== undefined)) return headings.refused;
  return all((n) => n.state === 'informed' || n.state === 'declined') ? headings.thanks : headings.mixed;
}

const requestOf = (c: Conversation, n: ConversationNotice): ConversationChoice | undefined =>
  c.requests?.find((r) => r.noticeId === n.id);
/** As long as nothing else was chosen in its place. */
const refusalOf = (c: Conversation, n: ConversationNotice): ConversationChoice | undefined =>
  requestOf(c, n) ? undefined : c.refusals?.findLast((r) => r.noticeId === n.id);

export const outcomes = (c: Conversation, catalog: Catalog, token: string): string =>
  `<div role="status"><ul>${c.notices.map((n) => `<li class="visit">${who(c, n.patientGivenName)}${outcome(c, catalog, n)}${calendarLink(c, catalog, n, token)}</li>`).join('')}</ul></div>`;

/** The booking's calendar file, and its cancellation once it is given back. */
function calendarLink(c: Conversation, { page }: Catalog, n: ConversationNotice, token: string): string {
  const booking = c.bookings?.findLast((b) => b.noticeId === n.id);
  if (!booking || (c.calendarFile ?? 'none') === 'none' || c.challenge !== null) return '';
  const words = booking.isOn ? page.calendar.add : page.calendar.remove;
  return `<a href="/p/${escapeHtml(token)}/${escapeHtml(booking.offerId)}.ics">${escapeHtml(words)}</a>`;
}

function outcome(c: Conversation, catalog: Catalog, n: ConversationNotice): string {
  const words = catalog.page.done;
  const at = (start: Date): string => `<b>${escapeHtml(momentOf(catalog, 'full', start, n.timeZone).when)}</b>`;
  const said = (text: string): string => `<span>${escapeHtml(text)}</span>`;
  switch (n.state) {
    case 'rebooked':
      return n.booking ? `${said(words.rebooked)}${at(n.booking.start)}${arranged(catalog, n)}` : said(words.informed);
    case 'informed':
      return chosen(c, catalog, n) ?? said(c.withOperator ? words.person : words.informed);
    case 'declined':
      return said(words.declined);
    case 'withdrawn':
      return `${said(words.withdrawn)}${at(n.start)}`;
    case 'open':
    case 'unreachable':
      return said(words.nothing);
  }
}

/** A new time that was asked for, or refused: what is not sure is not called booked. */
function chosen(c: Conversation, catalog: Catalog, n: ConversationNotice): string | null {
  const words = catalog.page.done;
  const said = (text: string): string => `<span>${escapeHtml(text)}</span>`;
  const at = (start: Date): string => escapeHtml(momentOf(catalog, 'full', start, n.timeZone).when);
  const request = requestOf(c, n);
  if (request) return `${said(words.asked)}<b>${at(request.start)}</b>${said(words.askedWait)}`;
  const refusal = refusalOf(c, n);
  if (!refusal) return null;
  return `${said(words.refused)}<s>${at(refusal.start)}</s>${said(words.person)}`;
}

/** Where it is and how to get ready; words of the practice in another language are not shown to who may not read them. */
function arranged({ language, page }: Catalog, n: ConversationNotice): string {
  const known = arrangementOf(n.booking, language);
  if (!known) return '';
  const { address, directions, preparation, unsaid } = known;
  const line = (text: string): string => `<span>${escapeHtml(text)}</span>`;
  return [
    ...(address ? [`<span>${escapeHtml(page.done.place)} <bdi>${escapeHtml(address)}</bdi></span>`] : []),
    ...(directions ? [line(directions)] : []),
    ...(preparation ? [line(page.done.prepare), line(preparation)] : []),
    ...(unsaid.directions || unsaid.preparation
      ? [line(page.done.ask({ place: unsaid.directions, preparation: unsaid.preparation }))]
      : []),
  ].join('');
}
