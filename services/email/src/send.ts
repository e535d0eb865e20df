/** A conversation's next message as an email. */
import { pageUrl, type Send, unsubscribeUrl } from '@rollcall/channel';
import { renderEmail } from '@rollcall/messages';
import type { Clock } from '@rollcall/platform';
import { type EmailSender, replyAddress } from '@rollcall/providers';

export interface EmailOptions {
  sender: EmailSender;
  clock: Clock;
  publicUrl: string;
  /** An address of the domain whose mail comes to the gateway; null when answers are not read. */
  replyTo: string | null;
}

export const emailSend = ({ sender, clock, publicUrl, replyTo }: EmailOptions): Send => {
  const host = new URL(publicUrl).hostname;
  return (conversation, { token, mailToken }) => {
    const { attempt } = conversation;
    const unsubscribe = unsubscribeUrl(publicUrl, mailToken);
    const message = renderEmail(conversation, {
      link: pageUrl(publicUrl, token),
      unsubscribe,
      isAnswered: replyTo !== null,
      calendar: { host, now: clock.now() },
    });
    return sender.send({
      attemptId: attempt.id,
      to: attempt.address,
      fromName: message.fromName,
      subject: message.subject,
      text: message.text,
      html: message.html,
      // Each mail is answered to an address of its own: whose answer it is need not be guessed.
      replyTo: replyTo === null ? null : replyAddress(replyTo, mailToken),
      unsubscribeUrl: unsubscribe,
      calendars: message.calendars,
    });
  };
};
