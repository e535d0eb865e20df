/**
 * A visit that is on after all, until somebody says that they will come: before everything else, whatever else is asked.
 * Each has a button of its own, so that nobody confirms what they were not shown.
 */
import { type Conversation, comingKey } from '@rollcall/contracts';
import type { Catalog } from '../catalog.js';
import { escapeHtml } from '../html.js';
import { momentOf } from '../subject.js';
import { isolated } from '../text.js';
import { answers, form } from './form.js';
import type { PageOptions } from './index.js';
import { who } from './parts.js';

export function correction(c: Conversation, catalog: Catalog, options: PageOptions): string {
  const owed = c.notices.filter((n) => n.isCorrected === true);
  const { done, buttons } = catalog.page;
  return owed
    .map((n) => {
      const { when } = momentOf(catalog, 'full', n.start, n.timeZone);
      const label = owed.length > 1 ? `${buttons.coming}: ${isolated(when)}` : buttons.coming;
      // Where nothing else is asked the page says how each visit stands anyway.
      const visit =
        options.stage === 'done'
          ? ''
          : `<ul><li class="visit">${who(c, n.patientGivenName)}<span>${escapeHtml(done.withdrawn)}</span><b>${escapeHtml(when)}</b></li></ul>`;
      return `${visit}${form(options, answers([{ key: comingKey, label, main: true }]), undefined, n.id)}`;
    })
    .join('');
}
