import { describe, expect, test } from '@jest/globals';
import { mailTokenIn, readInbox, replyAddress } from '../../src/index.js';
import { attemptId } from '../senders.js';
import { mailEvent, mailEvents } from './payloads.js';

const read = (payload: object) => readInbox('sendgrid.event', attemptId, payload);
const failed = (over: object) => ({
  kind: 'delivery',
  attemptId,
  status: 'failed',
  fault: null,
  scope: 'attempt',
  ...over,
});

describe('the events of a mail', () => {
  test('delivered is delivered, under the id that the answer to our request bore', () => {
    expect(read(mailEvent('delivered'))).toMatchObject([
      { kind: 'delivery', attemptId, status: 'delivered', providerRef: 'm1abc', fault: null },
    ]);
  });

  test.each(['processed', 'deferred', 'open', 'click'])('%s proves nothing', (event) => {
    expect(read(mailEvent(event))).toEqual([]);
  });

  test('a bounce says that the mailbox is not there', () => {
    expect(read(mailEvent('bounce', 'bounce'))).toEqual([
      failed({ providerRef: 'm2abc', code: 'bounce', fault: 'mailbox_unknown', scope: 'email', transient: false }),
    ]);
  });

  test('a block passes and the mailbox stays, but the mail is gone', () => {
    expect(read(mailEvent('bounce', 'blocked'))).toEqual([
      failed({ providerRef: 'm3abc', code: 'blocked', transient: false }),
    ]);
  });

  test.each([
    ['Bounced Address', 'mailbox_unknown', 'email'],
    ['Invalid', 'mailbox_unknown', 'email'],
    ['Unsubscribed Address', 'opted_out', 'email'],
    ['Spam Reporting Address', 'opted_out', 'email'],
    // Ours to mend: the patient's mailbox is as good as before.
    ['Invalid SMTPAPI header', null, 'attempt'],
    ['Spam Content', null, 'attempt'],
    ['Recipient List over Package Quota', null, 'attempt'],
    ['something new', null, 'attempt'],
  ])('dropped because of "%s" leaves the mailbox %s', (reason, fault, scope) => {
    expect(read({ ...mailEvent('dropped'), reason })).toEqual([
      failed({ providerRef: 'm4abc', code: 'dropped', fault, scope, transient: false }),
    ]);
  });

  test.each(['spamreport', 'unsubscribe', 'group_unsubscribe'])('%s is an opt-out', (event) => {
    expect(read(mailEvent(event))).toEqual([{ kind: 'optout', attemptId, providerRef: 'm1abc', channel: 'email' }]);
  });

  test('without our id the provider’s must do', () => {
    expect(readInbox('sendgrid.event', null, mailEvent('delivered'))).toMatchObject([
      { attemptId: null, providerRef: 'm1abc' },
    ]);
  });

  test('a bounce that comes late and names no message is ours by our own id', () => {
    const { sg_message_id: _id, ...late } = mailEvent('bounce', 'bounce');
    expect(read(late)).toMatchObject([{ attemptId, fault: 'mailbox_unknown' }]);
  });

  test('no event of the samples is read as more than it says', () => {
    expect(mailEvents.flatMap(read).map((f) => f.kind)).toEqual([
      'delivery',
      'delivery',
      'delivery',
      'delivery',
      'optout',
      'optout',
      'optout',
    ]);
  });
});

