/** Which page a patient sees: the question, the times, a moment's patience, or how it stands. */
import type { Conversation } from '@rollcall/contracts';

export type Stage = 'ask' | 'offer' | 'pending' | 'done' | 'expired';

export function stageOf(c: Conversation, now: Date): Stage {
  if (c.notices.some((n) => n.state === 'open')) return 'ask';
  switch (c.offer?.state) {
    case 'requested':
    case 'chosen':
      return 'pending';
    case 'open':
      return c.offer.options.length > 0 && (c.offer.expiresAt === null || c.offer.expiresAt > now)
        ? 'offer'
        : 'expired';
    case 'expired':
      return 'expired';
    default:
      return 'done';
  }
}
