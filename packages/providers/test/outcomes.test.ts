import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Outcome } from '@rollcall/contracts';
import { sendGridEmail, twilioCaller, twilioIm, twilioSms } from '../src/index.js';
import { type Answer, answer, answerJson, freePort, type Provider, startMute, startProvider } from './provider.js';
import {
  callRequest,
  imRequest,
  mailRequest,
  sendGridConfig,
  sends,
  textRequest,
  twilioConfig,
  twilioSends,
} from './senders.js';

const html = '<html><body>Bad gateway</body></html>';
const inDoubt = { kind: 'inDoubt', code: expect.any(String) };
const retry = (retryAfterMs: number, code: unknown = expect.any(String)) => ({ kind: 'throttled', code, retryAfterMs });
const passing = (code: string) => ({ kind: 'rejected', code, fault: null, scope: 'attempt', transient: true });
/** Accepted and begun to be answered, and then the line is cut. */
const cutShort: Answer = (response, request) => {
  response.writeHead(201, { 'content-type': 'application/json', 'content-length': '500' });
  response.write('{"sid":"SM1', () => request.socket.destroy());
};
const inTwoMinutes = (): string => new Date(Date.now() + 120_000).toUTCString();

describe.each(sends)('what becomes of %s', (_what, send) => {
  let provider: Provider;
  beforeEach(async () => {
    provider = await startProvider();
  });
  afterEach(() => provider.close());
  /** Any outcome must be one that can be stored and read back: a fact that does not parse is lost. */
  const storable = async (outcome: Promise<Outcome>): Promise<Outcome> => Outcome.parse(await outcome);

  test.each([
    ['a 500 page', answer(500, html), inDoubt],
    ['an empty 502', answer(502, ''), inDoubt],
    ['a 503 with a body of its own', answerJson(503, { code: 20503, message: 'try later' }), inDoubt],
    ['an empty success', answer(201, ''), inDoubt],
    ['a success that is a page', answer(200, html), inDoubt],
    ['a success without a reference', answerJson(201, { status: 'queued' }), inDoubt],
    ['a reset after the request was read', ((_r, request) => request.socket.resetAndDestroy()) as Answer, inDoubt],
    ['a line that closes without an answer', ((_r, request) => request.socket.end()) as Answer, inDoubt],
    ['an answer cut short', cutShort, inDoubt],
    ['a 429 that says when', answer(429, '', { 'retry-after': '7' }), retry(7000, '429')],
    ['a 429 that says "now"', answer(429, '', { 'retry-after': '0' }), retry(0)],
    ['a 429 with a fraction of a second', answer(429, '', { 'retry-after': '0.0301' }), retry(31)],
    ['a 429 without a word', answer(429, html), retry(5000)],
    ['a 429 with a strange word', answer(429, '', { 'retry-after': 'soon' }), retry(5000)],
    ['a 429 with an empty word', answer(429, '', { 'retry-after': '' }), retry(5000)],
    ['a wrong key', answer(401, ''), { kind: 'misconfigured', code: '401' }],
    ['a forbidden account', answer(403, html), { kind: 'misconfigured', code: '403' }],
    ['a resource that is not there', answer(404, ''), { kind: 'misconfigured', code: '404' }],
    ['a refusal without a code', answer(400, html), passing('400')],
    ['a refusal that is not an object', answer(400, 'null'), passing('400')],
  ])('after %s', async (_name, how, expected) => {
    provider.answer = how;
    expect(await storable(send(provider.url))).toEqual(expected);
    // One request per attempt, whatever happened to it.
    expect(provider.asked).toHaveLength(1);
  });

  test('a 429 may name the moment instead of the seconds', async () => {
    provider.answer = answer(429, '', { 'retry-after': inTwoMinutes() });
    const outcome = await storable(send(provider.url));
    expect(outcome.kind === 'throttled' && outcome.retryAfterMs).toBeGreaterThan(110_000);
    expect(outcome.kind === 'throttled' && outcome.retryAfterMs).toBeLessThanOrEqual(120_000);
  });

  test('a 429 that names a moment gone by is tried again at once', async () => {
    provider.answer = answer(429, '', { 'retry-after': new Date(0).toUTCString() });
    expect(await storable(send(provider.url))).toEqual(retry(0));
  });

  test('a provider that takes the request and hangs leaves it in doubt [edge case 61]', async () => {
    provider.answer = () => undefined;
    expect(await storable(send(provider.url, 150))).toEqual({ kind: 'inDoubt', code: 'TimeoutError' });
    expect(provider.asked).toHaveLength(1);
  });

  test('nobody listening means nothing was sent', async () => {
    const port = await freePort();
    expect(await storable(send(`http://127.0.0.1:${port}`))).toEqual(retry(5000, 'ECONNREFUSED'));
  });

  test('a host without an address means nothing was sent', async () => {
    expect(await storable(send('http://provider.invalid'))).toEqual(retry(5000));
  });

  test('no TLS means nothing was sent', async () => {
    expect(await storable(send(provider.url.replace('http:', 'https:')))).toEqual(retry(5000));
    expect(provider.asked).toEqual([]);
  });
});

