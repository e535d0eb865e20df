/** What happened, and the four answers. */
import type { Conversation, ConversationNotice } from '@rollcall/contracts';
import type { Catalog } from '../catalog.js';
import { escapeHtml, greetingHtml } from '../html.js';
import { writtenName } from '../names.js';
import { momentOf } from '../subject.js';
import { isolated } from '../text.js';
import { answers, type FormMarks, form } from './form.js';
import { paragraph, who } from './parts.js';

const openOf = (c: Conversation) => c.notices.filter((n) => n.state === 'open');

export const askHeading = (c: Conversation, { page }: Catalog): string =>
  page.headings.cancelled({ own: c.party.kind === 'patient', several: openOf(c).length > 1 });

/** A parent answers for one child, and leaves the other to the other parent: tucked away, most answer for all. */
function alone(c: Conversation, catalog: Catalog, marks: FormMarks, n: ConversationNotice): string {
  if (openOf(c).length < 2) return '';
  const { buttons, onlyThis } = catalog.page;
  const whose = who(c, n.patientGivenName) ? writtenName(n.patientGivenName) : null;
  const which = whose ?? momentOf(catalog, 'full', n.start, n.timeZone).when;
  const named = (label: string): string => `${label}: ${isolated(which)}`;
  return `<details><summary>${escapeHtml(onlyThis)}</summary>${form(
    marks,
    answers([
      { key: '1', label: named(buttons.understood) },
      { key: '2', label: named(buttons.anotherTime) },
      { key: '3', label: named(buttons.person) },
    ]),
    undefined,
    n.id,
  )}</details>`;
}

export function ask(c: Conversation, catalog: Catalog, marks: FormMarks): string {
  const words = catalog.page;
  const visits = openOf(c).map(
    (n) =>
      `<li class="visit">${who(c, n.patientGivenName)}<s>${escapeHtml(momentOf(catalog, 'full', n.start, n.timeZone).when)}</s><strong>${escapeHtml(words.dontCome)}</strong>${alone(c, catalog, marks, n)}</li>`,
  );
  return `<p>${greetingHtml(words.hello, writtenName(c.party.givenName))}</p><ul>${visits.join('')}</ul>${paragraph(words.sorry)}${form(
    marks,
    answers([
      { key: '1', label: words.buttons.understood, main: true },
      { key: '2', label: words.buttons.anotherTime },
      { key: '3', label: words.buttons.person },
      { key: '9', label: words.buttons.wrongNumber },
    ]),
  )}`;
}
