/** English calls: practice and reason in the first three seconds, then the keys. */
import type { Visit, Visits, VoiceWords } from '../catalog.js';
import { commonDay } from '../days.js';
import { listed } from '../text.js';

/** "your visits on Tuesday, November 24 at 9:00 AM and 2:00 PM", "the visits of Mia at 9:00 AM and Leo at 9:20 AM on …". */
function spoken({ list, own }: Visits): string {
  const whose = own ? 'your' : 'the';
  const [first] = list;
  const day = commonDay(list);
  const at = (v: Visit): string => `${v.who ? `${v.who} ` : ''}${day ? `at ${v.time}` : `on ${v.when}`}`;
  if (list.length === 1 && first)
    return `${first.who ? `the visit of ${first.who}` : `${whose} visit`} on ${first.when}`;
  const all = listed(list.map(at), 'and');
  if (first?.who) return `the visits of ${all}${day ? ` on ${day}` : ''}`;
  return day ? `${whose} visits on ${day} ${all}` : `${whose} visits ${all}`;
}

// Cancelled comes before when: a screening robot shows what three seconds hold.
const cancelled = (practice: string, visits: Visits): string =>
  `This is ${practice}. We had to cancel ${spoken(visits)}. Please do not come.`;

const keys = [
  'Please press 1 if you understand.',
  'Press 2 for another time.',
  'Press 3 to be called by a person.',
  'Press 9 if this is the wrong number.',
];

export const call: VoiceWords = {
  opening: (practice) => `This is ${practice}, calling about an appointment.`,
  waiting: (practice) => [`This is ${practice} with a message for you.`, 'Please press 1 to hear it.'],
  challenge: {
    ask: [
      'To protect your privacy, please enter the four digits of the year in which the patient was born.',
      'If this is the wrong number, press 9 and then the pound key.',
    ],
    wrong: 'That is not the year we have.',
    failed: ({ practice, callback }) => [
      `We cannot go on without it. Please call ${practice} at ${callback}.`,
      `Again: ${callback}. Goodbye.`,
    ],
  },
  menu: ({ practice, visits }) => [cancelled(practice, visits)],
  keys,
  each: 'Press 6 to answer for each visit by itself.',
  about: (visits) => `About ${spoken(visits)}.`,
  repeat: ['Once more.'],
  invalid: 'Sorry, that key has no meaning here.',
  offer: ({ who, instead, options }) => [
    `Thank you, it is noted. ${who ? `For ${who}: ` : ''}There ${options.length === 1 ? 'is one new time' : `are ${options.length} new times`}${instead ? ` instead of ${instead}` : ''}.`,
    ...options.map((o) => `Press ${o.key} for ${o.when}.`),
    'Or press 4 for none of these.',
  ],
  hold: 'One moment, please.',
  noted: (practice) => ['Thank you, it is noted.', `${practice} will be in touch about a new time. Goodbye.`],
  booked: (v) => [`Thank you. ${v.who ? `For ${v.who} it is booked:` : 'You are booked for'} ${v.when}.`, 'Goodbye.'],
  place: (address) => `The place is ${address}.`,
  prepare: (how) => `Please prepare like this: ${how}`,
  ask: ({ place, preparation, callback }) =>
    `Please call ${callback} about ${place && preparation ? 'the way and how to prepare' : place ? 'the way' : 'how to prepare'}, which change this time.`,
  asked: (v) => [
    `Thank you. ${v.who ? `For ${v.who} we` : 'We'} have asked for ${v.when}.`,
    'It is not sure yet. We will let you know as soon as it is; please wait for that. Goodbye.',
  ],
  lost: (v) => `We are sorry: ${v.when}${v.who ? ` for ${v.who}` : ''} is not free after all.`,
  refused: (practice) => [`${practice} will call you about another time. Please do not come until then. Goodbye.`],
  person: (practice) => ['Thank you, it is noted.', `A person from ${practice} will call you. Goodbye.`],
  optOut: 'Press 8 to get no more calls or texts from us.',
  optedOut: 'You will get no more calls or texts from us. Goodbye.',
  transfer: ['Thank you, it is noted.', 'Please hold the line, we are calling a person.'],
  whisper: ({ practice, reference }) => [
    `A call for ${practice}: a patient of a cancelled appointment asks for a person. Reference ${reference}.`,
    'Press 1 to accept.',
  ],
  pressInstead: (key) => `To be sure that it is you, please press ${key} now.`,
  another: 'There is one more message.',
  wrongNumber: 'Thank you, and sorry for the trouble. We will not call this number again. Goodbye.',
  goodbye: ({ practice, callback }) => [`Please call ${practice} at ${callback}.`, 'Goodbye.'],
  alreadyNoted: 'Thank you, your answer is already noted. Goodbye.',
  corrected: ({ practice, visits }) => [
    `This is ${practice} with a correction. Please come after all: ${spoken(visits)} ${visits.list.length > 1 ? 'are' : 'is'} on.`,
    'We are sorry for the confusion. Goodbye.',
  ],
  coming: ['Please press 5 if you will come.'],
  thanks: 'Thank you, it is noted. Goodbye.',
  noOffer: (practice) => [
    'Thank you, it is noted.',
    `There is no free time right now. ${practice} will call you about a new one. Goodbye.`,
  ],
  inbound: {
    nothing: [
      'This number is used to reach patients. There is no message for you.',
      'Please call your practice directly. Goodbye.',
    ],
    several: 'There are messages for more than one person on this number.',
    desk: (practice) => `This is ${practice}. There is no message for you. We are connecting you with the practice.`,
    deskBusy: ({ practice, callback }) => [`Please call ${practice} at ${callback}.`, `Again: ${callback}. Goodbye.`],
  },
  fallback: (callback) => [
    'This is an automatic message from your practice. We have something to tell you and cannot do it just now.',
    ...(callback
      ? [`Please call ${callback}.`, `Again: ${callback}. Goodbye.`]
      : ['Please call your practice. Goodbye.']),
  ],
  spoken: {
    language: 'en-US',
    keys: {
      '1': ['yes', 'yeah', 'yep', 'one', 'number one', 'i understand', 'understood', 'okay', 'ok'],
      '2': ['two', 'number two', 'another time', 'a new time', 'reschedule'],
      '3': ['three', 'number three', 'a person', 'person', 'operator', 'representative', 'agent'],
      '4': ['four', 'number four'],
      '9': ['nine', 'number nine', 'wrong number'],
    },
    none: ['no', 'nope', 'none', 'none of these', 'neither'],
    stop: ['stop calling', 'do not call', "don't call", 'never call', 'take me off', 'remove me', 'unsubscribe'],
  },
  voicemail: {
    callbackOnly: ({ practice, callback }) => [
      `This is ${practice} with a message for you. Please call us back today.`,
      `Our number is ${callback}.`,
      `Again: ${callback}.`,
    ],
    full: ({ practice, visits, callback }) => [
      cancelled(practice, visits),
      `Please call us at ${callback}.`,
      `Again: ${callback}.`,
    ],
  },
};
