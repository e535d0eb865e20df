import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readKeyRing } from '../src/sealing/key-ring.js';
import { noPractice, Sealer } from '../src/sealing/sealer.js';
import { testKeys } from '../src/testing.js';

const key = (): string => randomBytes(32).toString('base64');
const index = `index:${key()}`;
const sealer = new Sealer(readKeyRing(testKeys));
const practice = '01900000-0000-7000-8000-000000000001';
const other = '01900000-0000-7000-8000-000000000002';

describe('a sealed value', () => {
  test('opens to what was sealed, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (plain) => {
        expect(sealer.open(sealer.seal(plain, 'patient', practice), 'patient', practice)).toBe(plain);
      }),
    );
  });

  test('is never the same twice, and does not hold its text', () => {
    const [a, b] = [sealer.seal('Ana Reyes', 'patient', practice), sealer.seal('Ana Reyes', 'patient', practice)];
    expect(a.equals(b)).toBe(false);
    expect(a.toString('latin1')).not.toContain('Reyes');
  });

  test('does not open for another practice, or as something else', () => {
    const sealed = sealer.seal('Ana Reyes', 'patient', practice);
    expect(() => sealer.open(sealed, 'patient', other)).toThrow();
    expect(() => sealer.open(sealed, 'patient', noPractice)).toThrow();
    expect(() => sealer.open(sealed, 'address', practice)).toThrow();
  });

  test('does not open when a single byte was changed', () => {
    const sealed = sealer.seal('Ana Reyes', 'patient', practice);
    fc.assert(
      fc.property(fc.nat(sealed.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const changed = Buffer.from(sealed);
        changed[at] = (changed[at] ?? 0) ^ by;
        expect(() => sealer.open(changed, 'patient', practice)).toThrow();
      }),
    );
  });

  test('opens after the key was rotated, and is then due for resealing', () => {
    const [old, fresh] = [`a:${key()}`, `b:${key()}`];
    const sealed = new Sealer(readKeyRing(`${old},${index}`)).seal('x', 'note', practice);
    const rotated = new Sealer(readKeyRing(`${fresh},${old},${index}`));
    expect([rotated.open(sealed, 'note', practice), rotated.isStale(sealed)]).toEqual(['x', true]);
    expect(rotated.isStale(rotated.seal('x', 'note', practice))).toBe(false);
    expect(() => new Sealer(readKeyRing(`${fresh},${index}`)).open(sealed, 'note', practice)).toThrow('no key "a"');
  });
});

describe('a blind index', () => {
  test('is the same for one number on every channel, and in any case of an email', () => {
    const same = sealer.blindIndex('+12025550143');
    expect(sealer.blindIndex('whatsapp:+12025550143').equals(same)).toBe(true);
    expect(sealer.blindIndex('Ana@Example.org').equals(sealer.blindIndex('ana@example.org'))).toBe(true);
    expect(sealer.blindIndex('+12025550144').equals(same)).toBe(false);
  });

  test('depends on its key, and outlives the rotation of the others', () => {
    const [one, rotated] = [`a:${key()},${index}`, `b:${key()},${index}`].map((r) => new Sealer(readKeyRing(r)));
    const elsewhere = new Sealer(readKeyRing(`a:${key()},index:${key()}`));
    const made = one?.blindIndex('+12025550143');
    expect(rotated?.blindIndex('+12025550143')).toEqual(made);
    expect(elsewhere.blindIndex('+12025550143')).not.toEqual(made);
  });
});

test('a page token is made from its attempt, fits a URL, and leads back to that attempt only with our key', () => {
  const token = sealer.pageToken(practice);
  expect(token).toMatch(/^[A-Za-z0-9_-]{22}$/);
  expect([sealer.pageToken(practice), sealer.pageToken(other) === token]).toEqual([token, false]);
  expect(sealer.attemptOfToken(token)).toBe(practice);
  const elsewhere = new Sealer(readKeyRing(`a:${key()},index:${key()}`));
  expect(elsewhere.attemptOfToken(token)).not.toBe(practice);
});

test.each(['', 'short', 'x'.repeat(23), `${'A'.repeat(21)}!`, 'A'.repeat(4000)])('"%s" is no page token', (token) => {
  expect(sealer.attemptOfToken(token)).toBeNull();
});

describe('a key ring is refused', () => {
  const secret = key();
  test.each([
    ['without an index key', `a:${secret}`],
    ['without a sealing key', `index:${secret}`],
    ['with a short key', `a:${Buffer.alloc(16, 7).toString('base64')},${index}`],
    ['with an id twice', `a:${secret},a:${secret},${index}`],
  ])('%s, and no key is printed', (_what, ring) => {
    let said = '';
    try {
      readKeyRing(ring);
    } catch (error) {
      said = String(error);
    }
    expect(said).toContain('ENCRYPTION_KEYS');
    expect(said).not.toContain(secret);
  });
});

// Known and not yet mended: the text before a missing colon is taken for an id. Becomes a row of the table above.
test('a key ring without ids is refused, and no key is printed', () => {
  const secret = key();
  expect(() => readKeyRing(secret)).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining(secret.slice(0, 20)) }),
  );
});
