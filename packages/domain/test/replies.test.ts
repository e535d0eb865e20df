import { describe, expect, test } from '@jest/globals';
import { bindLetters, bindReply, freeCode } from '../src/replies.js';

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
  const several = {
    ...a,
    code: 'C',
    visits: [
      { code: 'A', noticeId: 'mia' },
      { code: 'B', noticeId: 'leo' },
    ],
  };
  const other = { ...b, code: 'D' };
  const bound = (letters: Parameters<typeof bindLetters>[0]) =>
    bindLetters(letters, [several, other])?.map((n) =>
      n.kind === 'whole' ? [n.question.outreachId, n.key] : [n.question.outreachId, ...n.visits],
    ) ?? null;
  test('the visits that are named, and the others stay open [edge case 3]', () => {
    expect(bound([{ code: 'B', key: '3' }])).toEqual([['o1', { noticeId: 'leo', key: '3' }]]);
    expect(bound([{ code: 'C', key: '1' }])).toEqual([['o1', '1']]);
    expect(
      bound([
        { code: 'A', key: '1' },
        { code: 'D', key: '2' },
      ]),
    ).toEqual([
      ['o1', { noticeId: 'mia', key: '1' }],
      ['o2', '2'],
    ]);
  });
  test.each([
    ['a letter that nobody was shown', [{ code: 'E', key: '1' }] as const],
    ['a letter alone that stands for a whole message', [{ code: 'C', key: null }] as const],
    [
      'a visit and its whole message',
      [
        { code: 'A', key: '1' },
        { code: 'C', key: '2' },
      ] as const,
    ],
    [
      'a wrong number beside an answer',
      [
        { code: 'A', key: '1' },
        { code: 'B', key: '9' },
      ] as const,
    ],
  ])('none for %s: it is asked back', (_what, letters) => expect(bound(letters)).toBeNull());
  test('none for a letter that an older build gave a second time', () =>
    expect(bindLetters([{ code: 'A', key: '1' }], [several, a])).toBeNull());
  test('letters are given from A, the smallest free one first', () => {
    expect(freeCode(new Set(['A', 'C']))).toBe('B');
    expect(freeCode(new Set(Array.from({ length: 26 }, (_, i) => String.fromCharCode(65 + i))))).toBeNull();
  });
});
