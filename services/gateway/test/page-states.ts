/** Every page a patient can meet, by name, as somebody should look at it: in each language. */
import type { Conversation, Language } from '@rollcall/contracts';
import {
  renderPage,
  renderPageChallenge,
  renderPageExpired,
  renderPageFault,
  renderPageLocked,
  renderPageNotForYou,
  renderPagePreview,
  renderPageSure,
} from '@rollcall/messages';
import { conversation, dueFor, guardianOf, notice, offer } from '../../../packages/messages/test/scenes.js';

const marks = { token: 'AAAAAAAAAAAAAAAAAAAAAA', formToken: 'mi1x.AAAAAAAAAAAAAAAAAAAAAA' };
const given: Record<Language, string> = { en: 'Ana', es: 'Inés', ar: 'ليلى' };
const names: Record<Language, string[]> = {
  en: ['Mia', 'Leo', 'Maximiliana-Alexandrina'],
  es: ['Mía', 'Leo', 'Maximiliana-Alejandrina'],
  ar: ['مريم', 'Leo', 'عبد الرحمن'],
};
const booked = { start: new Date('2026-11-27T18:15:00Z') };
const chosen = [{ offerId: 'o' as never, noticeId: 'n1' as never, start: booked.start }];

export const stateNames = [
  'ask',
  'ask-household',
  'ask-again',
  'offer',
  'offer-taken',
  'pending',
  'offer-expired',
  'done-rebooked',
  'done-asked',
  'done-refused',
  'offer-again',
  'done-informed',
  'done-person',
  'done-declined',
  'done-withdrawn',
  'done-household',
  'sure',
  'sure-too-fast',
  'challenge',
  'challenge-wrong',
  'locked',
  'link-expired',
  'not-for-you',
  'preview',
  'gone',
  'too-many',
  'trouble',
] as const;
export type StateName = (typeof stateNames)[number];

export function stateOf(name: StateName, language: Language): string {
  const own = (over: Parameters<typeof conversation>[0]): Conversation =>
    conversation({ language, ...over, party: { givenName: given[language], ...over?.party } });
  const household = (): Conversation => guardianOf(names[language], { language });
  const page = (stage: 'ask' | 'offer' | 'pending' | 'done' | 'expired', c: Conversation, more: object = {}): string =>
    renderPage(c, { ...marks, stage, ...more });
  const offering = (): Conversation => own({ notices: [notice({ state: 'informed' })], offer: offer() });
  switch (name) {
    case 'ask':
      return page('ask', own({}));
    case 'ask-household':
      return page('ask', household());
    case 'ask-again':
      return page('ask', own({}), { error: 'again' });
    case 'offer':
      return page('offer', offering());
    case 'offer-taken':
      return page('offer', offering(), { error: 'taken', pass: marks.formToken });
    case 'pending':
      return page('pending', dueFor('offer', language));
    case 'offer-expired':
      return page('expired', dueFor('offer', language));
    case 'done-rebooked':
      return page('done', own({ notices: [notice({ state: 'rebooked', booking: booked })] }));
    case 'done-asked':
      return page('done', own({ notices: [notice({ state: 'informed' })], requests: chosen }));
    case 'done-refused':
      return page('done', own({ notices: [notice({ state: 'informed' })], refusals: chosen, withOperator: true }));
    case 'offer-again':
      return page('offer', { ...offering(), refusals: chosen });
    case 'done-informed':
      return page('done', own({ notices: [notice({ state: 'informed' })] }));
    case 'done-person':
      return page('done', own({ notices: [notice({ state: 'informed' })], withOperator: true }));
    case 'done-declined':
      return page('done', own({ notices: [notice({ state: 'declined' })] }));
    case 'done-withdrawn':
      return page('done', own({ notices: [notice({ state: 'withdrawn' })] }));
    case 'done-household': {
      const c = household();
      const [first, second, third] = c.notices as [never, never, never];
      const notices = [
        { ...(first as object), state: 'rebooked', booking: booked },
        { ...(second as object), state: 'declined' },
        { ...(third as object), state: 'withdrawn' },
      ];
      return page('done', { ...c, notices: notices as Conversation['notices'] });
    }
    case 'sure':
      return renderPageSure(offering(), { ...marks, key: '2', offer: 'o', press: 1 });
    case 'sure-too-fast':
      return renderPageSure(household(), { ...marks, key: '9', press: 2, tooFast: true });
    case 'challenge':
      return renderPageChallenge(own({}), { ...marks, triesLeft: 5 });
    case 'challenge-wrong':
      return renderPageChallenge(household(), { ...marks, error: 'wrong', triesLeft: 1 });
    case 'locked':
      return renderPageLocked(own({}));
    case 'link-expired':
      return renderPageExpired(own({}));
    case 'not-for-you':
      return renderPageNotForYou(own({}));
    case 'preview':
      return renderPagePreview(own({}));
    case 'gone':
      return renderPageFault('gone', [language]);
    case 'too-many':
      return renderPageFault('tooMany', [language]);
    case 'trouble':
      return renderPageFault('trouble', [language], { retry: marks.token });
  }
}
