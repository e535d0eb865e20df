/**
 * WhatsApp: an approved template with quick replies, or free text in the 24 hours after a person wrote; Messenger: the
 * free text. Neither service is HIPAA-eligible: no visit and no offered time in either, only the numbers they have on
 * the page behind the link.
 */
import { type AnswerKey, type Conversation, languages } from '@rollcall/contracts';
import type { Catalog } from './catalog.js';
import { catalogIn, catalogOf, type Rendering, renderingOf } from './language.js';
import { plainName, practiceName, writtenNumber } from './names.js';
import { type Saying, sayingNow, willCall } from './subject.js';
import { isolated, keyed } from './text.js';

export interface QuickReply {
  key: AnswerKey;
  title: string;
}
export interface ImMessage extends Rendering {
  /** Name in the template registry. */
  template: `appointment_${(typeof templates)[Saying]}`;
  /** Numbered as in the template: 1 greeting, 2 practice, 3 link. */
  variables: Record<'1' | '2' | '3', string>;
  quickReplies: QuickReply[];
  /** Free text, inside the window. */
  session: string;
  /** The person asked something that no template answers: who we are, or for help. */
  isReply: boolean;
}

const templates = {
  tell: 'notice',
  offer: 'offer',
  booked: 'booked',
  noted: 'noted',
  clarify: 'clarify',
  correct: 'correction',
  // Said with the approved templates there are: that the answer is noted, that something is asked, that something is corrected.
  asked: 'noted',
  'offer-again': 'offer',
  refused: 'correction',
} as const satisfies Record<Saying, string>;

/** The conversation's next message for a messenger. `link` is the patient's page, absolute. */
export function renderIm(c: Conversation, { link }: { link: string }): ImMessage {
  const catalog = catalogOf(c);
  const practice = isolated(practiceName(c));
  const greeting = catalog.letter.greeting(plainName(c.party.givenName));
  const saying = sayingNow(c);
  const reply = replyTo(c, catalog, practice);
  const { lines } = catalog.letter.letter(saying, { practice, willCall: willCall(c) });
  return {
    ...renderingOf(catalog),
    template: `appointment_${templates[saying]}`,
    variables: { '1': greeting, '2': practice, '3': link },
    quickReplies: quickReplies(c, catalog, saying),
    session:
      reply ??
      [`${greeting} ${signed(practice, lines.join(' '))} ${link}`, ...answerLine(c, catalog, saying)].join('\n'),
    isReply: reply !== null,
  };
}

/** No name and no link: whoever asks who is writing may be a stranger. */
function replyTo(c: Conversation, { im }: Catalog, practice: string): string | null {
  if (c.attempt.purpose !== 'clarify') return null;
  const callback = isolated(writtenNumber(c));
  switch (c.attempt.wording) {
    case 'who':
      return im.who({ practice, callback, key: keyed(c.attempt.replyCode) });
    case 'help':
      return im.help({ practice, callback });
    default:
      return null;
  }
}

/** Names the sender once. */
const signed = (practice: string, words: string): string =>
  words.includes(practice) ? words : `${practice}: ${words}`;

type Question = 'visit' | 'offer' | null;

function questionOf(c: Conversation, saying: Saying): Question {
  if (saying === 'tell') return 'visit';
  if (saying === 'offer' || saying === 'offer-again') return 'offer';
  if (saying !== 'clarify') return null;
  return c.offer?.state === 'open' && c.offer.options.length > 0 ? 'offer' : 'visit';
}

const choicesOf = (c: Conversation): AnswerKey[] => (c.offer?.options ?? []).map((o) => String(o.choice) as AnswerKey);

function quickReplies(c: Conversation, catalog: Catalog, saying: Saying): QuickReply[] {
  const { replies } = catalog.im;
  if (questionOf(c, saying) === 'visit')
    return (['1', '2', '3', '9'] as const).map((key) => ({ key, title: replies.tell[key] }));
  // A button chooses from the offer that its own message made; a clarification makes none.
  if (saying !== 'offer' && saying !== 'offer-again') return [];
  return [
    ...choicesOf(c).map((key) => ({ key, title: replies.choice(key) })),
    { key: '4' as const, title: replies.none },
  ];
}

/** How to answer in writing; nothing where nothing is asked. */
export function answerLine(c: Conversation, catalog: Catalog, saying: Saying): string[] {
  const key = keyed(c.attempt.replyCode);
  switch (questionOf(c, saying)) {
    case 'visit':
      return [catalog.im.tellKeys(key)];
    case 'offer':
      return [catalog.im.offerKeys(choicesOf(c), key)];
    case null:
      return [];
  }
}

/** The key of a button, by its title in any language: some cards come back with their words alone. Null: no title of ours. */
export function keyOfTitle(words: string): AnswerKey | null {
  const said = words.trim().toLowerCase();
  for (const language of languages) {
    const { tell, choice, none } = catalogIn(language).im.replies;
    const titles: [AnswerKey, string][] = [
      ...(Object.entries(tell) as [AnswerKey, string][]),
      ...(['1', '2', '3'] as const).map((key): [AnswerKey, string] => [key, choice(key)]),
      ['4', none],
    ];
    const found = titles.find(([, title]) => title.toLowerCase() === said);
    if (found) return found[0];
  }
  return null;
}
