import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type OpenDoor, openDoor } from './door.js';

let door: OpenDoor;
beforeEach(async () => {
  door = await openDoor();
});
afterEach(() => door.close());

const status = {
  MessageSid: 'SM1',
  MessageStatus: 'delivered',
  From: '+15005550006',
  To: '+12125550101',
  AccountSid: 'AC0',
};

describe('a Twilio webhook', () => {
  test('signed on the exact public URL is stored and answered 204', async () => {
    const answer = await door.twilio(`/twilio/status/${door.sms}`, status);
    expect(answer.statusCode).toBe(204);
    expect(await door.facts()).toEqual([{ kind: 'twilio.message.status', attempt_id: door.sms }]);
  });
  test('signed with the token being rotated out is let in [edge case 66]', async () => {
    expect(
      (await door.twilio(`/twilio/status/${door.sms}`, status, { with: 'the-token-before-this-one-0123456' }))
        .statusCode,
    ).toBe(204);
  });
  test.each([
    ['without a signature', { signature: null }],
    ['with a wrong signature', { signature: 'L/OH5YylLD5NRKLltdqwSvS0BnU=' }],
    ['with an empty signature', { signature: '' }],
    ['signed for another address', { signedUrl: 'https://elsewhere.example.org/twilio/status/x' }],
    ['signed with a foreign token', { with: 'ffffffffffffffffffffffffffffffff' }],
  ])('%s is refused, counted, and leaves nothing', async (_how, over) => {
    expect((await door.twilio(`/twilio/status/${door.sms}`, status, over)).statusCode).toBe(403);
    expect(await door.facts()).toEqual([]);
    expect(await door.metrics.render()).toMatch(/rollcall_webhooks_refused_total\{[^}]*provider="twilio"[^}]*\} 1/);
  });
  test('replayed is answered like the first time, counted, and stored once [edge case 66]', async () => {
    for (let i = 0; i < 3; i++) expect((await door.twilio(`/twilio/status/${door.sms}`, status)).statusCode).toBe(204);
    expect(await door.facts()).toHaveLength(1);
    expect(await door.metrics.render()).toMatch(/rollcall_webhooks_total\{[^}]*result="duplicate"[^}]*\} 2/);
  });
  test('replayed on another attempt is refused [edge case 66]', async () => {
    const signedUrl = `https://hooks.example.org/rollcall/twilio/status/${door.sms}`;
    expect((await door.twilio(`/twilio/status/${door.email}`, status, { signedUrl })).statusCode).toBe(403);
  });
  test('about an attempt nobody knows is parked, never a 404 [edge case 62]', async () => {
    expect((await door.twilio('/twilio/status/nonsense', status)).statusCode).toBe(204);
    expect(await door.facts()).toEqual([{ kind: 'twilio.message.status', attempt_id: null }]);
  });
  test('with parameters nobody announced is stored with them', async () => {
    expect((await door.twilio(`/twilio/status/${door.sms}`, { ...status, BrandNew: 'yes' })).statusCode).toBe(204);
  });
  test('leaves no number, name or token in the logs [edge case 84]', async () => {
    await door.twilio(`/twilio/status/${door.sms}`, status);
    await door.http('GET', door.pageOf(door.email));
    const log = door.lines.join('\n');
    expect(log).toContain('/twilio/status/:attempt');
    for (const secret of ['2125550101', 'Canaryfamily', 'ana@example.org', door.pageOf(door.email).slice(3)])
      expect(log).not.toContain(secret);
  });
});

