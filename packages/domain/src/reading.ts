/**
 * What a person's own words mean. Never guessed: what is not clearly an answer is `unclear`, and an unclear text changes
 * nothing.
 */
import type { AnswerKey } from '@rollcall/contracts';
import {
  autoReplyPhrases,
  cancelWords,
  courtesies,
  fillers,
  helpWords,
  onTheWayPhrases,
  reaction,
  startWords,
  stopPhrases,
  stopWords,
  whoPhrases,
  wrongNumberPhrases,
  yesWords,
} from './phrases.js';

export type TextMeaning =
  | { kind: 'key'; key: AnswerKey; code: string | null }
  /** Several answers, each to the question of its letter; or letters alone. */
  | { kind: 'letters'; letters: LetteredKey[] }
  /** `cancel`: the patient may have meant the visit. It counts as revoked all the same, and a person calls. */
  | { kind: 'stop'; cancel?: true }
  | { kind: 'start' }
  /** "5": the visit is on, and they will come. To anything but a correction it says nothing. */
  | { kind: 'coming'; code: string | null }
  /** Takes STOP back, while the number is opted out; else it says nothing (we never ask for it). */
  | { kind: 'yes' }
  | { kind: 'help' }
  /** "Who is this?": asked back without a word about a visit. */
  | { kind: 'who' }
  /** "Wrong number": as if 9 had been pressed. */
  | { kind: 'wrong-number' }
  /** "I'm on my way", "I'm already here": the desk must know at once. */
  | { kind: 'on-the-way' }
  /** A phone that answers for its owner ("I'm driving"). */
  | { kind: 'auto-reply' }
  /** "ok thanks", a thumb: friendly, and no answer. */
  | { kind: 'courtesy' }
  | { kind: 'unclear' };

/** `key` null: the letter alone. */
export interface LetteredKey {
  code: string;
  key: AnswerKey | null;
}

/** Longer than any answer; what comes after it is a signature or a quotation. */
const readAtMost = 400;

