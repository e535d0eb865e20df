/**
 * What a link still shows. It is bound to one message to one address, and short-lived: until the practice's `linkDays` after
 * the message, and never beyond a day after the last visit it speaks of. Then it only says whom to call.
 */
import type { Conversation } from '@rollcall/contracts';
import type { Sealer } from '@rollcall/database';
import type { OpenConversation } from '../app.js';

const afterLastVisitMs = 24 * 3_600_000;

export type Link =
  | { kind: 'unknown' }
  | { kind: 'expired'; conversation: Conversation }
  /** The holder of the address said that it is not the patient's. */
  | { kind: 'not-for-you'; conversation: Conversation }
  | { kind: 'open'; conversation: Conversation };

export async function linkOf(token: string, sealer: Sealer, open: OpenConversation, now: Date): Promise<Link> {
  const attemptId = sealer.attemptOfToken(token);
  const conversation = attemptId ? await open(attemptId) : null;
  if (!conversation) return { kind: 'unknown' };
  if (conversation.attempt.addressIsWrong) return { kind: 'not-for-you', conversation };
  return { kind: now > linkEnds(conversation) ? 'expired' : 'open', conversation };
}

export function linkEnds({ attempt, notices }: Conversation): Date {
  const last = Math.max(...notices.flatMap((n) => [n.start.getTime(), n.booking?.start.getTime() ?? 0]));
  return new Date(Math.min(attempt.linkUntil?.getTime() ?? Number.POSITIVE_INFINITY, last + afterLastVisitMs));
}
