/** What the one who has picked up does with a question: presses a key after some thought, hangs up, or nothing at all. */
import { pace } from '../people/pace.js';
import type { Person } from '../people/person.js';
import type { CallManner } from '../people/personas.js';
import { namedAt, readSpoken } from '../people/reading.js';
import { durationMs, momentOf, wordsOf } from './speech.js';
import type { Sound } from './twiml.js';

/** `afterMs` counts from the first word of the prompt; business milliseconds. */
export type Reaction = { does: 'press'; key: string; afterMs: number } | { does: 'hang-up'; afterMs: number } | null;

export interface Listener {
  reactTo(prompt: readonly Sound[]): Reaction;
}

/** A mailbox records, and presses nothing. */
export const mailbox: Listener = { reactTo: () => null };

/** One person in one call: hearing the same question again, they are quicker. */
export function human(person: Person, manner: CallManner): Listener {
  const heard = new Set<string>();
  return {
    reactTo: (prompt) => {
      const words = wordsOf(prompt);
      const question = readSpoken(words);
      if (!question) return null;
      const line = question.kind === 'offer' ? manner.offer : manner.tell;
      if (line === null) return { does: 'hang-up', afterMs: durationMs(prompt) };
      const key = line === 'choose' ? person.choose(question.choices) : line;
      const again = heard.has(question.kind);
      heard.add(question.kind);
      const thinking = person.delay(again ? pace.thinkAgain : pace.think, 'think');
      return { does: 'press', key, afterMs: momentOf(prompt, namedAt(words, key)) + thinking };
    },
  };
}

/** Somebody who presses these keys, one at each question, whoever they are. */
export function pressing(keys: string): Listener {
  let next = 0;
  return {
    reactTo: (prompt) => {
      if (!readSpoken(wordsOf(prompt))) return null;
      const key = keys[next];
      next += 1;
      return key === undefined
        ? { does: 'hang-up', afterMs: durationMs(prompt) }
        : { does: 'press', key, afterMs: durationMs(prompt) };
    },
  };
}
