/** What several pages are made of. */
import type { Conversation } from '@rollcall/contracts';
import type { Catalog } from '../catalog.js';
import { bdi, escapeHtml } from '../html.js';
import { practiceName, writtenName } from '../names.js';
import { clean, isolated } from '../text.js';

export const heading = (from: string, text: string): string =>
  `<p class="from">${escapeHtml(from)}</p><h1>${escapeHtml(text)}</h1>`;

/** Inside a sentence, in its own direction. */
export const practiceIn = (c: Conversation): string => isolated(practiceName(c));

/** How to reach a person: on every page that knows the practice. */
export function callThePractice(c: Conversation, catalog: Catalog): string {
  const number = clean(c.practice.callbackNumber);
  return `<footer><a href="tel:${escapeHtml(number.replace(/[^\d+]/g, ''))}">${escapeHtml(catalog.page.call(practiceIn(c)))}: <bdi dir="ltr">${escapeHtml(number)}</bdi></a></footer>`;
}

/** The child's name, where a guardian reads. */
export function who(c: Conversation, given: string): string {
  const name = c.party.kind === 'guardian' ? writtenName(given) : null;
  return name === null ? '' : bdi(name);
}

export const paragraph = (text: string, attributes = ''): string => `<p${attributes}>${escapeHtml(text)}</p>`;
