/** A reply by mail, as SendGrid's Inbound Parse hands it over: who wrote, to which of our addresses, and their own words. */
import { type Fields, text } from '../inbox-kinds.js';
import { messageIdOf } from '../message-id.js';
import { isFromMachine } from './machine-mail.js';
import { ownWords, wordsOfHtml } from './own-words.js';

export interface MailRead {
  kind: 'text';
  channel: 'email';
  from: string | null;
  to: string;
  body: string;
  providerRef: string;
  inReplyTo: null;
}

const address = /[^\s<>",;:]+@[^\s<>",;:]+/g;
/** The token of the mail that is answered, in the address it is answered to. */
const mailToken = /\+([0-9a-f]{32})@/i;

/** In small letters; null when the address bears none. */
export const mailTokenIn = (to: string): string | null => mailToken.exec(to)?.[1]?.toLowerCase() ?? null;

/** The address a mail with this token is answered to. */
export const replyAddress = (base: string, token: string): string => {
  const at = base.lastIndexOf('@');
  return `${base.slice(0, at)}+${token}${base.slice(at)}`;
};

/** Null for what a machine wrote. */
export function readMail(fields: Fields): MailRead | null {
  if (isFromMachine(fields)) return null;
  const plain = ownWords(text(fields, 'text') ?? '');
  const html = text(fields, 'html');
  const words = plain === '' && html !== null ? wordsOfHtml(html) : plain;
  return {
    kind: 'text',
    channel: 'email',
    from: text(fields, 'from')?.match(address)?.at(-1) ?? null,
    to: ourAddress(fields),
    // A mail that unsubscribes says so in its subject alone (RFC 2369).
    body: words === '' ? (text(fields, 'subject') ?? '').trim() : words,
    providerRef: messageIdOf(fields) ?? '',
    inReplyTo: null,
  };
}

/** The one with a token, wherever it stands; the header may name others, and the envelope knows better. */
function ourAddress(fields: Fields): string {
  const to = text(fields, 'to') ?? '';
  const all = `${text(fields, 'envelope') ?? ''} ${to}`.match(address) ?? [];
  return all.find((a) => mailToken.test(a)) ?? to;
}
