/**
 * What was said aloud in a call, as far as it is surely one of the answers. A spoken answer is never evidence by itself:
 * a television says yes, too.
 */
import type { AnswerKey, Conversation } from '@rollcall/contracts';
import { catalogOf } from './language.js';

export type Heard = { kind: 'key'; key: AnswerKey } | { kind: 'stop' } | { kind: 'unclear' };

/** Below it the provider's recogniser guesses. */
const leastConfidence = 0.5;
const unclear: Heard = { kind: 'unclear' };

/** The recogniser's language and the words to expect; null where only keys are understood. */
export function listeningFor(c: Conversation): { language: string; hints: string[] } | null {
  const spoken = catalogOf(c).call.spoken ?? null;
  return c.speech && spoken ? { language: spoken.language, hints: Object.values(spoken.keys).flat() } : null;
}

/** `confidence` is null when the provider names none. */
export function readSpeech(
  c: Conversation,
  question: 'menu' | 'offer',
  words: string,
  confidence: number | null,
): Heard {
  const spoken = c.speech ? (catalogOf(c).call.spoken ?? null) : null;
  if (!spoken) return unclear;
  const said = words
    .toLowerCase()
    .replace(/[\p{P}\p{S}]+(?<!')/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  // Revoked is revoked, however badly it was heard: at worst a person calls instead.
  if (spoken.stop.some((part) => said.includes(part))) return { kind: 'stop' };
  if (confidence !== null && confidence < leastConfidence) return unclear;
  if (question === 'offer' && spoken.none.includes(said)) return { kind: 'key', key: '4' };
  const key = (Object.keys(spoken.keys) as AnswerKey[]).find((k) => spoken.keys[k]?.includes(said) || said === k);
  return key ? { kind: 'key', key } : unclear;
}
