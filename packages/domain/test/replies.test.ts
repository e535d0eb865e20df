import { describe, expect, test } from '@jest/globals';
import { bindReply, freeCode, readText } from '../src/replies.js';

describe('what a text means', () => {
  test.each([
    ['1', { kind: 'key', key: '1', code: null }],
    [' 1. ', { kind: 'key', key: '1', code: null }],
    ['"1"', { kind: 'key', key: '1', code: null }],
    ['１', { kind: 'key', key: '1', code: null }],
    ['A1', { kind: 'key', key: '1', code: 'A' }],
    ['b 2', { kind: 'key', key: '2', code: 'B' }],
    ['1a', { kind: 'key', key: '1', code: 'A' }],
    ['9', { kind: 'key', key: '9', code: null }],
    ['STOP', { kind: 'stop' }],
    ['stop.', { kind: 'stop' }],
    ['CANCEL', { kind: 'stop' }],
    ['please stop', { kind: 'stop' }],
    ['Please stop texting me', { kind: 'stop' }],
    ['No más', { kind: 'stop' }],
    ['unsubscribe', { kind: 'stop' }],
    ['START', { kind: 'start' }],
    ['help', { kind: 'help' }],
    ["I'm on my way", { kind: 'on-the-way' }],
    ['I’m already here', { kind: 'on-the-way' }],
    ['ya estoy en camino', { kind: 'on-the-way' }],
    ['ok thanks', { kind: 'unclear' }],
    ['who is this?', { kind: 'unclear' }],
    ['👍', { kind: 'unclear' }],
    ['yes', { kind: 'unclear' }],
    ['12', { kind: 'unclear' }],
    ['my stop is at 9', { kind: 'unclear' }],
    ['', { kind: 'unclear' }],
  ])('%j', (body, meaning) => {
    expect(readText(body)).toEqual(meaning);
  });
});

describe('which question a text answers', () => {
  const a = { code: 'A', outreachId: 'o1', practiceId: 'p' };
  const b = { code: 'B', outreachId: 'o2', practiceId: 'p' };
  test('the only one, without a letter', () => expect(bindReply(null, [a])).toEqual({ kind: 'bound', question: a }));
  test('the named one', () => expect(bindReply('B', [a, b])).toEqual({ kind: 'bound', question: b }));
  test('none when two are open and no letter is given', () => expect(bindReply(null, [a, b]).kind).toBe('ambiguous'));
  test('none when the letter is unknown', () => expect(bindReply('C', [a]).kind).toBe('ambiguous'));
  test('none when nothing is asked on that number', () => expect(bindReply(null, []).kind).toBe('none'));
  test('letters are given from A, the smallest free one first', () => {
    expect(freeCode(new Set(['A', 'C']))).toBe('B');
    expect(freeCode(new Set(Array.from({ length: 26 }, (_, i) => String.fromCharCode(65 + i))))).toBeNull();
  });
});
