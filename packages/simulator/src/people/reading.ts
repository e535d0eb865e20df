/** How a person reads: is this a question, which one, and with what may it be answered? */

export interface Question {
  kind: 'tell' | 'offer' | 'correct';
  /** Written before the key when several questions are open on one number: `A1`; else empty. */
  letter: string;
  /** Of an offer: the keys that choose a time. */
  choices: string[];
  language: 'en' | 'es';
}

const written = {
  correct: /(?:^|[^A-Za-z0-9])([A-Z]?)5 = (I will come|voy)/,
  offer: /(?:^|[^A-Za-z0-9])([A-Z]?)4 = ([Nn]one|[Nn]inguna)/,
  tell: /(?:^|[^A-Za-z0-9])([A-Z]?)1 ?= ?(I understand|[Ee]ntiendo)/,
};
const spanish = /entiendo|ninguna|marque|corregido/i;
const languageOf = (text: string): 'en' | 'es' => (spanish.test(text) ? 'es' : 'en');

/** A text or chat message; null when it asks nothing. */
export function readWritten(text: string): Question | null {
  const correct = written.correct.exec(text);
  if (correct) return { kind: 'correct', letter: correct[1] ?? '', choices: [], language: languageOf(text) };
  const offer = written.offer.exec(text);
  const found = offer ?? written.tell.exec(text);
  if (!found) return null;
  const letter = found[1] ?? '';
  const listed = [...text.matchAll(new RegExp(`(?:^|[^A-Za-z0-9])${letter}([1-3]) = `, 'g'))].map((m) => m[1] ?? '');
  return {
    kind: offer ? 'offer' : 'tell',
    letter,
    // A reminder may name the keys without repeating the times.
    choices: offer ? (listed.length > 0 ? listed : ['1']) : [],
    language: languageOf(text),
  };
}

/** What a call asks for; `hear`: whoever listens is to press a key; `accept`: to take over a patient's call. */
export interface SpokenQuestion {
  kind: 'tell' | 'offer' | 'correct' | 'hear' | 'challenge' | 'accept' | 'instead';
  /** Of an offer: the keys that choose a time; of `instead`: the key. */
  choices: string[];
}

const kinds: readonly [SpokenQuestion['kind'], RegExp][] = [
  ['challenge', /year in which the patient was born|año en que nació/i],
  ['accept', /\b(press|marque) 1 (to accept|para aceptar)\b/i],
  ['instead', /\b(?:press|marque) (\d) (?:now|ahora)\b/i],
  ['hear', /\b(press|marque) 1 (to hear|para escuchar)/i],
  ['offer', /\b(press|marque) 4\b/i],
  ['tell', /\b(press|marque) 1\b/i],
  ['correct', /\b(press|marque) 5\b/i],
];

/** What is said on the phone before a key is expected; null when nothing is asked. */
export function readSpoken(text: string): SpokenQuestion | null {
  for (const [kind, words] of kinds) {
    const found = words.exec(text);
    if (!found) continue;
    if (kind === 'instead') return { kind, choices: [found[1] ?? ''] };
    const choices = kind === 'offer' ? [...text.matchAll(/\b(?:press|marque) ([1-3])\b/gi)].map((m) => m[1] ?? '') : [];
    return { kind, choices };
  }
  return null;
}

/** Where in a spoken text its key has been named: nobody presses before. Characters from the beginning. */
export function namedAt(text: string, key: string): number {
  const found = new RegExp(`\\b(?:press|marque) ${key}\\b`, 'i').exec(text);
  return found ? found.index + found[0].length : text.length;
}
