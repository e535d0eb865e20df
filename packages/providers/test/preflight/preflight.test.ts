import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { askGateway, askSendGrid, askTwilio } from '../../src/preflight/accounts.js';
import { preflight } from '../../src/preflight/preflight.js';
import { checkSettings, type Settings } from '../../src/preflight/settings.js';

const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const good: Record<string, string> = {
  PUBLIC_URL: 'https://rollcall.riverside-practice.org',
  TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'a-token-for-tests-only',
  TWILIO_FROM_NUMBER: '+12120000000',
  SENDGRID_API_KEY: 'SG.a-key-for-tests-only',
  SENDGRID_FROM: 'practice@riverside-practice.org',
  SENDGRID_WEBHOOK_PUBLIC_KEY: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
  ENCRYPTION_KEYS: `k1:${'a'.repeat(43)}=,index:${'b'.repeat(43)}=`,
};
const refusals = (findings: { verdict: string; what: string }[]): string =>
  findings
    .filter((f) => f.verdict === 'refuse')
    .map((f) => f.what)
    .join('\n');

describe('before going live', () => {
  test('settings that reach patients are let through', async () => {
    expect(await preflight(good, { ask: false })).toMatchObject({ mayGo: true });
  });

  test.each([
    ['answers would be read by others', { PUBLIC_URL: 'http://rollcall.riverside-practice.org' }, /not https/],
    ['nobody could answer', { PUBLIC_URL: 'https://10.0.0.7' }, /no public name/],
    ['everything looks sent to a stand-in', { TWILIO_API_BASE_URL: 'http://simulator:8082' }, /stand-in/],
    ['every mail looks sent', { SENDGRID_API_BASE_URL: 'http://127.0.0.1:9' }, /stand-in/],
    ['nobody could be called', { TWILIO_FROM_NUMBER: '' }, /nobody could be called/],
    ['it is a number for tests', { TWILIO_FROM_NUMBER: '+15005550006' }, /number for tests/],
    ['every bounce would be refused', { SENDGRID_WEBHOOK_PUBLIC_KEY: 'x'.repeat(60) }, /no key of theirs/],
    ['nobody is found by their number', { ENCRYPTION_KEYS: `k1:${'a'.repeat(43)}=` }, /no key called index/],
    ['the day would be played', { CLOCK_SPEED: '60' }, /CLOCK_SPEED/],
    ['no patient would be contacted', { NODE_ENV: 'development' }, /not production/],
    ['the token is missing', { TWILIO_AUTH_TOKEN: '' }, /TWILIO_AUTH_TOKEN is missing/],
  ])('it is refused when %s [edge case 70]', async (_why, over, why) => {
    const { mayGo, findings } = await preflight({ ...good, ...over }, { ask: false });
    expect(mayGo).toBe(false);
    expect(refusals(findings)).toMatch(why);
    expect(JSON.stringify(findings)).not.toContain(good.SENDGRID_API_KEY);
  });
});

describe('the providers are asked', () => {
  let server: Server;
  let url = '';
  let answers: Record<string, { status?: number; body: unknown }>;
  const asked: string[] = [];
  beforeEach(async () => {
    asked.length = 0;
    answers = {
      '/2010-04-01/Accounts/AC': { body: { status: 'active', type: 'Full' } },
      IncomingPhoneNumbers: {
        body: {
          incoming_phone_numbers: [
            {
              capabilities: { voice: true, sms: true },
              sms_url: `${good.PUBLIC_URL}/twilio/inbound/messages`,
              voice_url: `${good.PUBLIC_URL}/twilio/inbound/calls`,
            },
          ],
        },
      },
      '/v3/scopes': { body: { scopes: ['mail.send'] } },
      '/twilio/inbound/messages': { status: 403, body: {} },
    };
    server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      const known = Object.entries(answers).filter(([part]) => request.url?.includes(part));
      const [, answer] = known.at(-1) ?? [];
      response.writeHead(answer?.status ?? 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer?.body ?? {}));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  });
  afterEach(() => new Promise((resolve) => server.close(() => resolve(undefined))));

  const settings = (over: Partial<Settings> = {}): Settings =>
    ({
      ...checkSettings(good).settings,
      TWILIO_API_BASE_URL: url,
      SENDGRID_API_BASE_URL: url,
      ...over,
    }) as Settings;
  const all = async () =>
    [
      ...(await askTwilio(settings())),
      ...(await askSendGrid(settings())),
      ...(await askGateway(settings({ PUBLIC_URL: url }))),
    ] as const;

  test('and what is well is said to be well, by reading alone', async () => {
    expect(refusals([...(await all())])).toBe('');
    expect(asked.filter((a) => !a.startsWith('GET '))).toEqual(['POST /twilio/inbound/messages']);
  });

  test.each<[string, string, { status?: number; body: unknown }, RegExp]>([
    [
      'a trial account drops everything',
      '/2010-04-01/Accounts/AC',
      { body: { status: 'active', type: 'Trial' } },
      /trial/,
    ],
    [
      'a suspended account drops everything',
      '/2010-04-01/Accounts/AC',
      { body: { status: 'suspended' } },
      /not active/,
    ],
    [
      'the token is wrong',
      '/2010-04-01/Accounts/AC',
      { status: 401, body: { code: 20003 } },
      /refuses the credentials/,
    ],
    [
      'the number is somebody else’s',
      'IncomingPhoneNumbers',
      { body: { incoming_phone_numbers: [] } },
      /not of this account/,
    ],
    [
      'no answer would come to us',
      'IncomingPhoneNumbers',
      { body: { incoming_phone_numbers: [{ capabilities: {}, sms_url: 'https://elsewhere.example.org' }] } },
      /no patient could answer[\s\S]*who calls back/,
    ],
    ['the key may not send', '/v3/scopes', { body: { scopes: ['stats.read'] } }, /may not send/],
    ['somebody else sits at our address', '/twilio/inbound/messages', { status: 200, body: {} }, /not our gateway/],
  ])('it is refused when %s [edge case 70]', async (_why, path, answer, why) => {
    answers[path] = answer;
    expect(refusals([...(await all())])).toMatch(why);
  });

  test('and a provider that cannot be reached is a refusal, not a pass [edge case 70]', async () => {
    expect(refusals(await askTwilio(settings({ TWILIO_API_BASE_URL: 'http://127.0.0.1:9' })))).toMatch(
      /cannot be reached/,
    );
  });
});
