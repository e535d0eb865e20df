import { describe, expect, test } from '@jest/globals';
import { segmentsOf, toGsm7 } from '../src/index.js';

describe('what a text costs', () => {
  test.each([
    ['a'.repeat(160), 'GSM-7', 160, 1],
    ['a'.repeat(161), 'GSM-7', 161, 2],
    ['a'.repeat(306), 'GSM-7', 306, 2],
    ['a'.repeat(307), 'GSM-7', 307, 3],
    ['€'.repeat(80), 'GSM-7', 160, 1],
    // 153 is odd: a euro sign is not cut, so each part holds 76 of them.
    ['€'.repeat(153), 'GSM-7', 306, 3],
    ['á'.repeat(70), 'UCS-2', 70, 1],
    ['á'.repeat(71), 'UCS-2', 71, 2],
    ['á'.repeat(134), 'UCS-2', 134, 2],
    // 67 is odd: an emoji is not cut, so each part holds 33 of them.
    ['🦁'.repeat(67), 'UCS-2', 134, 3],
    ['', 'GSM-7', 0, 1],
  ] as const)('%#: counts parts as phones join them', (text, encoding, characters, segments) => {
    expect(segmentsOf(text)).toMatchObject({ encoding, characters, segments });
  });

  test('names the first character that made it dear', () => {
    expect(segmentsOf('el miércoles').firstUcs2Character).toBeNull();
    expect(segmentsOf('el sábado —').firstUcs2Character).toBe('á');
    expect(segmentsOf('Leo 🦁').firstUcs2Character).toBe('🦁');
  });
});

describe('the same words in GSM-7', () => {
  test.each([
    ['O’Brien', "O'Brien"],
    ['“A” – B…', '"A" - B...'],
    ['Peña José Zoë Łukasz', 'Peña José Zoe Lukasz'],
    // é as letter and mark is the é that GSM-7 has.
    ['Jose\u0301', 'José'],
    ['façade', 'facade'],
    ['محمد', 'محمد'],
  ])('%s', (from, to) => {
    expect(toGsm7(from)).toBe(to);
  });
});
