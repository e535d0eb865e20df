import { describe, expect, test } from '@jest/globals';
import { accountSid, call, cast, control, mail, notice, ourNumber, scenes, text, twilio } from './scene.js';

const number = '+12125550101';

describe('the providers’ contract', () => {
  const scene = scenes();

  test('a wrong token is answered as Twilio does, and nothing is sent', async () => {
    const answer = await twilio(scene.current, '/Messages.json', { To: number }, 'Basic d3Jvbmc6d3Jvbmc=');
    expect(answer).toMatchObject({ status: 401, body: { code: 20003, message: 'Authenticate', status: 401 } });
    expect(answer.body.more_info).toContain('20003');
    expect(scene.current.simulator.ledger.entries).toEqual([]);
  });

  test('another account is not there', async () => {
    const { simulator } = scene.current;
    const authorization = `Basic ${Buffer.from(`${accountSid}:0123456789abcdef0123456789abcdef`).toString('base64')}`;
    const other = await fetch(`${simulator.url}/2010-04-01/Accounts/AC${'2'.repeat(32)}/Messages.json`, {
      headers: { authorization },
    });
    expect(other.status).toBe(404);
    expect(await other.json()).toMatchObject({ code: 20404 });
  });

  test('a wrong key is answered as SendGrid does', async () => {
    const answer = await fetch(`${scene.current.simulator.url}/v3/mail/send`, {
      method: 'POST',
      headers: { authorization: 'Bearer SG.wrong', 'content-type': 'application/json' },
      body: '{}',
    });
    expect(answer.status).toBe(401);
    expect(await answer.json()).toEqual({
      errors: [{ message: expect.stringContaining('authorization grant'), field: null, help: null }],
    });
  });

  test('a misspelt parameter is refused and put on record', async () => {
    const { simulator } = scene.current;
    const misspelt = await text(scene.current, number, notice, { StatusCallBack: 'https://example.org' });
    expect(misspelt.status).toBe(400);
    expect(misspelt.body.message).toContain('StatusCallBack');
    expect((await call(scene.current, number, { Machinedetection: 'Enable' })).status).toBe(400);
    expect((await mail(scene.current, 'a@example.org', '<p>', { customArgs: {} })).status).toBe(400);
    expect((await twilio(scene.current, '/Messages.json?Too=1')).status).toBe(400);
    expect(simulator.ledger.entries.map((e) => [e.kind, e.verdict])).toEqual([
      ['sms', 'refused'],
      ['call', 'refused'],
      ['email', 'refused'],
    ]);
  });

  test.each([
    ['no recipient', { To: '' }, 21604],
    ['no sender', { From: '' }, 21603],
    ['no words', { Body: '' }, 21619],
    ['words and a template', { ContentSid: `HX${'0'.repeat(32)}` }, 21620],
    ['too many words', { Body: 'x'.repeat(1601) }, 21617],
    ['no number', { To: '12125550101' }, 21211],
    ['no address', { StatusCallback: 'not-an-address' }, 21609],
    ['no number of seconds', { ValidityPeriod: 'soon' }, 20001],
  ])('a text with %s is refused', async (_what, form, code) => {
    expect(await text(scene.current, number, notice, form)).toMatchObject({ status: 400, body: { code, status: 400 } });
  });

  test.each([
    ['+15005550001', 21211, 21217],
    ['+15005550002', 21612, 21214],
    ['+15005550003', 21408, 21215],
    ['+15005550004', 21610, 21216],
  ])('the magic number %s is answered as on test credentials', async (to, forText, forCall) => {
    expect((await text(scene.current, to, notice)).body.code).toBe(forText);
    expect((await call(scene.current, to)).body.code).toBe(forCall);
  });

  test.each([
    ['+15005550007', 21606],
    ['+15005550008', 21611],
  ])('the magic sender %s is answered as on test credentials', async (from, code) => {
    expect((await text(scene.current, number, notice, { From: from })).body.code).toBe(code);
  });

  test('a call needs instructions', async () => {
    const form = { To: number, From: ourNumber };
    expect((await twilio(scene.current, '/Calls.json', form)).body.code).toBe(21205);
    expect((await twilio(scene.current, '/Calls.json', { ...form, Twiml: 'x'.repeat(4001) })).status).toBe(400);
  });

  test('what was sent can be found by recipient and time, newest first, page by page', async () => {
    const { simulator } = scene.current;
    simulator.world.cast.put([cast(number, 'silent')]);
    const before = new Date(Date.now() - 60_000).toISOString();
    const after = new Date(Date.now() + 60_000).toISOString();
    const first = await text(scene.current, number, 'first');
    const second = await text(scene.current, number, 'second');
    const find = (query: Record<string, string>) =>
      twilio(scene.current, `/Messages.json?${new URLSearchParams(query).toString()}`);
    const bodies = (a: { body: Record<string, unknown> }) => (a.body.messages as { body: string }[]).map((m) => m.body);
    expect(bodies(await find({ To: number, 'DateSent>': before }))).toEqual(['second', 'first']);
    expect(bodies(await find({ To: number, 'DateSent>': after }))).toEqual([]);
    expect(bodies(await find({ To: '+12125550102' }))).toEqual([]);
    const page = await find({ To: number, PageSize: '1' });
    expect(bodies(page)).toEqual(['second']);
    expect(page.body.next_page_uri).toContain('Page=1');
    expect((await twilio(scene.current, `/Messages/${String(first.body.sid)}.json`)).body.body).toBe('first');
    expect((await twilio(scene.current, '/Messages/SM0.json')).body.code).toBe(20404);
    expect(second.status).toBe(201);
  });

  test.each([
    ['content', { content: [] }],
    ['subject', { subject: undefined }],
    ['personalizations.0.to.0.email', { personalizations: [{ to: [{ email: 'nobody' }] }] }],
    ['personalizations', { personalizations: undefined }],
    ['from', { from: undefined }],
  ])('a mail with nothing right in %s is refused, and the field is named', async (field, body) => {
    const answer = await mail(scene.current, 'a@example.org', '<p>Hello</p>', body);
    expect(answer.status).toBe(400);
    const [error] = answer.body.errors as { field: string }[];
    expect(error?.field.startsWith(field)).toBe(true);
  });

  test('a mail is taken with 202, no body, and an id in the header', async () => {
    const answer = await mail(scene.current, 'a@example.org', '<p>Hello</p>');
    expect(answer.status).toBe(202);
    expect(answer.headers.get('x-message-id')).toMatch(/.{10}/);
    expect(scene.current.simulator.ledger.entries[0]).toMatchObject({ kind: 'email', verdict: 'accepted', replies: 0 });
  });

  test('the control routes tell and order: people, ledger, timeline, stats, reset', async () => {
    const { simulator } = scene.current;
    const people = [cast(number, 'texts-1')];
    expect((await control(scene.current, 'PUT', '/sim/cast', { people })).body).toEqual({ people: 1 });
    expect((await control(scene.current, 'PUT', '/sim/cast', { people: [{ address: 'x' }] })).status).toBe(400);
    await text(scene.current, number, notice);
    expect((await control(scene.current, 'GET', '/sim/idle')).body.idle).toBe(false);
    await simulator.idle();
    expect((await control(scene.current, 'GET', '/sim/idle')).body).toEqual({ idle: true, pending: 0 });
    const timeline = await control(scene.current, 'GET', `/sim/timeline?address=${encodeURIComponent(number)}`);
    expect((timeline.body.data as { what: string }[]).map((t) => t.what)).toEqual([
      'sms accepted',
      'received a text',
      'texts "1"',
    ]);
    expect((await control(scene.current, 'GET', '/sim/stats')).body).toMatchObject({
      requests: { sms: { accepted: 1 } },
      people: 1,
    });
    const said = { kind: 'text', from: number, body: 'hello?' };
    expect((await control(scene.current, 'POST', '/sim/inbound', said)).body).toEqual({ to: ourNumber });
    await simulator.idle();
    expect(scene.current.gateway.at('/twilio/inbound/messages').map((t) => t.params.Body)).toEqual(['1', 'hello?']);
    expect((await control(scene.current, 'POST', '/sim/reset')).status).toBe(204);
    expect((await control(scene.current, 'GET', '/sim/ledger')).body).toEqual({ data: [] });
    expect((await control(scene.current, 'GET', '/sim/cast')).body).toEqual({ people });
    expect((await control(scene.current, 'POST', '/sim/inbound', said)).status).toBe(409);
  });
});
