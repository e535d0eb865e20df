/** Mail without health information: multipart, readable by a screen reader, in the dark, and without pictures. */
import type { Conversation } from '@rollcall/contracts';
import { escapeHtml, greetingHtml } from './html.js';
import { catalogOf, type Rendering, renderingOf } from './language.js';
import { plainName, practiceName, writtenName } from './names.js';
import { purposeNow, willCall } from './subject.js';
import { clean, isolated } from './text.js';

export interface EmailMessage extends Rendering {
  subject: string;
  text: string;
  html: string;
}

/** The conversation's next message as an email. `link` is the patient's page, absolute. */
export function renderEmail(c: Conversation, { link }: { link: string }): EmailMessage {
  const catalog = catalogOf(c);
  const words = catalog.letter;
  const practice = isolated(practiceName(c));
  const { subject, lines, button } = words.letter(purposeNow(c), { practice, willCall: willCall(c) });
  const footer = words.footer({ practice, callback: clean(c.practice.callbackNumber) });
  const text = [
    words.greeting(plainName(c.party.givenName)),
    '',
    ...lines,
    '',
    `${button}:`,
    link,
    '',
    '-- ',
    footer,
    '',
  ].join('\n');
  const p = (html: string): string => `<p style="margin:0 0 16px;font-size:17px;line-height:1.5">${html}</p>`;
  // No background and no text colour of our own: in the dark the mail program's hold, and links follow them.
  const html = `<!doctype html>
<html lang="${catalog.language}" dir="${catalog.direction}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><title>${escapeHtml(subject)}</title></head>
<body style="margin:0;padding:24px;font-family:system-ui,-apple-system,Segoe UI,Roboto,sans-serif"><div role="article" lang="${catalog.language}" dir="${catalog.direction}" style="max-width:560px;margin:0 auto">
${p(greetingHtml(words.greeting, writtenName(c.party.givenName)))}
${lines.map((l) => p(escapeHtml(l))).join('\n')}
<p style="margin:24px 0"><a href="${escapeHtml(link)}" style="display:inline-block;padding:14px 22px;border-radius:8px;background:#0b5cad;color:#ffffff;font-size:17px;font-weight:600;text-decoration:none">${escapeHtml(button)}</a></p>
<p style="margin:0 0 16px;font-size:14px;line-height:1.5">${escapeHtml(words.linkHint)}<br><a href="${escapeHtml(link)}" style="color:inherit">${escapeHtml(link)}</a></p>
<p style="margin:24px 0 0;font-size:13px;line-height:1.5">${escapeHtml(footer)}</p>
</div></body></html>
`;
  return { ...renderingOf(catalog), subject, text, html };
}
