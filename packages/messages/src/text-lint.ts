/**
 * What every text costs at its longest: each purpose and wording, in each language, with the practice names and the names of
 * patients that cost most, for one visit and for three. Run by `npm test` and `npm run check`.
 */
import { type Conversation, type Language, languages, type Purpose, purposes, type Wording } from '@rollcall/contracts';
import { budgetOf } from './budget.js';
import { catalogIn } from './language.js';
import { renderSms, type SmsMessage } from './sms.js';

export interface LintedText {
  /** `tell`, `clarify.which`, `tell.exempt`. */
  template: string;
  language: Language;
  /** What made it long. */
  with: string;
  text: string;
  segments: number;
  budget: number;
  /** In plain words; empty when all is well. */
  faults: string[];
}

const practices: Readonly<Record<string, string>> = {
  'a practice name of 30': 'W'.repeat(30),
  'a practice name of 80': 'Saint Bartholomew and Our Lady of Mercy Regional Family Practice and Children Clinic',
  'a quoted practice name': '“Dr. O’Brien’s” Family & Friends Clinic',
  'an accented practice name': 'Clínica Niño Jesús de Açaí',
  'a practice name with an emoji': 'Sunshine Pediatrics ☀️',
};
/** A party, its patients, and whether others share the phone. */
const people: Readonly<Record<string, readonly string[]>> = {
  'a name of 50 letters': ['Maximiliana'.repeat(5).slice(0, 50), 'Wolfeschlegelsteinhausen', 'Bartholomew-Montgomery'],
  'no name': ['', ' ', '\u200d'],
  'a quoted name': ['"Bob"', "O'Neil", '“”'],
  'a right-to-left name': ['محمد', 'שרה', 'علي'],
  'an emoji': ['🦁', 'Leo 🦁', '❤️'],
  'an accented name': ['Łukasz', 'Zoë', 'Nuño'],
};
const callbackNumber = '+1 (555) 010-0000';
/** A Wednesday in December: the longest a short time gets, in both languages. */
const visitAt = new Date('2026-12-30T17:50:00Z');
const timeZone = 'America/New_York';
const longestArrangement = {
  place: {
    address: '1234 Martin Luther King Boulevard Northwest, Building B, Floor 12, Suite 1200-A, Springfield MA 01101',
  },
  preparation: { en: 'Drink nothing.', es: 'No beba nada.', ar: 'لا تشربوا.' },
};
const hoursLater = (hours: number): Date => new Date(visitAt.getTime() + hours * 3_600_000);
/** Most questions that are told apart in one text. */
const codes = ['A', 'B', 'C', 'D', 'E', 'F'];

interface Case {
  /** With a place and other preparation. */
  arranged?: true;
  purpose: Purpose;
  wording: Wording | null;
  exempt: boolean;
}
const cases: readonly Case[] = [
  ...purposes.map((purpose) => ({ purpose, wording: null, exempt: false })),
  ...(['which', 'who', 'help', 'stay'] as const).map((wording) => ({
    purpose: 'clarify' as const,
    wording,
    exempt: false,
  })),
  { purpose: 'booked', wording: null, exempt: false, arranged: true },
  { purpose: 'noted', wording: 'asked', exempt: false },
  { purpose: 'offer', wording: 'refused', exempt: false },
  { purpose: 'correct', wording: 'refused', exempt: false },
  { purpose: 'tell', wording: null, exempt: true },
];

/** Every text there is, at its longest. */
export function lintTexts(render: (c: Conversation) => SmsMessage = renderSms): LintedText[] {
  const linted: LintedText[] = [];
  for (const language of languages)
    for (const one of cases)
      for (const [practiceIs, practice] of Object.entries(practices))
        for (const [nameIs, names] of Object.entries(people))
          for (const visits of [1, 3] as const)
            for (const party of ['patient', 'guardian'] as const)
              linted.push(
                judged(
                  render,
                  one,
                  language,
                  conversationOf(one, language, practice, names.slice(0, visits), party),
                  [practiceIs, nameIs, visits > 1 ? `${visits} visits` : 'one visit', party].join(', '),
                ),
              );
  return linted;
}

