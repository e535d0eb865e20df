/** The offered times: a frozen offer, under the numbers that a message names them by. */
import type { Conversation } from '@rollcall/contracts';
import type { Catalog } from '../catalog.js';
import { escapeHtml } from '../html.js';
import { writtenName } from '../names.js';
import { momentOf, offerWords, zoneOfOffer } from '../subject.js';
import { answers, type FormMarks, form } from './form.js';
import { paragraph, who } from './parts.js';

export function offer(c: Conversation, catalog: Catalog, marks: FormMarks): string {
  const words = catalog.page;
  const offered = offerWords(c, { catalog, times: 'full', name: writtenName });
  const given = c.notices.find((n) => n.id === c.offer?.noticeId)?.patientGivenName ?? '';
  const forWhom = who(c, given);
  const lost = c.refusals?.findLast((r) => r.noticeId === c.offer?.noticeId);
  const until = c.offer?.expiresAt
    ? paragraph(words.heldUntil(momentOf(catalog, 'full', c.offer.expiresAt, zoneOfOffer(c)).time))
    : '';
  const first = lost ? words.lost(momentOf(catalog, 'full', lost.start, zoneOfOffer(c)).when) : words.chooseTime;
  return `<p role="status">${escapeHtml(first)}${forWhom === '' ? '' : ` ${forWhom}`}</p>${
    offered.instead ? paragraph(words.instead(offered.instead)) : ''
  }${form(
    marks,
    answers([
      ...offered.options.map((o, i) => ({ key: o.key, label: `${o.key}. ${o.when}`, main: i === 0 })),
      { key: '4', label: words.buttons.none },
    ]),
    c.offer?.id,
  )}${until}`;
}
