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
  /** `cancel`: the patient may have meant the visit. It counts as revoked all the same, and a person calls. */
  | { kind: 'stop'; cancel?: true }
  | { kind: 'start' }
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
  const bare = text.normalize('NFKC').replace(/^["'([{#*\s]+|["')\]}.!,\s]+$/g, '');
  const m = /^(?:([a-z])\s*[-.]?\s*([12349])|([12349])\s*[-.]?\s*([a-z])?)$/.exec(bare);
  if (!m) return null;
  const key = (m[2] ?? m[3]) as AnswerKey;
  const code = (m[1] ?? m[4])?.toUpperCase() ?? null;
  return { key, code };
}

/** "1 thanks", "ok 1": one key and courtesies. "1 or 2?" is none. */
function readKeyAmongCourtesies(said: string): { key: AnswerKey; code: string | null } | null {
  const kept = said.split(' ').filter((w) => w === 'no' || (!courtesies.has(w) && w !== 'please'));
  return kept.length === 1 ? readKey(kept[0] ?? '') : null;
}

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
  const key = readKey(text) ?? readKeyAmongCourtesies(said);
  if (key) return { kind: 'key', ...key };
  if (startWords.has(said) || startWords.has(bare)) return { kind: 'start' };
  if (helpWords.has(said) || helpWords.has(bare)) return { kind: 'help' };
  if (yesWords.has(said)) return { kind: 'yes' };
  if (any(wrongNumberPhrases, said)) return { kind: 'wrong-number' };
  if (any(onTheWayPhrases, said)) return { kind: 'on-the-way' };
  if (any(whoPhrases, without(courtesies, said))) return { kind: 'who' };
  // Nothing but courtesies or emoji. A picture without words, or a question mark, is one to look at.
  if (text !== '' && !text.includes('?') && without(courtesies, said) === '') return { kind: 'courtesy' };
  return { kind: 'unclear' };
}