function judged(
  render: (c: Conversation) => SmsMessage,
  { purpose, wording, exempt, arranged }: Case,
  language: Language,
  c: Conversation,
  what: string,
): LintedText {
  const { text, segments, encoding, firstUcs2Character, characters } = render(c);
  const { gsm7 } = catalogIn(language);
  const budget = budgetOf({ purpose: arranged ? 'offer' : purpose, gsm7 }, exempt ? 1 : c.notices.length);
  const faults = [
    ...(segments > budget ? [`costs ${segments} parts, of ${budget}`] : []),
    ...(gsm7 && encoding === 'UCS-2' ? [`is UCS-2 because of "${firstUcs2Character}"`] : []),
    ...(exempt && characters > 160 ? [`has ${characters} characters, of the 160 that are exempt`] : []),
    ...(exempt && !text.includes('STOP') ? ['does not say how to opt out'] : []),
    ...(exempt && !text.includes(callbackNumber) ? ['does not say where to call'] : []),
    ...(/undefined|null|NaN|Invalid/.test(text) ? ['has a hole in it'] : []),
    // "Dear ,", "visit of  Wed", "the visits of  (9:00)".
    ...(/ {2}| [,.:;)]|\( |\b(of|de|for|para) (?=[,.(])/.test(text) ? ['has a place for a name, and no name'] : []),
    ...(/\b(reply|text|responda|escriba)\b[^.]*\b(cancel|yes|si)\b/i.test(text)
      ? ['asks for a word that opts out or in']
      : []),
  ];
  const template = [
    purpose,
    ...(wording ? [wording] : []),
    ...(exempt ? ['exempt'] : []),
    ...(arranged ? ['arranged'] : []),
  ].join('.');
  return { template, language, with: what, text, segments, budget, faults };
}

function conversationOf(
  { purpose, wording, exempt, arranged }: Case,
  language: Language,
  practice: string,
  names: readonly string[],
  party: 'patient' | 'guardian',
): Conversation {
  const state = ({ tell: 'open', clarify: 'open', correct: 'withdrawn', booked: 'rebooked' } as const)[
    wording === 'refused' ? '' : (purpose as string)
  ];
  const chosen = [{ offerId: 'chosen' as never, noticeId: 'notice-0' as never, start: hoursLater(200) }];
  return {
    practiceId: 'practice' as Conversation['practiceId'],
    practice: { name: practice, spokenName: practice, callbackNumber, operatorNumber: null, timeZone, language },
    outreachId: 'outreach' as Conversation['outreachId'],
    outreachState: 'active',
    language,
    party: { kind: party, givenName: names[0] ?? '', familyName: '' },
    notices: names.map((patientGivenName, n) => ({
      id: `notice-${n}` as never,
      patientGivenName,
      start: hoursLater(n * 25),
      timeZone,
      practitionerName: 'Dr Hale',
      state: state ?? 'informed',
      ...(purpose === 'correct' && wording !== 'refused' ? { isCorrected: true } : {}),
      booking: purpose === 'booked' ? { start: hoursLater(200), ...(arranged ? longestArrangement : {}) } : null,
      ...(names.length > 1 ? { letter: codes[n] ?? '' } : {}),
    })),
    offer:
      purpose === 'offer'
        ? {
            id: 'offer' as never,
            noticeId: 'notice-0' as never,
            state: 'open',
            expiresAt: null,
            options: ([1, 2, 3] as const).map((choice) => ({
              choice,
              start: hoursLater(24 * choice),
              practitionerName: null,
            })),
          }
        : null,
    bookings: [],
    requests: wording === 'asked' ? chosen : [],
    refusals: wording === 'refused' ? chosen : [],
    calendarFile: 'none',
    challenge: null,
    speech: false,
    withOperator: true,
    attempt: {
      id: 'attempt' as never,
      channel: 'sms',
      purpose,
      contactPointId: 'point' as never,
      system: 'phone',
      address: '',
      sessionUntil: null,
      replyCode: 'W',
      sharedNumber: true,
      voicemail: 'none',
      sendBy: visitAt,
      linkUntil: visitAt,
      addressIsWrong: false,
      exempt,
      wording,
      letters: codes.map((code, n) => ({ code, start: hoursLater(n * 25), timeZone })),
    },
  };
}