const plain = (body: string): string =>
  body
    .slice(0, readAtMost)
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    // Digits as an Arabic or Persian keyboard writes them.
    .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String((digit.codePointAt(0) ?? 0) & 15))
    .toLowerCase()
    .replace(/[’‘`´]/g, "'")
    .replace(/[“”«»]/g, '"')
    .replace(/\s+/g, ' ')
    .trim();

/** Letters, digits and apostrophes only: "Opt-Out!!" is "opt out". */
const spoken = (text: string): string =>
  text
    .replace(/[^\p{L}\p{N}' ]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();

const without = (dropped: ReadonlySet<string>, text: string): string =>
  text
    .split(' ')
    .filter((w) => !dropped.has(w))
    .join(' ');

/** `1`, ` 1. `, `'1'`, `A1`, `a 1`, `1a`, `#1`, `１`: one key, perhaps with the letter of its question. */
function readKey(text: string): { key: AnswerKey; code: string | null } | null {
  const m = /^(?:([a-z])\s*[-.]?\s*([12349])|([12349])\s*[-.]?\s*([a-z])?)$/.exec(bareOf(text));
  if (!m) return null;
  const key = (m[2] ?? m[3]) as AnswerKey;
  const code = (m[1] ?? m[4])?.toUpperCase() ?? null;
  return { key, code };
}

/** As `readKey`, of the one key that answers a correction. */
function readComing(text: string): Extract<TextMeaning, { kind: 'coming' }> | null {
  const m = /^(?:([a-z])\s*[-.]?\s*5|5\s*[-.]?\s*([a-z])?)$/.exec(bareOf(text));
  return m ? { kind: 'coming', code: (m[1] ?? m[2])?.toUpperCase() ?? null } : null;
}

const bareOf = (text: string): string => text.normalize('NFKC').replace(/^["'([{#*\s]+|["')\]}.!,\s]+$/g, '');
const withoutCourtesies = (said: string): string =>
  said
    .split(' ')
    .filter((w) => w === 'no' || (!courtesies.has(w) && w !== 'please'))
    .join(' ');

/** "1 thanks", "ok 1": one key and courtesies. "1 or 2?" is none. */
function readKeyAmongCourtesies(said: string): { key: AnswerKey; code: string | null } | null {
  const kept = withoutCourtesies(said);
  return kept.includes(' ') ? null : readKey(kept);
}

/** "A1 and B3", "1A y 3B": words between the answers. Not `e` and `o`, which are letters. */
const joints: ReadonlySet<string> = new Set(['and', 'y', 'و']);
const oneLettered = /^(?:[a-z][12349]|[12349][a-z])$/;

/**
 * `1A 3B`, `A1, B3`, `A y B 1`, `1AB`, `A`: letters with their keys and nothing else. Null: there is something else, a key
 * belongs to no letter, or one letter has two keys.
 */
function readLetters(text: string): LetteredKey[] | null {
  const words = spoken(arabicLetters(text).normalize('NFKC'))
    .replace(/و(?=[a-z0-9])/g, ' ')
    .split(' ')
    .filter((w) => w !== '' && !joints.has(w) && !(w.length > 1 && (courtesies.has(w) || w === 'please')));
  if (words.length === 0 || words.some((w) => !/^(?:[a-z]|[a-z]*[12349][a-z12349]*)$/.test(w))) return null;
  const pairs = words.every((w) => oneLettered.test(w))
    ? words.map((w) => [w.replace(/\d/, ''), w.replace(/\D/, '')] as const)
    : pairsOf([...words.join('')]);
  if (pairs === null) return null;
  const found = new Map<string, AnswerKey | null>();
  for (const [letter, key] of pairs) {
    const code = letter.toUpperCase();
    const given = (key as AnswerKey) || null;
    if (found.has(code) && found.get(code) !== given) return null;
    found.set(code, given);
  }
  return [...found].map(([code, key]) => ({ code, key }));
}

/** Letters and keys as they stand in line: `1`, `a`, `b`, `3`, `c` is 1 for A and B, 3 for C. Null: one is left over. */
function pairsOf(signs: readonly string[]): (readonly [string, string])[] | null {
  const isKey = (sign: string): boolean => /\d/.test(sign);
  if (!signs.some(isKey)) return signs.map((s) => [s, ''] as const);
  const line = isKey(signs[0] ?? '') ? signs : [...signs].reverse();
  const pairs: [string, string][] = [];
  let key = '';
  let used = true;
  for (const sign of line) {
    if (isKey(sign)) {
      if (!used) return null;
      key = sign;
      used = false;
    } else if (key === '') return null;
    else {
      pairs.push([sign, key]);
      used = true;
    }
  }
  if (!used) return null;
  return line === signs ? pairs : pairs.reverse();
}

/** The first four of the Arabic letters as they number things, for who has no other keyboard. */
const arabicLetters = (text: string): string =>
  text.replace(
    /(?<!\p{L})[\u0627\u0628\u062c\u062f](?!\p{L})/gu,
    (l) => 'abcd'['\u0627\u0628\u062c\u062f'.indexOf(l)] ?? l,
  );

const any = (phrases: readonly RegExp[], text: string): boolean => phrases.some((p) => p.test(text));

export function readText(body: string): TextMeaning {
  const text = plain(body);
  // With our own words in it, every phrase could be ours.
  if (reaction.test(text) || (text.includes('1 = ') && text.includes('9 = '))) return { kind: 'unclear' };
  const said = spoken(text);
  if (any(autoReplyPhrases, said)) return { kind: 'auto-reply' };
  const bare = without(fillers, said);
  if (stopWords.has(said) || stopWords.has(bare) || any(stopPhrases, said))
    return cancelWords.has(said) || cancelWords.has(bare) ? { kind: 'stop', cancel: true } : { kind: 'stop' };
  const coming = readComing(text) ?? readComing(withoutCourtesies(said));
  if (coming) return coming;
  const key = readKey(text) ?? readKeyAmongCourtesies(said);
  if (key) return { kind: 'key', ...key };
  const letters = readLetters(text);
  if (letters?.some((l) => l.key !== null)) return { kind: 'letters', letters };
  if (startWords.has(said) || startWords.has(bare)) return { kind: 'start' };
  if (helpWords.has(said) || helpWords.has(bare)) return { kind: 'help' };
  if (yesWords.has(said)) return { kind: 'yes' };
  if (any(wrongNumberPhrases, said)) return { kind: 'wrong-number' };
  if (any(onTheWayPhrases, said)) return { kind: 'on-the-way' };
  if (any(whoPhrases, without(courtesies, said))) return { kind: 'who' };
  // Nothing but courtesies or emoji. A picture without words, or a question mark, is one to look at.
  if (text !== '' && !text.includes('?') && without(courtesies, said) === '') return { kind: 'courtesy' };
  return letters ? { kind: 'letters', letters } : { kind: 'unclear' };
}
