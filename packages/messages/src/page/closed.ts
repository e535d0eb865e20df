/** Pages that speak of no visit: the link is unknown or old, the address is wrong, somebody knocks too often, we failed. */
import type { Conversation, Language } from '@rollcall/contracts';
import type { Catalog } from '../catalog.js';
import { escapeHtml } from '../html.js';
import { catalogIn, catalogOf } from '../language.js';
import { documentOf } from './document.js';
import { callThePractice, heading, paragraph, practiceIn } from './parts.js';

export interface Nonce {
  nonce?: string;
}

/** An old link: whom to call, and nothing about anybody. */
export function renderPageExpired(c: Conversation, { nonce }: Nonce = {}): string {
  const catalog = catalogOf(c);
  const { title, linkExpired } = catalog.page;
  const practice = practiceIn(c);
  return documentOf(catalog, {
    title: title(practice),
    nonce,
    stage: 'link-expired',
    body: `${heading(title(practice), linkExpired.heading)}${paragraph(linkExpired.hint(practice))}${callThePractice(c, catalog)}`,
  });
}

/** The holder of the address said that the message is for somebody else: from then on it shows nothing. */
export function renderPageNotForYou(c: Conversation, { nonce }: Nonce = {}): string {
  const catalog = catalogOf(c);
  const { title, notForYou } = catalog.page;
  const from = title(practiceIn(c));
  return documentOf(catalog, {
    title: from,
    nonce,
    stage: 'not-for-you',
    body: `${heading(from, notForYou.heading)}${paragraph(notForYou.hint, ' role="status"')}`,
  });
}

/**
 * What a machine gets that makes previews of links in chats and says so: the practice's neutral name, as the message
 * itself has it. A preview is kept and shown by others.
 */
export function renderPagePreview(c: Conversation, { nonce }: Nonce = {}): string {
  const catalog = catalogOf(c);
  const from = catalog.page.title(practiceIn(c));
  return documentOf(catalog, { title: from, nonce, stage: 'preview', body: `<h1>${escapeHtml(from)}</h1>` });
}

export type PageFault = 'gone' | 'tooMany' | 'trouble';

/**
 * Nobody knows whose page it is, so the language is the browser's, and English below it where that is another.
 * `retry`: where the same can be asked again.
 */
export function renderPageFault(
  fault: PageFault,
  languages: readonly Language[],
  page: Nonce & { retry?: string } = {},
): string {
  const [first = 'en'] = languages;
  const own = catalogIn(first);
  const parts = (first === 'en' ? [own] : [own, catalogIn('en')]).map((catalog, n) =>
    said(fault, catalog, n, page.retry),
  );
  return documentOf(own, { title: own.page[fault].heading, nonce: page.nonce, stage: fault, body: parts.join('') });
}

function said(fault: PageFault, { language, direction, page }: Catalog, n: number, retry: string | undefined): string {
  const { heading: head, hint } = page[fault];
  const level = n === 0 ? 'h1' : 'h2';
  const again =
    retry === undefined ? '' : `<a class="button main" href="/p/${escapeHtml(retry)}">${escapeHtml(page.retry)}</a>`;
  return `<section lang="${language}" dir="${direction}"><${level}>${escapeHtml(head)}</${level}>${paragraph(hint)}${again}</section>`;
}
