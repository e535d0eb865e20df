import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { verifySendGrid, verifyTwilio } from '../src/index.js';

const fixture = (name: string) => JSON.parse(readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8'));
interface Vector {
  name: string;
  token: string;
  url: string;
  params?: Record<string, string | string[]>;
  signature: string;
  validate?: { exact: boolean; withPort443: boolean; http: boolean; tampered: boolean };
}
const vectors: Vector[] = fixture('twilio-signature-vectors.json').filter((v: Vector) => v.params);

describe('Twilio signatures', () => {
  test.each(vectors.map((v) => [v.name, v] as const))('%s', (_name, v) => {
    const check = (over: object): boolean =>
      verifyTwilio({ tokens: [v.token], url: v.url, params: v.params ?? {}, signature: v.signature, ...over });
    expect(check({})).toBe(true);
    expect(check({ url: v.url.replace('https://', 'http://') })).toBe(false);
    expect(check({ params: { ...v.params, Extra: 'x' } })).toBe(false);
    expect(check({ tokens: ['another-token'] })).toBe(false);
    expect(check({ tokens: ['another-token', v.token] })).toBe(true);
    expect(check({ signature: '' })).toBe(false);
    expect(check({ url: '/relative' })).toBe(false);
  });
});

describe('SendGrid signatures', () => {
  const upstream = fixture('sendgrid-signature-vector.json');
  test.each([
    ['upstream', upstream],
    ['own', upstream.own],
  ])('%s vector', (_name, v) => {
    const now = new Date(Number(v.timestamp) * 1000 + 5000);
    const check = (over: object) =>
      verifySendGrid({
        publicKey: v.publicKey,
        timestamp: v.timestamp,
        rawBody: Buffer.from(v.payload),
        signature: v.signature,
        now,
        ...over,
      });
    expect(check({})).toBe('ok');
    expect(check({ rawBody: Buffer.from(v.payload.trimEnd()) })).toBe('wrong');
    expect(check({ timestamp: String(Number(v.timestamp) + 1) })).toBe('wrong');
    expect(check({ signature: '' })).toBe('missing');
    expect(check({ signature: 'not a signature' })).toBe('wrong');
    expect(check({ now: new Date(now.getTime() + 3_600_000) })).toBe('stale');
  });
});
