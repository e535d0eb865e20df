/**
 * What a person's own words mean. Never guessed: what is not clearly an answer is `unclear`, and an unclear text
 * changes nothing. Stop words are honoured in any case and language (FCC, in force since 2025-04-11: any reasonable
 * means revokes).
 */
import type { AnswerKey } from '@rollcall/contracts';

export type TextMeaning =
  | { kind: 'key'; key: AnswerKey; code: string | null }
  | { kind: 'stop' }
  | { kind: 'start' }
  | { kind: 'help' }
  /** "I'm on my way", "I'm already here": the desk must know at once. */
  | { kind: 'on-the-way' }
  | { kind: 'unclear' };

const stopWords = new Set([
  'stop',
  'stopall',
  'unsubscribe',
  'cancel',
  'end',
  'quit',
  'revoke',
  'optout',
  'opt out',
  'alto',
  'parar',
  'pare',
  'cancelar',
  'baja',
  'no mas',
  'basta',
]);
const stopPhrase =
  /\b(please|pls|por favor)?\s*(stop|quit)\s+(texting|calling|messaging|contacting|sending)|\bplease (stop|cancel|unsubscribe)\b|\b(do not|don'?t) (text|call|contact) me\b|\bopt me out\b|\bremove me\b|\bno (me )?(llame|escriba|mande)n?\b|\bno mas\b/;
const startWords = new Set(['start', 'unstop', 'iniciar', 'alta']);
const helpWords = new Set(['help', 'info', 'ayuda']);
const onTheWay =
  /\b(on my way|omw|already here|i'?m here|im here|i am here|in the (parking|waiting)|ya estoy|en camino|ya llegue|ya voy)\b/;

const plain = (body: string): string =>
  body.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/[’‘]/g, "'").replace(/\s+/g, ' ').trim();

/** `1`, ` 1. `, `'1'`, `A1`, `a 1`, `1a`, `#1`, `１`: one key, perhaps with the letter of its question. */
function readKey(text: string): { key: AnswerKey; code: string | null } | null {
  const bare = text.normalize('NFKC').replace(/^["'([{#*\s]+|["')\]}.!,\s]+$/g, '');
  const m = /^(?:([a-z])\s*[-.]?\s*([12349])|([12349])\s*[-.]?\s*([a-z])?)$/.exec(bare);
  if (!m) return null;
  const key = (m[2] ?? m[3]) as AnswerKey;
  const code = (m[1] ?? m[4])?.toUpperCase() ?? null;
  return { key, code };
}

export function readText(body: string): TextMeaning {
  const text = plain(body);
  const word = text.replace(/[.!,"']+$/g, '').replace(/^["']+/, '');
  if (stopWords.has(word) || stopPhrase.test(text)) return { kind: 'stop' };
  const key = readKey(text);
  if (key) return { kind: 'key', ...key };
  if (startWords.has(word)) return { kind: 'start' };
  if (helpWords.has(word)) return { kind: 'help' };
  if (onTheWay.test(text)) return { kind: 'on-the-way' };
  return { kind: 'unclear' };
}

/** A question that waits for an answer from one number. */
export interface LiveQuestion {
  code: string;
  outreachId: string;
  practiceId: string;
}

export type Binding =
  | { kind: 'bound'; question: LiveQuestion }
  | { kind: 'ambiguous'; questions: LiveQuestion[] }
  | { kind: 'none' };

/**
 * Which question a text answers, among those open on the sender's own number. A letter names it; without one there
 * must be only one, else nothing is changed and we ask.
 */
export function bindReply(code: string | null, live: readonly LiveQuestion[]): Binding {
  if (live.length === 0) return { kind: 'none' };
  if (code !== null) {
    const named = live.find((q) => q.code === code);
    if (named) return { kind: 'bound', question: named };
    return { kind: 'ambiguous', questions: [...live] };
  }
  const [only] = live;
  return live.length === 1 && only ? { kind: 'bound', question: only } : { kind: 'ambiguous', questions: [...live] };
}

/** The smallest free letter for a new question on a number; null when all 26 are taken. */
export function freeCode(taken: ReadonlySet<string>): string | null {
  for (let i = 0; i < 26; i++) {
    const letter = String.fromCharCode(65 + i);
    if (!taken.has(letter)) return letter;
  }
  return null;
}
