/**
 * What was noted about a call while it went on: who the provider thinks answers, and that the message was said to the end.
 * Each is a fact of its own in the inbox, found again by its key; the next turn and the end of the call are judged by them.
 */
import { dedupeKey } from './dedupe-key.js';
import type { Fields } from './inbox-kinds.js';
import { text } from './inbox-kinds.js';

/** As the provider says it; null while it listens. */
export type AnsweredBy = (typeof answers)[number] | null;
const answers = [
  'human',
  'machine_start',
  'machine_end_beep',
  'machine_end_silence',
  'machine_end_other',
  'fax',
  'unknown',
] as const;

export interface CallMarks {
  answeredBy: AnsweredBy;
  /** The message was said to the end, to somebody who is taken for a person. */
  told: boolean;
}

const answeredKey = (sid: string, by: string): string =>
  dedupeKey('twilio.call.answered', null, { CallSid: sid, AnsweredBy: by });
const toldKey = (sid: string): string => dedupeKey('twilio.call.told', null, { CallSid: sid });

/** Where in the inbox a call's marks lie. */
export const markKeys = (sid: string): string[] => [toldKey(sid), ...answers.map((by) => answeredKey(sid, by))];

export const marksOf = (sid: string, stored: ReadonlySet<string>): CallMarks => ({
  answeredBy: answers.find((by) => stored.has(answeredKey(sid, by))) ?? null,
  told: stored.has(toldKey(sid)),
});

/** The end of a call as it came, completed with what was noted meanwhile: a provider's callback does not say it. */
export function withMarks(payload: Fields, { answeredBy, told }: CallMarks): Fields {
  const machine = answeredBy !== null && answeredBy !== 'human' && answeredBy !== 'unknown';
  return {
    ...payload,
    ...(text(payload, 'AnsweredBy') === null && answeredBy !== null ? { AnsweredBy: answeredBy } : {}),
    Heard: told && !machine ? '1' : '0',
  };
}