describe('a reply by mail', () => {
  const mail = (over: object) => ({
    headers: 'Received: by mx\nMessage-ID: <r1@mail.example>\nFrom: P <p@example.com>',
    from: 'Pat Example <p@example.com>',
    to: 'reply@practice.example',
    subject: 'Re: A message',
    text: '1',
    ...over,
  });
  const reply = (over: object) => readInbox('sendgrid.inbound', null, mail(over));
  const body = (text: string): unknown => {
    const [fact] = reply({ text });
    return fact?.kind === 'text' ? fact.body : fact;
  };

  test('is words from an address to an address', () => {
    expect(reply({})).toEqual([
      {
        kind: 'text',
        channel: 'email',
        from: 'p@example.com',
        to: 'reply@practice.example',
        body: '1',
        providerRef: '<r1@mail.example>',
        inReplyTo: null,
      },
    ]);
  });

  test.each([
    ['a quote', 'ok thanks\n\n> Reply 1 if you understand\n> Reply 2'],
    ['a quote with an introduction', 'ok thanks\n\nOn Mon, Nov 23, 2026, Practice <r@x.example> wrote:\n> Reply 1'],
    [
      'a folded introduction',
      'ok thanks\r\n\r\nOn Mon, Nov 23, 2026 at 3:31 PM Practice <r@x.example>\r\nwrote:\r\n\r\n> 1',
    ],
    ['a Spanish introduction', 'ok thanks\n\nEl lun, 23 nov 2026, Practice <r@x.example> escribió:\n> Responda 1'],
    [
      'a folded Spanish introduction',
      'ok thanks\n\nEl lun, 23 nov 2026 a las 15:31, Practice <r@x.example>\nescribió:\n> 1',
    ],
  ])('is read without %s', (_what, text) => {
    expect(body(text)).toBe('ok thanks');
  });

  test('a sentence that begins with "On" is the patient’s own', () => {
    expect(body('Thanks!\nOn Monday I can come.')).toBe('Thanks!\nOn Monday I can come.');
  });

  test.each([
    'Auto-Submitted: auto-replied',
    'X-Autoreply: yes',
    'Precedence: bulk',
    'Precedence: auto_reply',
    'Precedence: list',
    'Auto-Submitted:\n auto-replied',
    'X-Autorespond: on holiday',
    'X-Auto-Response-Suppress: All',
    'Return-Path: <>',
    'Content-Type: multipart/report; report-type=delivery-status',
  ])('%s: what a machine wrote is no answer [edge case 26]', (header) => {
    expect(reply({ headers: `Message-ID: <r1@mail.example>\n${header}` })).toEqual([]);
  });

  test('"Auto-Submitted: no" is written by a person', () => {
    expect(reply({ headers: 'Message-ID: <r1@mail.example>\nAuto-Submitted: no' })).toHaveLength(1);
  });

  test.each([
    { subject: 'Automatic reply: A message' },
    { subject: 'Out of Office: back on Monday' },
    { subject: 'Respuesta automática: Un mensaje' },
    { subject: 'Fuera de la oficina' },
    { envelope: '{"to":["reply@practice.example"],"from":""}' },
    { from: 'MAILER-DAEMON@mail.example' },
  ])('an out-of-office program that writes "1" answers nothing: %j [edge case 26]', (over) => {
    expect(reply({ text: '1', ...over })).toEqual([]);
  });

  test.each([
    { subject: 'Re: Automatic doors' },
    { envelope: '{"to":["reply@practice.example"],"from":"p@example.com"}' },
    { headers: 'Message-ID: <r1@mail.example>\nPrecedence: first-class\nReturn-Path: <p@example.com>' },
  ])('a person’s own mail is taken for no machine’s: %j', (over) => {
    expect(reply(over)).toHaveLength(1);
  });

  test.each([
    [
      'Outlook’s line',
      'ok thanks\n\n________________________________\nFrom: Practice\nSent: Monday\n\n1 = I understand',
    ],
    ['Outlook’s headings', 'ok thanks\n\nFrom: Practice <r@x.example>\nSent: Monday\nTo: P\n\n1 = I understand'],
    ['an original message', 'ok thanks\n\n-----Mensaje original-----\nDe: Practice'],
    ['the name of a phone', 'ok thanks\n\nSent from my iPhone'],
    ['the name of a phone in Spanish', 'ok thanks\n\nEnviado desde mi iPhone'],
    ['a signature', 'ok thanks\n-- \nPat Example, extension 2'],
    ['the quote above it', 'On Mon, Nov 23, 2026, Practice <r@x.example> wrote:\n> Reply 1\n> 2\n\nok thanks'],
  ])('is read without %s', (_what, text) => {
    expect(body(text)).toBe('ok thanks');
  });

  test('without plain text is read from its HTML, and what it quotes is not', () => {
    const html = '<div>1</div><div class="gmail_quote">On Monday wrote:<blockquote>2 = new time</blockquote></div>';
    expect(reply({ text: undefined, html })).toMatchObject([{ body: '1' }]);
  });

  test('that only unsubscribes says so in its subject', () => {
    expect(reply({ text: '', subject: 'unsubscribe' })).toMatchObject([{ body: 'unsubscribe' }]);
  });

  test('names the mail it answers by the address it was sent to, whoever else was written to', () => {
    const ours = `reply+${'0F'.repeat(16)}@practice.example`;
    const token = '0f'.repeat(16);
    expect(mailTokenIn(ours)).toBe(token);
    expect(replyAddress('reply@practice.example', token)).toBe(ours.toLowerCase());
    expect(reply({ to: `Aunt <aunt@example.com>, "Practice" <${ours}>` })).toMatchObject([{ to: ours }]);
    expect(reply({ envelope: JSON.stringify({ to: [ours], from: 'p@example.com' }) })).toMatchObject([{ to: ours }]);
    expect(mailTokenIn('reply+nonsense@practice.example')).toBeNull();
  });
});
