/** How long the provider may keep a message that it cannot send at once: a message outlives its use nowhere. */
import type { Conversation } from '@rollcall/contracts';

/** Twilio takes 1 to 36,000 seconds for WhatsApp and 14,400 for a text. */
const longestSeconds = 14_400;
/** Less would fail in an ordinary minute, and nobody would be told. */
const shortestTellMs = 60_000;

/**
 * Until it is too late for it; what tells, until the next step at most: then the call has rung, and a text that comes after
 * the answer only worries.
 */
export function validitySeconds({ sendBy, purpose, nextStepAt }: Conversation['attempt'], now: Date): number {
  const step = purpose === 'tell' && nextStepAt ? Math.max(nextStepAt.getTime(), now.getTime() + shortestTellMs) : null;
  const until = step === null ? sendBy.getTime() : Math.min(step, sendBy.getTime());
  // Rounded down: a second too early harms nobody.
  return Math.min(Math.max(Math.floor((until - now.getTime()) / 1000), 1), longestSeconds);
}