describe('a SendGrid webhook', () => {
  const events = (rid: string) =>
    `${JSON.stringify([
      { event: 'delivered', sg_event_id: 'e1', sg_message_id: 'm1.x', rid },
      { event: 'click', sg_event_id: 'e2', sg_message_id: 'm1.x', rid },
    ])}\r\n`;
  test('signed over its raw bytes is stored event by event, once', async () => {
    for (let i = 0; i < 2; i++) expect((await door.sendGrid(events(door.email))).statusCode).toBe(204);
    expect(await door.facts()).toEqual([
      { kind: 'sendgrid.event', attempt_id: door.email },
      { kind: 'sendgrid.event', attempt_id: door.email },
    ]);
  });
  test('with more events than one statement takes is stored whole, and told again stores nothing', async () => {
    const many = JSON.stringify(
      Array.from({ length: 1001 }, (_, n) => ({ event: 'delivered', sg_event_id: `e${n}`, rid: door.email })),
    );
    for (let i = 0; i < 2; i++) expect((await door.sendGrid(many)).statusCode).toBe(204);
    expect(await door.facts()).toHaveLength(1001);
    expect(await door.metrics.render()).toMatch(/rollcall_webhooks_total\{[^}]*result="duplicate"[^}]*\} 1001/);
  });
  test.each([
    ['unsigned', { signature: '' }],
    ['wrongly signed', { signature: 'AAAA' }],
    ['replayed an hour later', { timestamp: String(Math.floor(Date.now() / 1000) - 3600) }],
  ])('%s is refused', async (_how, over) => {
    expect((await door.sendGrid(events(door.email), over)).statusCode).toBe(403);
    expect(await door.facts()).toEqual([]);
  });
  test('that is no JSON is refused by its form', async () => {
    expect((await door.sendGrid('nonsense')).statusCode).toBe(400);
  });
});

describe('a call', () => {
  const call = { CallSid: 'CA1', From: '+15005550006', To: '+12125550101', CallStatus: 'in-progress' };
  /** Where the document sends the call by itself. */
  const goesOnAt = (twiml: string): string =>
    (/<Redirect[^>]*>([^<]+)</.exec(twiml)?.[1] ?? '').replaceAll('&amp;', '&');
  const answered = (more: Record<string, string> = {}) =>
    door.twilio(`/twilio/voice/${door.sms}`, { ...call, ...more });
  test('names the practice and the reason first and then asks for a key', async () => {
    const { body, headers } = await answered({ AnsweredBy: 'human' });
    expect(headers['content-type']).toContain('text/xml');
    expect(body).toMatch(/<Say[^>]*>This is Main Street Clinic\. We had to cancel/);
    expect(body).not.toContain('<Gather');
    expect(body).not.toContain('Canaryfamily');
    const { body: question } = await door.twilio(goesOnAt(body), call);
    expect(question).toMatch(/<Gather.*Please press 1/);
  });
  test('that reaches a machine leaves the practice’s number and nothing of a visit', async () => {
    const { body } = await answered({ AnsweredBy: 'machine_end_beep' });
    expect(body).not.toContain('<Gather');
    expect(body).not.toMatch(/cancel/i);
    expect(body).toContain('5 5 5');
  });
  test('never says "noted" before it is true: until then it asks for a moment', async () => {
    const { body } = await door.twilio(`/twilio/voice/${door.sms}/key?repeats=0&holds=0&turn=0`, {
      ...call,
      Digits: '1',
    });
    expect(body).toMatch(/one moment/i);
    expect(body).toContain(`/twilio/voice/${door.sms}/next`);
    expect(await door.facts()).toEqual([{ kind: 'twilio.call.key', attempt_id: door.sms }]);
  });
  test('does not take a key that was not offered', async () => {
    const { body } = await door.twilio(`/twilio/voice/${door.sms}/key?repeats=0&holds=0&turn=0`, {
      ...call,
      Digits: '7',
    });
    expect(body).toContain('no meaning here');
    expect((await door.twilio(goesOnAt(body), call)).body).toContain('<Gather');
    expect(await door.facts()).toEqual([]);
  });
  test('about nobody ends at once, politely and without an error', async () => {
    const { statusCode, body } = await door.twilio('/twilio/voice/0190aaaa-0000-7000-8000-000000000000', call);
    expect(statusCode).toBe(200);
    expect(body).toContain('<Hangup/>');
  });
});
