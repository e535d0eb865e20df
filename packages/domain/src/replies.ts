/** Which of the questions open on a number a text answers. */

/** A question that waits for an answer from one number. */
export interface LiveQuestion {
  code: string;
  outreachId: string;
  practiceId: string;
  /** Our number that asked it, where one of a pool did. */
  from?: string | null;
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
