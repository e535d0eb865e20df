/** What comes back on a mail: a person's reply, a program's, a click in the mail program. */
import { randomUUID } from 'node:crypto';
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
