/**
 * Keys that come before their meaning was said: from a pocket, a child, a robot that presses at random, or typed ahead.
 * Such a key answers nothing; the question is asked again.
 */
import type { VoiceKey, VoiceScript } from '@rollcall/messages';
import type { Place } from './place.js';

/** Nobody understands "press" and presses in less. Business milliseconds. */
const leastMs = 500;
/** Faster than any voice speaks, so that nobody who listened is turned away. */
const mostCharactersPerSecond = 30;

/** Of a question whose phrases name the keys in their order. Who has heard it to the end may be as quick as they like. */
export function isEarly(script: VoiceScript, key: VoiceKey, at: Place, now: Date): boolean {
  if (at.asked === null || at.played || !script.gather) return false;
  const elapsed = now.getTime() - at.asked;
  // A clock that was put back says nothing.
  if (elapsed < 0) return false;
  const before = script.say.slice(script.gather.from).slice(0, Math.max(script.gather.keys.indexOf(key), 0));
  const characters = before.reduce((sum, phrase) => sum + phrase.length, 0);
  return elapsed < leastMs + (characters / mostCharactersPerSecond) * 1000;
}
