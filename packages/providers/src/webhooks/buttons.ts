/** What a WhatsApp button carries back: the key, bound to the attempt that asked, and to the frozen offer. */
import { type AnswerKey, answerKeys } from '@rollcall/contracts';

export const buttonPayload = (key: AnswerKey, attemptId: string, offerId: string | null): string =>
  ['key', key, attemptId, ...(offerId ? [offerId] : [])].join(':');

export function readButton(
  payload: string | null,
): { key: AnswerKey; attemptId: string; offerId: string | null } | null {
  const [word, digit, attemptId, offerId] = (payload ?? '').split(':');
  const key = answerKeys.find((k) => k === digit);
  return word === 'key' && key && attemptId ? { key, attemptId, offerId: offerId ?? null } : null;
}
