/**
 * Asks Twilio which sends it knows that a doubtful one may be: by number and time, and for a text by its very words. SendGrid has no
 * such look-up; a doubtful mail stays doubtful until a callback or the next step.
 */
import { type Database, loadConversations } from '@rollcall/database';
import { renderSms } from '@rollcall/messages';
import type { Logger } from '@rollcall/platform';
import type { Caller, SmsSender } from '@rollcall/providers';
import type { LookUp } from './reconciler.js';

/** Clocks differ; the provider's may be behind ours. Real milliseconds. */
const slackMs = 120_000;

export function providerLookUp(options: {
  database: Database;
  sms: SmsSender;
  caller: Caller;
  logger: Logger;
  wallOf: (business: Date) => Date;
}): LookUp {
  const { database, sms, caller, logger, wallOf } = options;
  return async ({ channel, address, plannedAt, attemptId }) => {
    const since = new Date(wallOf(plannedAt).getTime() - slackMs);
    try {
      if (channel === 'voice') return await caller.find({ to: address, since });
      if (channel !== 'sms') return [];
      const conversation = (await loadConversations(database, [attemptId])).get(attemptId);
      if (!conversation) return [];
      return await sms.find({ to: address, body: renderSms(conversation).text, since });
    } catch (error) {
      logger.warn({ err: error, channel, attemptId }, 'the provider could not be asked');
      return [];
    }
  };
}
