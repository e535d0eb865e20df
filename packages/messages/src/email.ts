/** Mail without health information: multipart, readable by a screen reader, in the dark, and without pictures. */
import type { Conversation } from '@rollcall/contracts';
import { catalogOf } from './language.js';
import { clean, escapeHtml, isolated } from './text.js';

export interface EmailMessage {
  subject: string;
  text: string;
  html: string;
}

export function renderEmail(c: Conversation, { link }: { link: string }): EmailMessage {
  const catalog = catalogOf(c);
  const practice = clean(c.practice.spokenName);
  const name = clean(c.party.givenName);
  const { subject, lines, button } = catalog.letter.letter(c.attempt.purpose, practice);
  const footer = catalog.letter.footer({ practice, callback: clean(c.practice.callbackNumber) });
  const text = [
    catalog.letter.greeting(name === '' ? null : isolated(name)),
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
  const greeting = catalog.letter.greeting(name === '' ? null : `\uE000${name}\uE000`);
  const html = `<!doctype html>
<html lang="${catalog.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><title>${escapeHtml(subject)}</title></head>
<body style="margin:0;padding:24px;font-family:system-ui,-apple-system,Segoe UI,Roboto,sans-serif"><div role="article" lang="${catalog.language}" style="max-width:560px;margin:0 auto">
${p(escapeHtml(greeting).replace(/\uE000(.*)\uE000/, '<bdi dir="auto">$1</bdi>'))}
${lines.map((l) => p(escapeHtml(l))).join('\n')}
<p style="margin:24px 0"><a href="${escapeHtml(link)}" style="display:inline-block;padding:14px 22px;border-radius:8px;background:#0b5cad;color:#ffffff;font-size:17px;font-weight:600;text-decoration:none">${escapeHtml(button)}</a></p>
<p style="margin:0 0 16px;font-size:14px;line-height:1.5">${escapeHtml(catalog.letter.linkHint)}<br><a href="${escapeHtml(link)}">${escapeHtml(link)}</a></p>
<p style="margin:24px 0 0;font-size:13px;line-height:1.5">${escapeHtml(footer)}</p>
</div></body></html>
`;
  return { subject, text, html };
}
