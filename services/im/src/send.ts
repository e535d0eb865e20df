/**
 * A conversation's next message on WhatsApp or Messenger. Within 24 hours after the person wrote anything may be said; before
 * and after only an approved template, and on Messenger nothing.
 */
import { pageUrl, type Send, statusUrl, validitySeconds } from '@rollcall/channel';
import type { Conversation, Outcome } from '@rollcall/contracts';
import { chooseLanguage, type ImMessage, renderIm } from '@rollcall/messages';
import type { Clock } from '@rollcall/platform';
import { buttonPayload, type ImRequest, type ImSender, isTemplateFault } from '@rollcall/providers';
import type { ApprovedContent, Templates } from './templates.js';

export interface ImOptions {
  sender: ImSender;
  clock: Clock;
  publicUrl: string;
  templates: Templates;
}

/** It was not sent, and will not be: another channel at once. The code is what the timeline says. */
const notSent = (code: 'template_not_approved' | 'outside_window'): Outcome => ({
  kind: 'rejected',
  code,
  fault: null,
  scope: 'attempt',
  transient: false,
});

interface Words {
  message: ImMessage;
  contentSid: string | null;
  /** Not the language that was wanted. */
  writtenIn: string | null;
}

export const imSend =
  ({ sender, clock, publicUrl, templates }: ImOptions): Send =>
  async (conversation, page) => {
    const { attempt } = conversation;
    const link = pageUrl(publicUrl, page.token);
    const inWindow = attempt.sessionUntil ? attempt.sessionUntil > clock.now() : false;
    const isMessenger = attempt.system === 'messenger';
    if (isMessenger && !inWindow) return notSent('outside_window');
    const words = isMessenger
      ? freely(conversation, link)
      : wordsFor(conversation, link, inWindow, await templates.approved());
    if (!words) return notSent('template_not_approved');
    const outcome = await sender.send({
      attemptId: attempt.id,
      to: isMessenger ? `messenger:${attempt.address}` : `whatsapp:${attempt.address}`,
      ...contentOf(conversation, words),
      statusCallback: statusUrl(publicUrl, attempt.id, words.contentSid),
      validitySeconds: validitySeconds(attempt, clock.now()),
    });
    if (outcome.kind === 'rejected' && words.contentSid && isTemplateFault(outcome.code))
      await templates.pause(words.contentSid, outcome.code);
    return outcome.kind === 'accepted' && words.writtenIn ? { ...outcome, writtenIn: words.writtenIn } : outcome;
  };

const freely = (conversation: Conversation, link: string): Words => ({
  message: renderIm(conversation, { link }),
  contentSid: null,
  writtenIn: null,
});

/** What a person asked is answered in its own words. Else in the patient's language if it is approved; else freely, inside the window; else in the practice's; null: in none. */
function wordsFor(c: Conversation, link: string, inWindow: boolean, approved: ApprovedContent): Words | null {
  const own = freely(c, link);
  if (inWindow && own.message.isReply) return own;
  const contentSid = approved(own.message.template, own.message.language);
  if (contentSid) return { ...own, contentSid };
  if (inWindow) return own;
  const { language } = chooseLanguage(c.practice.language, 'en');
  const fallback = approved(own.message.template, language);
  if (!fallback) return null;
  return { message: renderIm({ ...c, language }, { link }), contentSid: fallback, writtenIn: language };
}

function contentOf(
  { attempt, offer }: Conversation,
  { message, contentSid }: Words,
): Pick<ImRequest, 'template' | 'body'> {
  if (!contentSid) return { template: null, body: message.session };
  const offerId = attempt.purpose === 'offer' && offer ? offer.id : null;
  const payloads = Object.fromEntries(
    message.quickReplies.map((r) => [`payload${r.key}`, buttonPayload(r.key, attempt.id, offerId)]),
  );
  return { template: { contentSid, variables: { ...message.variables, ...payloads } }, body: null };
}
