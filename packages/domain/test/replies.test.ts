import { describe, expect, test } from '@jest/globals';
import { bindReply, freeCode } from '../src/replies.js';

describe('which question a text answers', () => {
  const a = { code: 'A', outreachId: 'o1', practiceId: 'p' };
  const b = { code: 'B', outreachId: 'o2', practiceId: 'p' };
  test('the only one, without a letter', () => expect(bindReply(null, [a])).toEqual({ kind: 'bound', question: a }));
  test('the named one', () => expect(bindReply('B', [a, b])).toEqual({ kind: 'bound', question: b }));
  test('none when two are open and no letter is given', () => expect(bindReply(null, [a, b]).kind).toBe('ambiguous'));
  test('none when the letter is unknown', () => expect(bindReply('C', [a]).kind).toBe('ambiguous'));
  test('none when nothing is asked on that number', () => expect(bindReply(null, []).kind).toBe('none'));
  test('the one asked from the number that was written to, although another number of ours asked, too [edge case 69]', () => {
    const asked = [
      { ...a, from: '+15550100001' },
      { ...b, from: '+15550100002' },
    ];
    expect(bindReply(null, asked, '+15550100002')).toEqual({ kind: 'bound', question: asked[1] });
    expect(bindReply('A', asked, '+15550100002')).toEqual({ kind: 'bound', question: asked[0] });
    // Written to a number that asked nothing, it may be either.
    expect(bindReply(null, asked, '+15550100003').kind).toBe('ambiguous');
    // Nobody knows which number a messaging service chose.
    expect(bindReply(null, [asked[0] as typeof a, b], '+15550100001').kind).toBe('ambiguous');
  });
  test('letters are given from A, the smallest free one first', () => {
    expect(freeCode(new Set(['A', 'C']))).toBe('B');
    expect(freeCode(new Set(Array.from({ length: 26 }, (_, i) => String.fromCharCode(65 + i))))).toBeNull();
  });
});
