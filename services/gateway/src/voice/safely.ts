/**
 * Somebody is on the line: whatever happens to us, they hear something within a few seconds. Twilio waits 15 seconds for a
 * document and then goes to the fallback address; we give up sooner and say the practice's number ourselves.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { fallbackAside } from '@rollcall/messages';
import type { Door } from '../app.js';
import type { Safe } from './place.js';
import { asideAndEnd } from './twiml.js';

/** Real milliseconds. Longer than all our own waiting, shorter than Twilio's. */
const defaultAnswerWithinMs = 10_000;

export const fallbackTwiml = ({ language, callback }: Safe): string => asideAndEnd(fallbackAside(language, callback));

/** What `work` says, or the fallback when it fails or takes too long. What it stored until then stays stored. */
export async function safely(door: Door, safe: Safe, work: () => Promise<string>): Promise<string> {
  const over = new AbortController();
  const tooLate = delay(door.answerWithinMs ?? defaultAnswerWithinMs, 'too late' as const, { signal: over.signal });
  tooLate.catch(() => undefined);
  const answer = work();
  // It may still fail when nobody waits for it any more.
  answer.catch(() => undefined);
  try {
    const first = await Promise.race([answer.then((twiml) => ({ twiml })), tooLate]);
    if (first !== 'too late') return first.twiml;
    door.logger.error('a call was not answered in time: the fallback was said');
  } catch (error) {
    door.logger.error({ err: error }, 'a call could not be answered: the fallback was said');
  } finally {
    over.abort();
  }
  return fallbackTwiml(safe);
}
