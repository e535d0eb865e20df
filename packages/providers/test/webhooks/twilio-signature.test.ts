import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { verifyTwilio } from '../../src/index.js';

interface Vector {
  name: string;
  token: string;
  url: string;
  params?: Record<string, string | string[]>;
  body?: string;
  signature: string;
}
const vectors = JSON.parse(
  readFileSync(new URL('../fixtures/twilio-signature-vectors.json', import.meta.url), 'utf8'),
) as Vector[];
const forms = vectors.filter((v) => v.body === undefined).map((v) => [v.name, v] as const);
const byName = (name: string): Vector => {
  const found = vectors.find((v) => v.name === name);
  if (!found) throw new Error(`no vector ${name}`);
  return found;
};
const verify = (v: Vector, over: Partial<Parameters<typeof verifyTwilio>[0]> = {}): boolean =>
  verifyTwilio({ tokens: [v.token], url: v.url, params: v.params ?? {}, signature: v.signature, ...over });
const otherToken = 'f'.repeat(32);

describe('Twilio’s signature', () => {
  test.each(forms)('%s: the genuine request comes in', (_name, v) => {
    expect(verify(v)).toBe(true);
  });

  test.each(forms)('%s: with the port spelt out it is the same address', (_name, v) => {
    const { host } = new URL(v.url);
    expect(verify(v, { url: v.url.replace(host, `${host}:443`) })).toBe(true);
  });

  test.each(forms)('%s: whatever was changed stays outside', (_name, v) => {
    expect(verify(v, { url: v.url.replace('https:', 'http:') })).toBe(false);
    expect(verify(v, { url: `${v.url}#rc=3&rp=all` })).toBe(false);
    expect(verify(v, { url: `${v.url}x` })).toBe(false);
    expect(verify(v, { params: { ...v.params, Digits: '9' } })).toBe(false);
    expect(verify(v, { signature: `A${v.signature.slice(1)}` })).toBe(false);
    expect(verify(v, { tokens: [otherToken] })).toBe(false);
  });

  test('one parameter left out is one too few', () => {
    const v = byName('msg-status');
    const { ErrorCode: _dropped, ...rest } = v.params ?? {};
    expect(verify(v, { params: rest })).toBe(false);
  });

  test('while a token is changed, the current and the previous one both count [edge case 66]', () => {
    const v = byName('doc-classic');
    expect(verify(v, { tokens: [otherToken, v.token] })).toBe(true);
    expect(verify(v, { tokens: [v.token, otherToken] })).toBe(true);
    expect(verify(v, { tokens: [] })).toBe(false);
  });

  test('a JSON body is held against the hash in the address', () => {
    const v = byName('json-body');
    const rawBody = v.body ?? '';
    expect(verify(v, { rawBody })).toBe(true);
    expect(verify(v, { rawBody: Buffer.from(rawBody) })).toBe(true);
    expect(verify(v, { rawBody: rawBody.replace('true', 'false') })).toBe(false);
    expect(verify(v, { rawBody: '' })).toBe(false);
    expect(verify(v, { rawBody, url: v.url.replace('d5729c', 'd5729d') })).toBe(false);
  });

  test('a JSON body without a hash in the address is nobody’s', () => {
    const v = byName('get-no-params');
    expect(verify(v, { rawBody: '{"CallStatus":"completed"}' })).toBe(false);
  });

  test.each([
    ['none', ''],
    ['short', 'x'],
    ['not base64', '\u0000✅'],
  ])('a signature that is %s is wrong, and no error', (_what, signature) => {
    expect(verify(byName('doc-classic'), { signature })).toBe(false);
  });

  test.each(['/relative', '', 'not an address'])('the address "%s" is wrong, and no error', (url) => {
    expect(verify(byName('doc-classic'), { url })).toBe(false);
  });
});
