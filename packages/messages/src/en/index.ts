/** English. */
import type { Catalog } from '../catalog.js';
import { listed } from '../text.js';
import { call } from './call.js';
import { im, letter } from './letters.js';
import { page } from './page.js';

const visits = (v: { when: string; who: string | null }[]): string =>
  v[0]?.who
    ? listed(
        v.map((x) => (x.who ? `${x.who} ${x.when}` : x.when)),
        'and',
      )
    : listed(
        v.map((x) => x.when),
        'and',
      );

export const english: Catalog = {
  language: 'en',
  locale: 'en-US',
  voice: 'Polly.Joanna-Neural',
  review: { translationReviewedBy: 'original', translationReviewedAt: '2026-11-23' },
  and: 'and',
  dates: {
    sms: (t) => t.setLocale('en-US').toFormat('ccc LLL d h:mm a'),
    spoken: (t) => t.setLocale('en-US').toFormat("cccc, LLLL d, 'at' h:mm a"),
    full: (t) => t.setLocale('en-US').toFormat("cccc, LLLL d, 'at' h:mm a"),
    time: (t) => t.setLocale('en-US').toFormat('h:mm a'),
  },
  sms: {
    tell: ({ practice, visits: v, key }) =>
      `${practice}: your visit${v.length > 1 ? 's' : ''} ${visits(v)} ${v.length > 1 ? 'are' : 'is'} cancelled, do not come. Reply ${key('1')} = I understand, ${key('2')} = new time, ${key('3')} = call me, ${key('9')} = wrong no.`,
    offer: ({ practice, who, options, key }) =>
      `${practice}: thank you, noted. New times${who ? ` for ${who}` : ''}: ${options.map((o) => `${key(o.key)} = ${o.when}`).join(', ')}, ${key('4')} = none of these. Please reply with one.`,
    booked: ({ practice, visit }) =>
      `${practice}: booked${visit.who ? ` for ${visit.who}` : ''}, ${visit.when}. Thank you.`,
    noted: ({ practice, willCall }) =>
      `${practice}: thank you, noted.${willCall ? ' We will call you about a new time.' : ''}`,
    clarify: ({ practice, callback, key, offering }) =>
      offering
        ? `${practice} here. Please reply ${key('1')}, ${key('2')} or ${key('3')} to choose a time, ${key('4')} = none of these. Questions: ${callback}`
        : `${practice} here. Please reply ${key('1')} = I understand the visit is cancelled, ${key('2')} = new time, ${key('9')} = wrong no. Questions: ${callback}`,
    correct: ({ practice, visits: v }) =>
      `${practice}: correction. Your visit${v.length > 1 ? 's' : ''} ${visits(v)} IS ON after all. Please come. We are sorry for the confusion.`,
  },
  letter,
  im,
  call,
  page,
};
