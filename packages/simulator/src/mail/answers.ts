/** What comes back on a mail: a person's reply, a program's, a click in the mail program, a scanner that presses everything. */
import { randomUUID } from 'node:crypto';
import { stringify } from 'node:querystring';
import { parse } from 'node-html-parser';
import type { Person } from '../people/person.js';
import type { Courier } from '../webhooks/courier.js';
import type { InboundMail } from '../webhooks/sendgrid.js';
import type { Letter } from './mailbox.js';

interface Reply {
  subject: string;
  text: string;
  headers?: string[];
}

/** As Inbound Parse hands a mail over. */
const inbound = (letter: Letter, from: string, { subject, text, headers = [] }: Reply): InboundMail | null =>
  letter.replyTo === null
    ? null
    : {
        rid: letter.rid,
        fields: {
          headers: [
            `Message-ID: <${randomUUID()}@mail.example>`,
            `From: ${from}`,
            `Subject: ${subject}`,
            ...headers,
          ].join('\n'),
          from: `Somebody <${from}>`,
          to: letter.replyTo,
          subject,
          text,
          envelope: JSON.stringify({ to: [letter.replyTo], from }),
          charsets: JSON.stringify({ text: 'UTF-8', subject: 'UTF-8' }),
          attachments: '0',
        },
      };

/** With the whole mail quoted below it, as programs do. */
export const replyTo = (letter: Letter, from: string, words: string): InboundMail | null =>
  inbound(letter, from, {
    subject: `Re: ${letter.subject}`,
    text: `${words}\r\n\r\nOn Tue, Nov 24, 2026 at 7:00 AM Practice <${letter.replyTo}>\r\nwrote:\r\n\r\n${letter.text.replace(/^/gm, '> ')}`,
  });

/** It quotes nothing, and contains a number all the same. */
export const outOfOffice = (letter: Letter, from: string): InboundMail | null =>
  inbound(letter, from, {
    subject: `Automatic reply: ${letter.subject}`,
    text: '1',
    headers: ['Auto-Submitted: auto-replied', 'X-Auto-Response-Suppress: All', 'Precedence: bulk'],
  });

/** RFC 8058: what a mail program sends when its reader presses "unsubscribe". */
export async function oneClick(letter: Letter, person: Person, courier: Courier, signal: AbortSignal): Promise<void> {
  const url = /<(https?:[^>]+)>/.exec(letter.headers['List-Unsubscribe'] ?? '')?.[1];
  const body = letter.headers['List-Unsubscribe-Post'];
  if (!url || !body) return;
  person.notes('unsubscribes with one click');
  await courier.carry(
    { method: 'POST', url, headers: { 'content-type': 'application/x-www-form-urlencoded' }, body },
    signal,
  );
}

const headers = { 'user-agent': 'Mozilla/5.0 (compatible; MailLinkScanner/3.2)', accept: '*/*' };

/** A scanner that looks behind every button of every form it finds, at once. */
export async function pressEverything(
  links: readonly string[],
  person: Person,
  courier: Courier,
  signal: AbortSignal,
): Promise<void> {
  for (const url of links) {
    const page = await courier.carry({ method: 'GET', url, headers }, signal);
    for (const form of parse(page?.text ?? '').querySelectorAll('form[method="post"]')) {
      const hidden = form.querySelectorAll('input').map((e) => [e.getAttribute('name'), e.getAttribute('value') ?? '']);
      for (const button of form.querySelectorAll('button')) {
        const pressed = [button.getAttribute('name'), button.getAttribute('value') ?? ''];
        const fields = Object.fromEntries([...hidden, pressed].filter(([name]) => name)) as Record<string, string>;
        const action = new URL(form.getAttribute('action') ?? url, url).toString();
        const type = { 'content-type': 'application/x-www-form-urlencoded' };
        await courier.carry(
          { method: 'POST', url: action, headers: { ...headers, ...type }, body: stringify(fields) },
          signal,
        );
        person.notes('a scanner presses a button');
      }
    }
  }
}
