/** Where no more mail is asked for. Shown by a GET, which changes nothing; a button asks. */
import type { Conversation } from '@rollcall/contracts';
import { escapeHtml } from './html.js';
import { catalogOf } from './language.js';
import { practiceName } from './names.js';
import { clean, isolated } from './text.js';

export interface UnsubscribeOptions {
  mailToken: string;
  formToken: string;
  nonce: string;
  isDone: boolean;
}

const style = `:root{color-scheme:light dark}body{margin:0;font:1.125rem/1.5 system-ui,-apple-system,Segoe UI,Roboto,sans-serif}main{max-width:34rem;margin:0 auto;padding:1.25rem}button{width:100%;min-height:3.25rem;font:inherit;font-weight:600}`;

export function renderUnsubscribe(c: Conversation, o: UnsubscribeOptions): string {
  const catalog = catalogOf(c);
  const words = catalog.letter.unsubscribe;
  const practice = isolated(practiceName(c));
  const callback = clean(c.practice.callbackNumber);
  const form = `<form method="post" action="/u/${escapeHtml(o.mailToken)}"><input type="hidden" name="form" value="${escapeHtml(o.formToken)}"><button name="stop" value="mail">${escapeHtml(words.button)}</button></form>`;
  const said = o.isDone
    ? `<p role="status">${escapeHtml(words.done(practice))}</p>`
    : `<p>${escapeHtml(words.ask(practice))}</p>${form}`;
  return `<!doctype html>
<html lang="${catalog.language}" dir="${catalog.direction}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex,nofollow"><meta name="referrer" content="no-referrer"><title>${escapeHtml(words.button)}</title><style nonce="${escapeHtml(o.nonce)}">${style}</style></head>
<body><main><h1>${escapeHtml(practice)}</h1>${said}<p><a href="tel:${escapeHtml(callback.replace(/[^\d+]/g, ''))}">${escapeHtml(callback)}</a></p></main></body></html>
`;
}
