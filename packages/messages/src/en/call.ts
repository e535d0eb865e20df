/** English calls: practice and reason in the first three seconds, then the keys. */
import type { VoiceWords } from '../catalog.js';
import { listed } from '../text.js';

const visits = (v: { when: string; who: string | null }[]): string =>
  v.length > 1 || v[0]?.who
    ? listed(
        v.map((x) => (x.who ? `the visit of ${x.who} on ${x.when}` : `your visit on ${x.when}`)),
        'and',
      )
    : `your visit on ${v[0]?.when ?? ''}`;

const keys = [
  'Press 1 if you understand.',
  'Press 2 for another time.',
  'Press 3 to be called by a person.',
  'Press 9 if this is the wrong number.',
];

export const call: VoiceWords = {
  menu: ({ practice, visits: v }) => [
    `This is ${practice}. ${visits(v)} ${v.length > 1 ? 'are' : 'is'} cancelled. Please do not come.`,
  ],
  keys,
  repeat: ['Once more.'],
  invalid: 'Sorry, that key has no meaning here.',
  offer: ({ who, options }) => [
    `Thank you, it is noted.${who ? ` For ${who}` : ''} There ${options.length === 1 ? 'is one new time' : `are ${options.length} new times`}.`,
    ...options.map((o) => `Press ${o.key} for ${o.when}.`),
    'Press 4 for none of these.',
  ],
  hold: 'One moment, please.',
  noted: (practice) => ['Thank you, it is noted.', `${practice} will be in touch about a new time. Goodbye.`],
  booked: (v) => [`Thank you. ${v.who ? `For ${v.who} it is booked:` : 'You are booked for'} ${v.when}.`, 'Goodbye.'],
  person: (practice) => ['Thank you, it is noted.', `A person from ${practice} will call you. Goodbye.`],
  wrongNumber: 'Thank you, and sorry for the trouble. We will not call this number again. Goodbye.',
  goodbye: ({ practice, callback }) => [`Please call ${practice} at ${callback}.`, 'Goodbye.'],
  alreadyNoted: 'Thank you, your answer is already noted. Goodbye.',
  corrected: ({ practice, visits: v }) => [
    `This is ${practice} with a correction. ${visits(v)} is on after all. Please come.`,
  ],
  noOffer: (practice) => [
    'Thank you, it is noted.',
    `There is no free time right now. ${practice} will call you about a new one. Goodbye.`,
  ],
  voicemail: {
    callbackOnly: ({ practice, callback }) => [
      `This is ${practice} with a message for you. Please call us back today.`,
      `Our number is ${callback}.`,
      `Again: ${callback}.`,
    ],
    full: ({ practice, visits: v, callback }) => [
      `This is ${practice}. ${visits(v)} ${v.length > 1 ? 'are' : 'is'} cancelled. Please do not come.`,
      `Please call us at ${callback}.`,
      `Again: ${callback}.`,
    ],
  },
};