describe.each(twilioSends)('what Twilio says of %s', (_what, send) => {
  let provider: Provider;
  beforeEach(async () => {
    provider = await startProvider();
  });
  afterEach(() => provider.close());

  test.each([
    ['an authentication failure by code', answerJson(401, { code: 20003 }), { kind: 'misconfigured', code: '20003' }],
    ['a forbidden account by code', answerJson(403, { code: 20003 }), { kind: 'misconfigured', code: '20003' }],
    ['a missing resource by code', answerJson(404, { code: 20404 }), { kind: 'misconfigured', code: '20404' }],
    ['a rate limit by code', answerJson(429, { code: 20429 }, { 'retry-after': '2' }), retry(2000, '20429')],
    ['a rate limit under another status', answerJson(400, { code: 20429 }), retry(5000, '20429')],
    ['a code nobody knows', answerJson(400, { code: 29999 }), passing('29999')],
    ['an RFC 9457 problem', answerJson(400, { code: 29998, title: 'x', type: 'https://x.example' }), passing('29998')],
  ])('after %s', async (_name, how, expected) => {
    provider.answer = how;
    expect(Outcome.parse(await send(provider.url))).toEqual(expected);
  });
});

describe('a connection that is never finished', () => {
  test('ends before the request’s time does, so it is known that nothing was sent', async () => {
    const mute = await startMute();
    try {
      const config = twilioConfig(`https://127.0.0.1:${mute.port}`, { PROVIDER_TIMEOUT_MS: 4000 });
      expect(await twilioSms(config).send(textRequest)).toEqual(retry(5000, 'UND_ERR_CONNECT_TIMEOUT'));
    } finally {
      await mute.close();
    }
  });
});

describe('a sender that is not configured', () => {
  test('is our fault, and asks the provider nothing', async () => {
    const provider = await startProvider();
    try {
      const { TWILIO_FROM_NUMBER: _a, TWILIO_WHATSAPP_FROM: _b, ...bare } = twilioConfig(provider.url);
      const missing = { kind: 'misconfigured', code: 'no_sender' };
      expect(await twilioSms(bare).send(textRequest)).toEqual(missing);
      expect(await twilioCaller(bare).place(callRequest)).toEqual(missing);
      expect(await twilioIm(bare).send(imRequest)).toEqual(missing);
      expect(provider.asked).toEqual([]);
    } finally {
      await provider.close();
    }
  });
});

describe('what SendGrid says of a mail', () => {
  test('its own shape of error has no code: the status decides', async () => {
    const provider = await startProvider();
    try {
      provider.answer = answerJson(400, { errors: [{ message: 'Does not contain a valid address.', field: 'from' }] });
      const outcome = await sendGridEmail(sendGridConfig(provider.url)).send(mailRequest);
      expect(outcome).toEqual(passing('400'));
    } finally {
      await provider.close();
    }
  });
});
