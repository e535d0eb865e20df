/**
 * A practice whose own calendar has the last word on each slot that a patient chooses: most it confirms, some it refuses, at
 * once or through the API, some it takes back after all, and some it never answers.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { ApiError, type IntakeClient } from './intake-client.js';
import type { CallbackEvent } from './receiver.js';

export type CalendarWord = 'confirm' | 'refuse' | 'refuse-at-once' | 'take-back' | 'silence';

interface Requested {
  noticeId: string;
  slotExternalId: string;
}

/** By the slot's id, so that the same slot is always spoken of in the same way, whoever asks again. */
export function wordOn(slotId: string): CalendarWord {
  const digit = Number.parseInt(slotId.slice(-1), 16);
  if (digit < 2) return 'refuse-at-once';
  if (digit < 4) return 'refuse';
  if (digit < 5) return 'silence';
  return digit < 7 ? 'take-back' : 'confirm';
}

/** The status to answer `slot.requested` with; null: the receiver's usual one. `word` says what becomes of a slot. */
export function ownCalendar(
  client: IntakeClient,
  word: (slotId: string) => CalendarWord = wordOn,
): (event: CallbackEvent) => number | null {
  const answered = new Set<string>();
  return ({ id, type, data }) => {
    if (type !== 'slot.requested') return null;
    const said = word(String(data.slotId));
    if (said === 'refuse-at-once') return 409;
    // An event that comes twice is answered once.
    if (said === 'silence' || answered.has(id)) return null;
    answered.add(id);
    void speak(client, data as unknown as Requested, said);
    return null;
  };
}

async function speak(client: IntakeClient, about: Requested, word: CalendarWord): Promise<void> {
  await say(client, about, word === 'refuse' ? 'refused' : 'confirmed');
  if (word === 'take-back') await say(client, about, 'refused');
}

const mostTries = 60;
const betweenTriesMs = 1000;

/** Until it is heard: an API that is down for a while loses no answer. */
async function say(
  client: IntakeClient,
  { noticeId, slotExternalId }: Requested,
  outcome: 'confirmed' | 'refused',
): Promise<void> {
  for (let tries = 0; tries < mostTries; tries += 1)
    try {
      await client.post(`/v1/slots/${encodeURIComponent(slotExternalId)}/booking`, { outcome, noticeId });
      return;
    } catch (error) {
      // Given back meanwhile, or of another answer: there is nothing to say any more.
      if (error instanceof ApiError && error.status < 500) return;
      await pause(betweenTriesMs);
    }
}
