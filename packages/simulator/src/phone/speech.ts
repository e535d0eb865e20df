/** Speech takes time. */
import type { Sound } from './twiml.js';

/** A calm synthetic voice. */
const charactersPerSecond = 12;

export const spokenMs = (text: string): number => (text.length / charactersPerSecond) * 1000;
export const soundMs = (sound: Sound): number => (sound.verb === 'say' ? spokenMs(sound.text) : sound.seconds * 1000);

export const durationMs = (sounds: readonly Sound[]): number => sounds.reduce((sum, s) => sum + soundMs(s), 0);
export const wordsOf = (sounds: readonly Sound[]): string =>
  sounds.flatMap((s) => (s.verb === 'say' ? [s.text] : [])).join(' ');

/** When, from the beginning, so many characters of the words have been said. Business milliseconds. */
export function momentOf(sounds: readonly Sound[], characters: number): number {
  let left = characters;
  let at = 0;
  for (const sound of sounds) {
    if (sound.verb === 'say') {
      if (left <= sound.text.length) return at + (left / charactersPerSecond) * 1000;
      // One for the space between two phrases, as in `wordsOf`.
      left -= sound.text.length + 1;
    }
    at += soundMs(sound);
  }
  return at;
}

/** The words that are said in the first `ms`, and when each phrase began. Business milliseconds. */
export function saidWithin(sounds: readonly Sound[], ms: number): { afterMs: number; words: string }[] {
  const said: { afterMs: number; words: string }[] = [];
  let at = 0;
  for (const sound of sounds) {
    if (at >= ms) break;
    const words = sound.verb === 'say' ? sound.text.slice(0, Math.ceil(((ms - at) / 1000) * charactersPerSecond)) : '';
    if (words !== '') said.push({ afterMs: at, words });
    at += soundMs(sound);
  }
  return said;
}
