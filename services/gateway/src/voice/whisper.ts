/**
 * What the practice's own people hear before a patient is put through: neutral words, because a machine or a passer-by may
 * have picked up, and a reference under which the worklist finds the conversation. Only who presses 1 gets the call.
 */
import { chooseLanguage, whisperAside } from '@rollcall/messages';
import { type Turn, urlOf } from './line.js';
import { ask } from './twiml.js';

/** The last characters of the outreach's id tell the calls of one day apart. */
const referenceLength = 4;
const timeoutSeconds = 6;

export function whisper(turn: Turn): string {
  const { conversation: c, at } = turn;
  const { language } = chooseLanguage(c.practice.language, c.practice.language);
  const { say, ...voice } = whisperAside(c, language, c.outreachId.slice(-referenceLength));
  const acceptedUrl = urlOf(turn, 'accepted', at);
  return ask(voice, [...say, ...say], {
    digits: 1,
    timeoutSeconds,
    keyUrl: acceptedUrl,
    // Without a key nobody has accepted.
    silenceUrl: acceptedUrl,
    listening: null,
  });
}
