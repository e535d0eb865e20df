/** The patient's page: one file of HTML, no script, no third party, in the patient's language, made for a phone. */
import type { Conversation, ConversationNotice, Language } from '@rollcall/contracts';
import type { Catalog } from './catalog.js';
import { bdi, escapeHtml, greetingHtml } from './html.js';
import { catalogIn, catalogOf } from './language.js';
import { practiceName, writtenName } from './names.js';
import { momentOf, offerWords, zoneOfOffer } from './subject.js';
import { clean, isolated } from './text.js';

export interface PageOptions {
  token: string;
  /** `expired`: the offered times are no longer kept. */
  stage: 'ask' | 'offer' | 'pending' | 'done' | 'expired';
  /** For the style tag, as the content security policy names it. */
  nonce?: string;
  formToken: string;
  /** The last answer did not count: ask again. */
  error?: 'again';
}

const style = `:root{color-scheme:light dark;--bg:#fff;--fg:#1a1a1a;--soft:#f1f4f8;--line:#66707c;--accent:#0b5cad;--on:#fff}
@media(prefers-color-scheme:dark){:root{--bg:#14171a;--fg:#f2f2f2;--soft:#23282e;--line:#9aa4af;--accent:#8ec5ff;--on:#10151a}}
*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--fg);font:1.125rem/1.5 system-ui,-apple-system,Segoe UI,Roboto,sans-serif}
main{max-width:34rem;margin:0 auto;padding:1.25rem}h1{font-size:1.35rem;line-height:1.3;margin:.25rem 0 1rem}
.visit{background:var(--soft);border-radius:.75rem;padding:1rem;margin:0 0 1rem}.visit strong{display:block;font-size:1.2rem}.visit s{display:block;font-size:1.2rem;font-weight:600}
button{display:block;width:100%;min-height:3.25rem;margin:0 0 .75rem;padding:.75rem 1rem;border-radius:.75rem;border:2px solid var(--line);background:transparent;color:inherit;font:inherit;font-weight:600;cursor:pointer;text-align:center}
button.main{background:var(--accent);border-color:var(--accent);color:var(--on)}button:focus-visible,a:focus-visible{outline:3px solid var(--fg);outline-offset:2px}
.note{border-inline-start:.3rem solid var(--accent);padding-inline-start:.75rem}a{color:var(--accent)}footer{margin-top:1.5rem;padding-top:1rem;border-top:1px solid var(--line)}`;

function document(
  catalog: Catalog,
  page: { title: string; nonce: string | undefined; body: string; refresh: boolean },
): string {
  return `<!doctype html>
<html lang="${catalog.language}" dir="${catalog.direction}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex,nofollow"><meta name="referrer" content="no-referrer">${page.refresh ? '<meta http-equiv="refresh" content="2">' : ''}
<title>${escapeHtml(page.title)}</title><style${page.nonce ? ` nonce="${escapeHtml(page.nonce)}"` : ''}>${style}</style></head>
<body><main>${page.body}</main></body></html>
`;
}

/** The whole page of one conversation at one stage. Forms answer by POST to `/p/{token}`. */
export function renderPage(c: Conversation, options: PageOptions): string {
  const catalog = catalogOf(c);
  const words = catalog.page;
  const practice = isolated(practiceName(c));
  const title = words.title(practice);
  const callback = clean(c.practice.callbackNumber);
  const body = [
    `<h1>${escapeHtml(title)}</h1><p>${greetingHtml(words.hello, writtenName(c.party.givenName))}</p>`,
    options.error ? `<p class="note" role="alert">${escapeHtml(words.again)}</p>` : '',
    stage(c, catalog, options),
    `<footer><a href="tel:${escapeHtml(callback.replace(/[^\d+]/g, ''))}">${escapeHtml(words.call(practice))}: <bdi dir="ltr">${escapeHtml(callback)}</bdi></a></footer>`,
  ];
  return document(catalog, {
    title,
    nonce: options.nonce,
    body: body.join('\n'),
    refresh: options.stage === 'pending',
  });
}

