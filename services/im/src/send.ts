/** A conversation's next message on WhatsApp. */
import { pageUrl, type Send, statusUrl, validitySeconds } from '@rollcall/channel';
import type { Outcome } from '@rollcall/contracts';
import { renderIm } from '@rollcall/messages';
import type { Clock } from '@rollcall/platform';
import { buttonPayload, type ImSender } from '@rollcall/providers';
import type { Templates } from './templates.js';

export interface ImOptions {
  sender: ImSender;
  clock: Clock;
  publicUrl: string;
  templates: Templates;
}

/** A template that Meta has not approved in this language: another channel, and somebody must look. */
const noTemplate: Outcome = {
  kind: 'rejected',
  code: 'template_not_approved',
  fault: null,
  scope: 'attempt',
  transient: false,
};

export const imSend =
  ({ sender, clock, publicUrl, templates }: ImOptions): Send =>
  async (conversation, page) => {
    const { attempt, offer } = conversation;
    const message = renderIm(conversation, { link: pageUrl(publicUrl, page.token) });
    // A reply to somebody who wrote is free text; only the first word needs a template.
    const inSession = attempt.purpose !== 'tell' && attempt.purpose !== 'correct';
    const contentSid = templates.get(`${message.template}.${message.language}`);
    if (!inSession && !contentSid) return noTemplate;
    const offerId = attempt.purpose === 'offer' && offer ? offer.id : null;
    const payloads = Object.fromEntries(
      message.quickReplies.map((r) => [`payload${r.key}`, buttonPayload(r.key, attempt.id, offerId)]),
    );
    const asTemplate = contentSid !== undefined;
    return sender.send({
      attemptId: attempt.id,
      to: attempt.address.startsWith('+') ? `whatsapp:${attempt.address}` : attempt.address,
      template: asTemplate ? { contentSid, variables: { ...message.variables, ...payloads } } : null,
      body: asTemplate ? null : message.session,
      statusCallback: statusUrl(publicUrl, attempt.id),
      validitySeconds: validitySeconds(attempt, clock.now()),
    });
  };
