/** The kinds of people there are, as data: how each takes texts, calls, chat messages and mail. */
import type { AnswerKey } from '@rollcall/contracts';

export interface Phrase {
  en: string;
  es: string;
}
/** What somebody says to a question: a key, one of the offered times, words of their own, or nothing. */
export type Line = AnswerKey | 'choose' | Phrase | null;

/** Asked about the visit for the n-th time with new words, the n-th line is said (then the last again); `offer` to offers. */
export interface Script {
  tell: readonly Line[];
  offer: Line;
  /** Written a while after the first answer, without being asked again. */
  afterthought?: Line;
}
export interface CallManner {
  /** `screened`: a robot answers first and shows its owner the first words. */
  pickUp: 'answers' | 'rings-out' | 'machine' | 'out-of-service' | 'screened';
  /** So many calls find the line busy first. */
  busyFirst?: number;
  /** So many calls the network cannot carry first. */
  failsFirst?: number;
  /** What is pressed; null: listened to, then hung up. */
  tell: AnswerKey | null;
  offer: AnswerKey | 'choose' | null;
  /** Calls back later the number that called. */
  callsBack?: boolean;
  /** A key comes before anything was asked: from a pocket. */
  pressesEarly?: AnswerKey;
  /** Presses a key that means nothing so many times first. */
  missesFirst?: number;
  /** Listens to all of it, again and again, and presses nothing. */
  staysSilent?: boolean;
  /** Hangs up in the middle of the first words. */
  hangsUpEarly?: boolean;
  /** Says this aloud where words are understood; pressed is only what is asked for after that. */
  says?: Phrase;
  /** Gives some other year than the patient's: a stranger who has the number now. */
  guessesYear?: boolean;
  /** Gives a wrong year first, and then the right one. */
  mistypesYear?: boolean;
  /** Takes over patients who are put through. */
  accepts?: boolean;
}
/**
 * What becomes of a mail: opened, answered, unsubscribed from with one click, looked at by a scanner (which may press every
 * button, too: at once, slowly, or in a real browser), answered by an out-of-office program, ignored; or not delivered: the mailbox is not there, says so only an
 * hour later, refuses us for now, or takes its time.
 */
export type MailManner =
  | 'opens-link'
  | 'replies'
  | 'unsubscribes'
  | 'scanned'
  | 'scanned-and-pressed'
  | 'scanned-and-pressed-slowly'
  | 'pressed-by-a-browser'
  | 'out-of-office'
  | 'ignores'
  | 'bounces'
  | 'bounces-late'
  | 'blocks'
  | 'defers';

export interface Persona {
  line: 'mobile' | 'landline' | 'dead';
  texts: Script;
  call: CallManner;
  chat: { manner: 'answers' | 'reads' | 'ignores' | 'absent'; script: Script };
  mail: { manner: MailManner; script: Script };
}

const nothing: Script = { tell: [null], offer: null };
const ringsOut: CallManner = { pickUp: 'rings-out', tell: null, offer: null };
const machine: CallManner = { pickUp: 'machine', tell: null, offer: null };
const answers = (tell: AnswerKey | null, offer: CallManner['offer'] = null): CallManner => ({
  pickUp: 'answers',
  tell,
  offer,
});

const quiet: Persona = {
  line: 'mobile',
  texts: nothing,
  call: ringsOut,
  chat: { manner: 'ignores', script: nothing },
  mail: { manner: 'ignores', script: nothing },
};
const caller = (call: CallManner): Persona => ({ ...quiet, call });
/** Somebody who writes lets the phone ring. */
const writer = (tell: readonly Line[], offer: Line = null, afterthought: Line = null): Persona => ({
  ...quiet,
  texts: { tell, offer, afterthought },
});
const chatter = (manner: Persona['chat']['manner'], script: Script = nothing): Persona => ({
  ...quiet,
  chat: { manner, script },
});
const mailer = (manner: Persona['mail']['manner'], script: Script = nothing): Persona => ({
  ...quiet,
  mail: { manner, script },
});

