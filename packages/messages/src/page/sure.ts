/** One tap more, where a machine may have pressed: the answer, and whether to send it. */
import { type Conversation, comingKey } from '@rollcall/contracts';
import type { Catalog } from '../catalog.js';
import { escapeHtml } from '../html.js';
import { catalogOf } from '../language.js';
import { writtenName } from '../names.js';
import { offerWords } from '../subject.js';
import { documentOf } from './document.js';
import { callThePractice, heading, paragraph, practiceIn } from './parts.js';

export interface SureOptions {
  token: string;
  /** Bound to all that follows. */
  formToken: string;
  key: string;
  offer?: string | undefined;
  notice?: string | undefined;
  /** The number of the press that led here. */
  press: number;
  nonce?: string;
  /** It was pressed faster than anybody reads. */
  tooFast?: boolean;
}

export function renderPageSure(c: Conversation, options: SureOptions): string {
  const catalog = catalogOf(c);
  const { title, sure } = catalog.page;
  const from = title(practiceIn(c));
  const note = options.tooFast ? paragraph(sure.tooFast, ' class="note bad" role="alert"') : '';
  return documentOf(catalog, {
    title: from,
    nonce: options.nonce,
    stage: 'sure',
    body: `${heading(from, sure.heading)}${note}${paragraph(sure.asks)}<p class="visit"><b>${escapeHtml(answerIn(c, catalog, options))}</b></p>${question(catalog, options)}${callThePractice(c, catalog)}`,
  });
}

/** As the button said it. */
function answerIn(c: Conversation, catalog: Catalog, { key, offer }: SureOptions): string {
  const { buttons } = catalog.page;
  if (offer !== undefined && key !== '4') {
    const offered = offerWords(c, { catalog, times: 'full', name: writtenName });
    return offered.options.find((o) => o.key === key)?.when ?? key;
  }
  const named: Record<string, string> = {
    '1': buttons.understood,
    '2': buttons.anotherTime,
    '3': buttons.person,
    '4': buttons.none,
    [comingKey]: buttons.coming,
    '9': buttons.wrongNumber,
  };
  return named[key] ?? key;
}

/** "Yes" stands neither first nor last: a machine that always presses the one or the other goes back. */
function question({ page }: Catalog, { token, formToken, key, offer, notice, press }: SureOptions): string {
  const field = (name: string, value: string | undefined): string =>
    value === undefined ? '' : `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`;
  const yes = `<button name="sure" value="yes" class="main">${escapeHtml(page.sure.yes)}</button>`;
  const no = (label: string): string => `<button name="sure" value="no">${escapeHtml(label)}</button>`;
  const fields = [
    field('form', formToken),
    field('answer', key),
    field('offer', offer),
    field('notice', notice),
    field('press', String(press)),
  ];
  return `<form method="post" action="/p/${escapeHtml(token)}">${fields.join('')}${no(page.sure.no)}${yes}${no(page.sure.look)}</form>`;
}
