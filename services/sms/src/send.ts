/** A conversation's next message as a text. */
import { type Send, statusUrl, validitySeconds } from '@rollcall/channel';
import { renderSms } from '@rollcall/messages';
import type { Clock } from '@rollcall/platform';
import type { SmsSender } from '@rollcall/providers';

export const smsSend =
  ({ sender, clock, publicUrl }: { sender: SmsSender; clock: Clock; publicUrl: string }): Send =>
  (conversation) =>
    sender.send({
      attemptId: conversation.attempt.id,
      to: conversation.attempt.address,
      from: conversation.attempt.from ?? null,
      body: renderSms(conversation).text,
      statusCallback: statusUrl(publicUrl, conversation.attempt.id),
      validitySeconds: validitySeconds(conversation.attempt, clock.now()),
    });
