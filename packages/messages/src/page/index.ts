/**
 * The patient's page: what happened, "I understand", a new time. Made for a slow phone: one small file of HTML, no script,
 * no third party, in the patient's language. Each kind of page has a file of its own.
 */
import type { Conversation } from '@rollcall/contracts';
import type { Catalog } from '../catalog.js';
import { catalogOf } from '../language.js';
import { ask, askHeading } from './ask.js';
import { correction } from './correction.js';
import { documentOf } from './document.js';
import type { FormMarks } from './form.js';
import { offer } from './offer.js';
import { outcomeHeading, outcomes } from './outcome.js';
import { callThePractice, heading, paragraph, practiceIn } from './parts.js';
import { pending } from './pending.js';

export * from './challenge.js';
export * from './closed.js';
export { unseenKey } from './form.js';
export * from './sure.js';

export interface PageOptions extends FormMarks {
  /** `expired`: the offered times are no longer kept. */
  stage: 'ask' | 'offer' | 'pending' | 'done' | 'expired';
  nonce?: string;
  /** `again`: the last answer did not count. `taken`: the chosen time was gone, and here are others. */
  error?: 'again' | 'taken';
}

/** The whole page of one conversation at one stage. Forms answer by POST to `/p/{token}`. */
export function renderPage(c: Conversation, options: PageOptions): string {
  const catalog = catalogOf(c);
  const words = catalog.page;
  const title = words.title(practiceIn(c));
  const { head, body } = stageOf(c, catalog, options);
  const error = options.error ? paragraph(words[options.error], ' class="note bad" role="alert"') : '';
  return documentOf(catalog, {
    title: options.error ? `${words.challenge.wrongTitle}: ${title}` : title,
    nonce: options.nonce,
    stage: options.stage,
    body: `${heading(title, head)}${error}${correction(c, catalog, options)}${body}${callThePractice(c, catalog)}`,
  });
}

interface Content {
  head: string;
  body: string;
}

function stageOf(c: Conversation, catalog: Catalog, options: PageOptions): Content {
  const { page } = catalog;
  const how = (): Content => ({ head: outcomeHeading(c, catalog), body: outcomes(c, catalog, options.token) });
  switch (options.stage) {
    case 'ask':
      return c.notices.some((n) => n.state === 'open')
        ? { head: askHeading(c, catalog), body: ask(c, catalog, options) }
        : how();
    case 'offer':
      return (c.offer?.options.length ?? 0) > 0
        ? { head: page.headings.offer, body: offer(c, catalog, options) }
        : how();
    case 'pending':
      return { head: page.headings.pending, body: pending(catalog, options) };
    case 'expired':
      return { head: page.headings.expired, body: paragraph(page.expired(practiceIn(c)), ' role="status"') };
    case 'done':
      return how();
  }
}
