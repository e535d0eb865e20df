/** WhatsApp: an approved template with quick replies, or free text in the 24 hours after a person wrote. No visit in either. */
import type { AnswerKey, Conversation } from '@rollcall/contracts';
import { catalogOf } from './language.js';
import { optionsOf } from './subject.js';
import { clean, isolated } from './text.js';

export interface ImMessage {
  /** Name in the template registry. */
  template: `appointment_${'notice' | 'offer' | 'booked' | 'noted' | 'clarify' | 'correction'}`;
  language: 'en' | 'es';
  /** Numbered as in the template: 1 greeting, 2 practice, 3 link. */
  variables: Record<string, string>;
  quickReplies: { key: AnswerKey; title: string }[];
  /** Free text, inside the window. */
  session: string;
}

const templates = {
  tell: 'notice',
  offer: 'offer',
  booked: 'booked',
  noted: 'noted',
  clarify: 'clarify',
  correct: 'correction',
} as const;

export function renderIm(c: Conversation, { link }: { link: string }): ImMessage {
  const catalog = catalogOf(c);
  const practice = clean(c.practice.spokenName);
  const name = clean(c.party.givenName);
  const greeting = catalog.letter.greeting(name === '' ? null : isolated(name));
  const { purpose } = c.attempt;
  const options = purpose === 'offer' ? optionsOf(c, catalog, 'sms') : [];
  const text = catalog.im.text(purpose, { greeting, practice, link });
  return {
    template: `appointment_${templates[purpose]}`,
    language: catalog.language,
    variables: { '1': greeting, '2': practice, '3': link },
    quickReplies:
      purpose === 'tell' || purpose === 'clarify'
        ? (['1', '2', '3', '9'] as const).map((key) => ({ key, title: catalog.im.replies.tell[key] }))
        : purpose === 'offer'
          ? [
              ...options.map((o) => ({
                key: o.key as AnswerKey,
                title: catalog.im.replies.offer.choice(o.key, o.when),
              })),
              { key: '4' as const, title: catalog.im.replies.offer.none },
            ]
          : [],
    // The person has joined the conversation; the times of free slots say nothing about health.
    session: purpose === 'offer' ? `${text}\n${catalog.im.offerLine(options)}` : text,
  };
}
