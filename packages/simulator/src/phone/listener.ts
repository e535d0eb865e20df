/** What the one who has picked up does with what is said: presses a key after some thought, speaks, hangs up, or nothing at all. */
import { pace } from '../people/pace.js';
import type { Person } from '../people/person.js';
import type { CallManner } from '../people/personas.js';
import { namedAt, readSpoken, type SpokenQuestion } from '../people/reading.js';
import { durationMs, momentOf, wordsOf } from './speech.js';
import type { Gather, Sound } from './twiml.js';

/** `afterMs` counts from the first word; business milliseconds. */
export type Reaction =
  | { does: 'press'; key: string; afterMs: number }
  | { does: 'say'; words: string; afterMs: number }
  | { does: 'hang-up'; afterMs: number }
  | null;

export interface Listener {
  /** To a question. `talkedMs`: how long the call has lasted. */
  reactTo(gather: Gather, talkedMs: number): Reaction;
  /** To what is merely said; a key pressed here goes nowhere. */
  whileSaid?(sound: Sound, talkedMs: number): Reaction;
}

/** A mailbox records, and presses nothing. */
export const mailbox: Listener = { reactTo: () => null };

/** Between a pocket's key and the first word nobody understands anything. */
const pocketMs = 200;
const midWordMs = 1500;
/** Offered nowhere. */
const noKey = '7';

/** One person in one call: hearing the same question again, they are quicker. */
export function human(person: Person, manner: CallManner): Listener {
  const heard = new Set<string>();
  let pocketed = false;
  let spoke = false;
  let missed = 0;
  const keyFor = (question: SpokenQuestion): string | null => {
    switch (question.kind) {
      case 'hear':
        return '1';
      case 'accept':
        return manner.accepts ? '1' : null;
      case 'challenge':
        return yearOf(person, manner, heard.has('challenge'));
      case 'instead':
        return manner.tell === null ? null : (question.choices[0] ?? null);
      case 'offer':
        return manner.offer === 'choose' ? person.choose(question.choices) : manner.offer;
      case 'tell':
        return manner.tell;
      case 'correct':
        return manner.tell === null ? null : '5';
    }
  };
  return {
    whileSaid: (sound) => {
      if (sound.verb !== 'say') return null;
      if (manner.hangsUpEarly) return { does: 'hang-up', afterMs: midWordMs };
      return manner.pressesEarly ? { does: 'press', key: manner.pressesEarly, afterMs: pocketMs } : null;
    },
    reactTo: (gather) => {
      const { prompt } = gather;
      const words = wordsOf(prompt);
      const question = readSpoken(words);
      if (!question || manner.staysSilent) return null;
      if (manner.pressesEarly && !pocketed && question.kind === 'tell') {
        pocketed = true;
        return { does: 'press', key: manner.pressesEarly, afterMs: pocketMs };
      }
      if (manner.says && gather.speech && !spoke) {
        spoke = true;
        const spanish = /marque/i.test(words);
        return { does: 'say', words: manner.says[spanish ? 'es' : 'en'], afterMs: durationMs(prompt) };
      }
      if (missed < (manner.missesFirst ?? 0) && question.kind === 'tell') {
        missed += 1;
        return { does: 'press', key: noKey, afterMs: durationMs(prompt) };
      }
      const key = keyFor(question);
      if (key === null) return { does: 'hang-up', afterMs: durationMs(prompt) };
      // Whoever answers the practice's line knows what to press, and everybody knows the year of their birth.
      const again = heard.has(question.kind) || question.kind === 'accept' || question.kind === 'challenge';
      heard.add(question.kind);
      const thinking = person.delay(again ? pace.thinkAgain : pace.think, 'think');
      return { does: 'press', key, afterMs: momentOf(prompt, namedAt(words, key)) + thinking };
    },
  };
}

/** The patient's year, or one that is not. */
function yearOf(person: Person, { guessesYear, mistypesYear }: CallManner, isAskedAgain: boolean): string | null {
  if (person.birthYear === null) return null;
  const isWrong = guessesYear || (mistypesYear && !isAskedAgain);
  return String(isWrong ? person.birthYear + 1 : person.birthYear);
}

/** What a robot shows its owner within so many milliseconds decides whether they take the call. */
const shownMs = 3000;

/** A robot that screens the call, then its owner, if the first words said who calls and why. */
export function screened(person: Person, manner: CallManner): Listener {
  const owner = human(person, manner);
  const takesOverMs = person.delay(pace.takesOver, 'takes over');
  let shown: string | null = null;
  const isThere = (talkedMs: number): boolean =>
    talkedMs >= takesOverMs && shown !== null && /^(This is|Habla) .{3,}[,.]/.test(shown);
  return {
    whileSaid: (sound, talkedMs) => {
      if (sound.verb === 'say' && talkedMs <= shownMs) shown ??= sound.text;
      return null;
    },
    reactTo: (gather, talkedMs) => {
      const [first] = gather.prompt;
      if (first?.verb === 'say' && talkedMs <= shownMs) shown ??= first.text;
      const patienceMs = durationMs(gather.prompt) + gather.timeoutSeconds * 1000;
      if (!isThere(talkedMs + patienceMs)) return null;
      const reaction = owner.reactTo(gather, talkedMs);
      // Nothing is pressed before they are there.
      return reaction && { ...reaction, afterMs: Math.max(reaction.afterMs, takesOverMs - talkedMs) };
    },
  };
}

/** Somebody who presses these keys, one at each question, whoever they are. Four for a year. */
export function pressing(keys: string): Listener {
  let next = 0;
  return {
    reactTo: ({ prompt, numDigits }) => {
      if (!readSpoken(wordsOf(prompt))) return null;
      const count = numDigits ?? 1;
      const key = keys.slice(next, next + count);
      next += count;
      return key === ''
        ? { does: 'hang-up', afterMs: durationMs(prompt) }
        : { does: 'press', key, afterMs: durationMs(prompt) };
    },
  };
}
