/** Mail without health information: multipart, readable by a screen reader, in the dark, and without pictures. */
import type { Conversation } from '@rollcall/contracts';
import { type CalendarContext, type CalendarFile, calendarsFor } from './calendar.js';
import { escapeHtml, greetingHtml } from './html.js';
import { answerLine } from './im.js';
import { catalogOf, type Rendering, renderingOf } from './language.js';
import { plainName, practiceName, writtenName } from './names.js';
import { sayingNow, willCall } from './subject.js';
import { clean, isolated } from './text.js';

export interface EmailMessage extends Rendering {
  subject: string;
  text: string;
  html: string;
  /** The sender's name: what patients know the practice by. */
  fromName: string;
  calendars: CalendarFile[];
}
export interface EmailOptions {
  /** The patient's page, absolute. */
  link: string;
  /** Where no more mail is asked for, absolute. */
  unsubscribe?: string;
  /** Somebody reads what is answered. */
  isAnswered?: boolean;
  /** What a calendar file is made with; without it there is none. */
  calendar?: Omit<CalendarContext, 'link'>;
}

/** The conversation's next message as an email. */
export function renderEmail(c: Conversation, options: EmailOptions): EmailMessage {
  const { link, unsubscribe, isAnswered = false, calendar } = options;
  const catalog = catalogOf(c);
  const words = catalog.letter;
  const practice = isolated(practiceName(c));
  const saying = sayingNow(c);
  const { subject, lines, button } = words.letter(saying, { practice, willCall: willCall(c) });
  const answers = isAnswered ? answerLine(c, catalog, saying) : [];
  const footer = words.footer({ practice, callback: clean(c.practice.callbackNumber), isAnswered });
  const text = [
    words.greeting(plainName(c.party.givenName)),
    '',
    ...lines,
    '',
    `${button}:`,
    link,
    '',
    ...answers.flatMap((line) => [line, '']),
    '-- ',
    footer,
    ...(unsubscribe ? [`${words.unsubscribe.button}: ${unsubscribe}`] : []),
    '',
  ].join('\n');
  const p = (html: string): string => `<p style="margin:0 0 16px;font-size:17px;line-height:1.5">${html}</p>`;
  // No background and no text colour of our own: in the dark the mail program's hold, and links follow them. The button has
  // both of its own (contrast 6.6:1) and a border, which stays where a program takes the background away.
  const html = `<!doctype html>
<html lang="${catalog.language}" dir="${catalog.direction}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><title>${escapeHtml(subject)}</title><style>:root{color-scheme:light dark;supported-color-schemes:light dark}</style></head>
<body style="margin:0;padding:24px;font-family:system-ui,-apple-system,Segoe UI,Roboto,sans-serif"><div role="article" lang="${catalog.language}" dir="${catalog.direction}" aria-roledescription="email" aria-label="${escapeHtml(subject)}" style="max-width:560px;margin:0 auto">
<h1 style="margin:0 0 16px;font-size:20px;line-height:1.3">${escapeHtml(practice)}</h1>
${p(greetingHtml(words.greeting, writtenName(c.party.givenName)))}
${lines.map((l) => p(escapeHtml(l))).join('\n')}
<p style="margin:24px 0"><a href="${escapeHtml(link)}" style="display:inline-block;padding:14px 22px;border:2px solid #0b5cad;border-radius:8px;background:#0b5cad;color:#ffffff;font-size:17px;font-weight:600;text-decoration:none">${escapeHtml(button)}</a></p>
<p style="margin:0 0 16px;font-size:14px;line-height:1.5">${escapeHtml(words.linkHint)}<br><a href="${escapeHtml(link)}" style="color:inherit">${escapeHtml(link)}</a></p>
${answers.map((l) => p(escapeHtml(l))).join('\n')}
<p style="margin:24px 0 0;font-size:14px;line-height:1.5">${escapeHtml(footer)}${unsubscribe ? `<br><a href="${escapeHtml(unsubscribe)}" style="color:inherit">${escapeHtml(words.unsubscribe.button)}</a>` : ''}</p>
</div></body></html>
`;
  const calendars = calendar ? calendarsFor(c, { ...calendar, link }) : [];
  return { ...renderingOf(catalog), subject, text, html, fromName: practiceName(c), calendars };
}
