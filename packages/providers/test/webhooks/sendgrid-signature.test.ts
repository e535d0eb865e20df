import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { type SendGridSigned, verifySendGrid } from '../../src/index.js';

interface Vector {
  publicKey: string;
  signature: string;
  timestamp: string;
  payload: string;
}
const file = JSON.parse(
  readFileSync(new URL('../fixtures/sendgrid-signature-vector.json', import.meta.url), 'utf8'),
) as Vector & { own: Vector };
const vectors = [['the vendor’s', file] as const, ['our own', file.own] as const];
const at = (v: Vector, secondsLater: number): Date => new Date((Number(v.timestamp) + secondsLater) * 1000);
const verify = (v: Vector, over: Partial<SendGridSigned> = {}) =>
  verifySendGrid({
    publicKey: v.publicKey,
    timestamp: v.timestamp,
    rawBody: Buffer.from(v.payload, 'utf8'),
    signature: v.signature,
    now: at(v, 1),
    ...over,
  });

describe.each(vectors)('SendGrid’s signature, %s vector', (_name, v) => {
  test('the genuine request comes in', () => {
    expect(verify(v)).toBe('ok');
  });

  test('the trailing line break belongs to it', () => {
    expect(verify(v, { rawBody: Buffer.from(v.payload.trimEnd(), 'utf8') })).toBe('wrong');
  });

  test('whatever was changed stays outside', () => {
    expect(verify(v, { timestamp: String(Number(v.timestamp) + 1) })).toBe('wrong');
    expect(verify(v, { rawBody: Buffer.from(v.payload.replace('example', 'exemple').replace('world', 'w0rld')) })).toBe(
      'wrong',
    );
    expect(verify(v, { publicKey: v === file ? file.own.publicKey : file.publicKey })).toBe('wrong');
  });

  test('an old one, well signed, is a replay [edge case 66]', () => {
    expect(verify(v, { now: at(v, 600) })).toBe('ok');
    expect(verify(v, { now: at(v, 601) })).toBe('stale');
    expect(verify(v, { now: at(v, -601) })).toBe('stale');
    expect(verify(v, { now: at(v, 61), toleranceSeconds: 60 })).toBe('stale');
  });

  test('one without signature or time is known as such', () => {
    expect(verify(v, { signature: '' })).toBe('missing');
    expect(verify(v, { timestamp: '' })).toBe('missing');
  });

  test.each(['x', 'MEUC', '\u0000', 'AAAA'.repeat(40)])('the signature "%s" is wrong, and no error', (signature) => {
    expect(verify(v, { signature })).toBe('wrong');
  });

  test.each(['', 'x', 'MFkwEwYHKoZIzj0CAQ=='])('the key "%s" is wrong, and no error', (publicKey) => {
    expect(verify(v, { publicKey })).toBe('wrong');
  });
});
