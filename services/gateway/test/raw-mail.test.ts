/** Answers by mail, as Inbound Parse hands them over: parsed, or raw. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readInbox } from '@rollcall/providers';
import { withMailRead } from '../src/raw-mail.js';
import { type OpenDoor, openDoor } from './door.js';

const to = `answers+${'0123456789abcdef'.repeat(2)}@rollcall.example`;
const envelope = JSON.stringify({ to: [to], from: 'ana@example.org' });
const headers = [
  'Message-ID: <1@mail.example>',
  'From: Ana <ana@example.org>',
  `To: ${to}`,
  'Subject: Re: A message from Main Street Clinic',
];
const raw = (more: string[], body: string): string => [...headers, 'MIME-Version: 1.0', ...more, '', body].join('\r\n');
const plain = raw(['Content-Type: text/plain; charset=utf-8'], '1\r\n\r\nOn Tue, Clinic wrote:\r\n> 1 = I understand');
const read = async (name: string, mail: string) =>
  readInbox('sendgrid.inbound', null, await withMailRead({ [name]: mail, envelope }));

describe('a mail that comes as it was sent', () => {
  test.each(['email', 'rawEmail'])('in the field %s is read like a parsed one', async (name) => {
    expect(await read(name, plain)).toEqual([
      expect.objectContaining({ kind: 'text', channel: 'email', body: '1', from: 'ana@example.org', to }),
    ]);
  });

  test.each([
    [
      'in quoted-printable',
      raw(
        ['Content-Type: text/plain; charset=iso-8859-1', 'Content-Transfer-Encoding: quoted-printable'],
        'S=ED, entiendo',
      ),
      'Sí, entiendo',
    ],
    [
      'in base64, beside an attachment',
      raw(
        ['Content-Type: multipart/mixed; boundary=b'],
        [
          '--b',
          'Content-Type: text/plain; charset=utf-8',
          'Content-Transfer-Encoding: base64',
          '',
          Buffer.from('2').toString('base64'),
          '--b',
          'Content-Type: image/png; name=photo.png',
          'Content-Disposition: attachment; filename=photo.png',
          'Content-Transfer-Encoding: base64',
          '',
          'iVBORw0KGgo=',
          '--b--',
        ].join('\r\n'),
      ),
      '2',
    ],
    ['in HTML alone', raw(['Content-Type: text/html; charset=utf-8'], '<p>3</p>'), '3'],
  ])('%s says what was written', async (_how, mail, words) => {
    expect(await read('email', mail)).toEqual([expect.objectContaining({ body: words })]);
  });

  test('from a program answers nothing [edge case 26]', async () => {
    const away = raw(['Auto-Submitted: auto-replied', 'Content-Type: text/plain'], '1');
    expect(await read('email', away)).toEqual([]);
  });

  test('leaves nothing of its attachments, and what is parsed stays as it is', async () => {
    const fields = { text: '1', email: 'a field of that name', envelope };
    expect(await withMailRead(fields)).toEqual(fields);
    expect(Object.keys(await withMailRead({ email: plain, envelope })).sort()).toEqual([
      'envelope',
      'from',
      'headers',
      'subject',
      'text',
      'to',
    ]);
  });

  test('nested deeper than any mail is read by what SendGrid says of it', async () => {
    const open = Array.from({ length: 300 }, (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}`);
    const mail = [...headers, open.join('\r\n')].join('\r\n');
    expect(await withMailRead({ email: mail, subject: '1', envelope })).toEqual({ subject: '1', envelope });
  });
});

describe('the door for mail', () => {
  let door: OpenDoor;
  beforeEach(async () => {
    door = await openDoor();
  });
  afterEach(() => door.close());

  test('takes one mail once, whichever way it comes', async () => {
    const form = (fields: Record<string, string>): string =>
      `${Object.entries(fields)
        .map(([n, v]) => `--xYzZY\r\nContent-Disposition: form-data; name="${n}"\r\n\r\n${v}\r\n`)
        .join('')}--xYzZY--\r\n`;
    const over = { path: '/sendgrid/inbound', type: 'multipart/form-data; boundary=xYzZY' };
    const parsed = { headers: headers.join('\n'), from: 'ana@example.org', to, subject: 'Re', text: '1', envelope };
    for (const fields of [{ email: plain, envelope }, parsed, { email: plain, envelope }])
      expect((await door.sendGrid(form(fields), over)).statusCode).toBe(204);
    expect(await door.facts()).toEqual([{ kind: 'sendgrid.inbound', attempt_id: null }]);
  });
});