function stage(c: Conversation, catalog: Catalog, options: PageOptions): string {
  switch (options.stage) {
    case 'ask':
      return c.notices.some((n) => n.state === 'open') ? ask(c, catalog, options) : done(c, catalog);
    case 'offer':
      return (c.offer?.options.length ?? 0) > 0 ? offer(c, catalog, options) : done(c, catalog);
    case 'pending':
      return `<p role="status">${escapeHtml(catalog.page.pending)}</p>`;
    case 'expired':
      return `<p role="status">${escapeHtml(catalog.page.expired(isolated(practiceName(c))))}</p>`;
    case 'done':
      return done(c, catalog);
  }
}

const form = (
  options: PageOptions,
  buttons: { key: string; label: string; main?: boolean }[],
  offerId?: string,
): string =>
  `<form method="post" action="/p/${escapeHtml(options.token)}"><input type="hidden" name="form" value="${escapeHtml(options.formToken)}">${
    offerId ? `<input type="hidden" name="offer" value="${escapeHtml(offerId)}">` : ''
  }${buttons.map((b) => `<button name="key" value="${b.key}"${b.main ? ' class="main"' : ''}>${escapeHtml(b.label)}</button>`).join('')}</form>`;

/** The child's name, where a guardian reads. */
function who(c: Conversation, given: string): string {
  const name = c.party.kind === 'guardian' ? writtenName(given) : null;
  return name === null ? '' : ` ${bdi(name)}`;
}

function ask(c: Conversation, catalog: Catalog, options: PageOptions): string {
  const words = catalog.page;
  const visits = c.notices
    .filter((n) => n.state === 'open')
    .map(
      (n) =>
        `<div class="visit">${escapeHtml(words.cancelled)}${who(c, n.patientGivenName)}<s>${escapeHtml(momentOf(catalog, 'full', n.start, n.timeZone).when)}</s><strong>${escapeHtml(words.dontCome)}</strong></div>`,
    );
  return `${visits.join('')}<p>${escapeHtml(words.sorry)}</p>${form(options, [
    { key: '1', label: words.buttons.understood, main: true },
    { key: '2', label: words.buttons.anotherTime },
    { key: '3', label: words.buttons.person },
    { key: '9', label: words.buttons.wrongNumber },
  ])}`;
}

function offer(c: Conversation, catalog: Catalog, options: PageOptions): string {
  const words = catalog.page;
  const offered = offerWords(c, { catalog, times: 'full', name: writtenName });
  const given = c.notices.find((n) => n.id === c.offer?.noticeId)?.patientGivenName ?? '';
  const until = c.offer?.expiresAt
    ? `<p>${escapeHtml(words.heldUntil(momentOf(catalog, 'full', c.offer.expiresAt, zoneOfOffer(c)).time))}</p>`
    : '';
  return `<p role="status">${escapeHtml(words.chooseTime)}${who(c, given)}</p>${
    offered.instead ? `<p>${escapeHtml(words.instead(offered.instead))}</p>` : ''
  }${form(
    options,
    [
      // Numbered: a message names the times by these numbers only.
      ...offered.options.map((o, i) => ({ key: o.key, label: `${o.key}. ${o.when}`, main: i === 0 })),
      { key: '4', label: words.buttons.none },
    ],
    c.offer?.id,
  )}${until}`;
}

function done(c: Conversation, catalog: Catalog): string {
  return c.notices
    .map(
      (n) =>
        `<div class="visit" role="status">${who(c, n.patientGivenName)} <strong>${escapeHtml(outcome(c, catalog, n))}</strong></div>`,
    )
    .join('');
}

function outcome(c: Conversation, catalog: Catalog, n: ConversationNotice): string {
  const words = catalog.page.done;
  const when = (start: Date): string => momentOf(catalog, 'full', start, n.timeZone).when;
  switch (n.state) {
    case 'rebooked':
      return n.booking ? words.rebooked(when(n.booking.start)) : words.informed;
    case 'informed':
      return c.withOperator ? words.person : words.informed;
    case 'declined':
      return words.declined;
    case 'withdrawn':
      return `${words.withdrawn} ${when(n.start)}`;
    case 'open':
    case 'unreachable':
      return words.nothing;
  }
}

/** An unknown or expired token: nothing is told about anybody. */
export function renderPageGone(language: Language, { nonce }: { nonce?: string } = {}): string {
  const catalog = catalogIn(language);
  const { gone, goneHint } = catalog.page;
  const body = `<h1>${escapeHtml(gone)}</h1><p>${escapeHtml(goneHint)}</p>`;
  return document(catalog, { title: gone, nonce, body, refresh: false });
}
