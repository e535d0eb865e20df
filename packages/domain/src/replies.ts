/** Which of the questions open on a number a text answers. */
import type { AnswerKey } from '@rollcall/contracts';
import type { LetteredKey } from './reading.js';

/** A question that waits for an answer from one number. */
export interface LiveQuestion {
  code: string;
  outreachId: string;
  practiceId: string;
  /** Our number that asked it, where one of a pool did. */
  from?: string | null;
  /** A correction of it waits to be confirmed; `onlyCorrects`: nothing else is asked. */
  corrects?: boolean;
  onlyCorrects?: boolean;
  /** Of a question about several visits the letter of each. */
  visits?: readonly { code: string; noticeId: string }[];
}

/** What the letters of a text say about one question: a key for all of it, or one for each visit that is named. */
export type Lettered = { question: LiveQuestion } & (
  | { kind: 'whole'; key: AnswerKey; code: string }
  | { kind: 'visits'; visits: { noticeId: string; key: AnswerKey | null }[] }
);

/**
 * Each letter names one open question, or one visit of it, and what it says is whole; else null: nothing is changed and we
 * ask. A wrong number is one for everybody who is reached there, so it is nothing to say beside another answer.
 */
export function bindLetters(letters: readonly LetteredKey[], open: readonly LiveQuestion[]): Lettered[] | null {
  const bound = new Map<LiveQuestion, Lettered>();
  for (const { code, key } of letters) {
    const named = open.flatMap((question) => [
      ...(question.code === code ? [{ question, noticeId: null }] : []),
      ...(question.visits ?? []).filter((v) => v.code === code).map(({ noticeId }) => ({ question, noticeId })),
    ]);
    const [only] = named;
    if (!only || named.length > 1) return null;
    const { question, noticeId } = only;
    const before = bound.get(question);
    if (noticeId === null) {
      if (before || key === null || (key === '9' && letters.length > 1)) return null;
      bound.set(question, { kind: 'whole', question, key, code });
    } else {
      if (before?.kind === 'whole' || (key === '9' && letters.length > 1)) return null;
      bound.set(question, { kind: 'visits', question, visits: [...(before?.visits ?? []), { noticeId, key }] });
    }
  }
  return [...bound.values()];
}

/** Those that a text may answer at all: what confirms a correction answers nothing else, and the other way round. */
export function answerable(open: readonly LiveQuestion[], confirms: boolean): readonly LiveQuestion[] {
  const may = open.filter((q) => (confirms ? q.corrects === true : q.onlyCorrects !== true));
  return may.length > 0 ? may : open;
}

export type Binding =
  | { kind: 'bound'; question: LiveQuestion }
  | { kind: 'ambiguous'; questions: LiveQuestion[] }
  | { kind: 'none' };

/**
 * Which question a text answers, among those open on the sender's own number. A letter names it. Without one,
 * what was asked from another number of ours is not meant, and there must be only one left, else nothing is changed and we
 * ask.
 */
export function bindReply(code: string | null, open: readonly LiveQuestion[], to: string | null = null): Binding {
  if (open.length === 0) return { kind: 'none' };
  if (code !== null) {
    const named = open.find((q) => q.code === code);
    if (named) return { kind: 'bound', question: named };
    return { kind: 'ambiguous', questions: [...open] };
  }
  const perhaps = open.filter((q) => to === null || !q.from || q.from === to);
  const live = perhaps.length > 0 ? perhaps : open;
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
