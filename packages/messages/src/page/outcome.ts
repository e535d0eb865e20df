/** How it stands, visit by visit, when there is nothing to answer. */
import type { Conversation, ConversationNotice } from '@rollcall/contracts';
import type { Catalog } from '../catalog.js';
import { escapeHtml } from '../html.js';
import { momentOf } from '../subject.js';
import { who } from './parts.js';

export function outcomeHeading(c: Conversation, { page }: Catalog): string {
  const { headings } = page;
  const all = (is: (n: ConversationNotice) => boolean): boolean => c.notices.every(is);
  if (all((n) => n.state === 'withdrawn')) return headings.correction;
  if (all((n) => n.state === 'rebooked' && n.booking !== null)) return headings.booked;
  if (all((n) => n.state === 'unreachable' || n.state === 'open')) return headings.nothing;
  return all((n) => n.state === 'informed' || n.state === 'declined') ? headings.thanks : headings.mixed;
}

export const outcomes = (c: Conversation, catalog: Catalog): string =>
  `<div role="status"><ul>${c.notices.map((n) => `<li class="visit">${who(c, n.patientGivenName)}${outcome(c, catalog, n)}</li>`).join('')}</ul></div>`;

function outcome(c: Conversation, catalog: Catalog, n: ConversationNotice): string {
  const words = catalog.page.done;
  const at = (start: Date): string => `<b>${escapeHtml(momentOf(catalog, 'full', start, n.timeZone).when)}</b>`;
  const said = (text: string): string => `<span>${escapeHtml(text)}</span>`;
  switch (n.state) {
    case 'rebooked':
      return n.booking ? `${said(words.rebooked)}${at(n.booking.start)}` : said(words.informed);
    case 'informed':
      return said(c.withOperator ? words.person : words.informed);
    case 'declined':
      return said(words.declined);
    case 'withdrawn':
      return `${said(words.withdrawn)}${at(n.start)}`;
    case 'open':
    case 'unreachable':
      return said(words.nothing);
  }
}