export const personas = {
  'answers-and-presses-1': caller(answers('1')),
  'answers-presses-1-then-chooses': caller(answers('1', 'choose')),
  'answers-presses-2-then-chooses': caller(answers('2', 'choose')),
  'presses-3': caller(answers('3')),
  'presses-9': caller(answers('9')),
  'answers-listens-hangs-up': caller(answers(null)),
  'lets-it-ring': caller(ringsOut),
  'busy-then-answers': caller({ ...answers('1', 'choose'), busyFirst: 1 }),
  voicemail: caller(machine),
  'voicemail-then-calls-back': caller({ pickUp: 'machine', tell: '1', offer: 'choose', callsBack: true }),
  'screened-then-presses-1': caller({ pickUp: 'screened', tell: '1', offer: 'choose' }),
  'presses-in-the-pocket-then-hangs-up': caller({ ...answers(null), pressesEarly: '1' }),
  'hangs-up-at-once': caller({ ...answers(null), hangsUpEarly: true }),
  'says-yes-then-presses-1': caller({ ...answers('1', 'choose'), says: { en: 'Yes.', es: 'Sí.' } }),
  'says-yes-and-presses-nothing': caller({ ...answers(null), says: { en: 'Yes.', es: 'Sí.' } }),
  'presses-in-the-pocket-then-1': caller({ ...answers('1', 'choose'), pressesEarly: '1' }),
  'stays-silent': caller({ ...answers(null), staysSilent: true }),
  'misses-the-keys-then-presses-1': caller({ ...answers('1', 'choose'), missesFirst: 2 }),
  'misses-the-keys': caller({ ...answers(null), missesFirst: 9 }),
  'unreachable-then-answers': caller({ ...answers('1', 'choose'), failsFirst: 1 }),
  'mistypes-the-birth-year': caller({ ...answers('1', 'choose'), mistypesYear: true }),
  'guesses-the-birth-year': caller({ ...answers('1', 'choose'), guessesYear: true }),
  'operator-accepts': caller({ ...answers(null), accepts: true }),
  'operator-does-not-accept': caller(answers(null)),
  'operator-is-busy': caller({ ...answers(null), busyFirst: 99 }),
  landline: { ...caller(answers('2', 'choose')), line: 'landline', chat: { manner: 'absent', script: nothing } },
  'texts-1': writer(['1']),
  'texts-1-then-chooses-slot': writer(['1'], 'choose'),
  'texts-2-then-declines': writer(['2'], '4'),
  'texts-3': writer(['3']),
  'texts-9': writer(['9']),
  'texts-ok-thanks': writer([{ en: 'Ok thanks', es: 'Ok gracias' }, '1'], 'choose'),
  'texts-who-is-this': writer([{ en: 'Who is this?', es: 'Quien es?' }, null]),
  'texts-STOP': writer([{ en: 'STOP', es: 'STOP' }, null]),
  'texts-on-my-way': writer([{ en: "I'm on my way", es: 'Ya voy en camino' }, '1']),
  'texts-please-stop': writer([{ en: 'Please stop texting me', es: 'No más mensajes por favor' }, null]),
  /** Means the visit, and is blocked by the provider. */
  'texts-CANCEL': writer([{ en: 'Cancel', es: 'Cancelar' }, null]),
  'texts-STOP-then-1': writer([{ en: 'STOP', es: 'STOP' }, null], null, '1'),
  'texts-wrong-number': writer([{ en: 'Sorry, wrong number', es: 'Número equivocado' }, null]),
  'texts-already-here': writer([{ en: 'Im already here, in the waiting room', es: 'Ya estoy aquí en la sala' }, '1']),
  /** The phone answers, and its owner later. */
  'texts-while-driving': writer(
    [{ en: "I'm driving right now - I'll get back to you later", es: 'Estoy manejando, le llamo luego' }, null],
    'choose',
    '1',
  ),
  'texts-HELP-then-1': writer([{ en: 'HELP', es: 'Ayuda' }, null], 'choose', '1'),
  'texts-thumbs-up': writer([{ en: '👍', es: '👍' }, '1'], 'choose'),
  silent: quiet,
  'dead-number': {
    ...quiet,
    line: 'dead',
    call: { pickUp: 'out-of-service', tell: null, offer: null },
    chat: { manner: 'absent', script: nothing },
  },
  'whatsapp-button-1': chatter('answers', { tell: ['1'], offer: 'choose' }),
  'whatsapp-button-2-then-declines': chatter('answers', { tell: ['2'], offer: '4' }),
  'whatsapp-reads-only': chatter('reads'),
  'not-on-whatsapp': chatter('absent'),
  'clicks-link': mailer('opens-link', { tell: ['1'], offer: 'choose' }),
  'clicks-link-then-declines': mailer('opens-link', { tell: ['2'], offer: '4' }),
  'scanner-mailbox': mailer('scanned'),
  'bouncing-mailbox': mailer('bounces'),
  'late-bouncing-mailbox': mailer('bounces-late'),
  'blocking-mailbox': mailer('blocks'),
  'slow-mailbox': mailer('defers', { tell: ['1'], offer: 'choose' }),
  'out-of-office': mailer('out-of-office'),
  'scanner-presses-buttons': mailer('scanned-and-pressed'),
  'scanner-presses-buttons-slowly': mailer('scanned-and-pressed-slowly'),
  'browser-presses-buttons': mailer('pressed-by-a-browser'),
  'replies-by-mail': mailer('replies', { tell: ['1'], offer: 'choose' }),
  'writes-by-mail': mailer('replies', {
    tell: [{ en: 'Thank you, is Dr. Hale well?', es: 'Gracias. Esta bien?' }],
    offer: null,
  }),
  unsubscribes: mailer('unsubscribes'),
} as const satisfies Record<string, Persona>;
export type PersonaName = keyof typeof personas;
/** Of calls that go another way: whoever tries one casts them; a day of its own has none. */
export const castOnly: readonly PersonaName[] = [
  'screened-then-presses-1',
  'presses-in-the-pocket-then-hangs-up',
  'hangs-up-at-once',
  'says-yes-then-presses-1',
  'says-yes-and-presses-nothing',
  'presses-in-the-pocket-then-1',
  'stays-silent',
  'misses-the-keys-then-presses-1',
  'misses-the-keys',
  'unreachable-then-answers',
  'mistypes-the-birth-year',
  'guesses-the-birth-year',
  'operator-accepts',
  'operator-does-not-accept',
  'operator-is-busy',
  // In a day that runs faster than life nothing is too quick for a person.
  'scanner-presses-buttons',
  'scanner-presses-buttons-slowly',
  'browser-presses-buttons',
];
export const personaNames = Object.keys(personas) as PersonaName[];

/** Who a stranger turns out to be. */
export const strangers = {
  phone: [
    ['texts-1-then-chooses-slot', 30],
    ['texts-1', 15],
    ['answers-presses-1-then-chooses', 10],
    ['answers-presses-2-then-chooses', 10],
    ['texts-ok-thanks', 5],
    ['voicemail', 8],
    ['silent', 8],
    ['busy-then-answers', 4],
    ['landline', 4],
    ['answers-listens-hangs-up', 3],
    ['dead-number', 3],
  ],
  whatsapp: [
    ['whatsapp-button-1', 50],
    ['whatsapp-reads-only', 30],
    ['not-on-whatsapp', 20],
  ],
  email: [
    ['clicks-link', 40],
    ['silent', 35],
    ['scanner-mailbox', 15],
    ['bouncing-mailbox', 10],
  ],
} as const satisfies Record<string, readonly (readonly [PersonaName, number])[]>;
