/** A conversation's next message as an email. */
import { pageUrl, type Send } from '@rollcall/channel';
import { renderEmail } from '@rollcall/messages';
import type { EmailSender } from '@rollcall/providers';

export const emailSend =
  ({ sender, publicUrl }: { sender: EmailSender; publicUrl: string }): Send =>
  (conversation, page) => {
    const { attempt } = conversation;
    const message = renderEmail(conversation, { link: pageUrl(publicUrl, page.token) });
    return sender.send({ attemptId: attempt.id, to: attempt.address, ...message });
  };
