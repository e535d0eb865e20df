/** Which kinds of households a day has: first one of each, what matters most first; then as they come. */
import { drawWeighted } from '../draw.js';
import { type HouseholdKind, patientsIn } from './households.js';

const phone = (persona: Extract<HouseholdKind, { kind: 'phone' }>['persona']): HouseholdKind => ({
  kind: 'phone',
  persona,
});

/** A day of a dozen has the first of these. */
const oneOfEach: readonly HouseholdKind[] = [
  phone('texts-1-then-chooses-slot'),
  phone('answers-presses-2-then-chooses'),
  { kind: 'email', persona: 'clicks-link', alsoPhone: 'silent' },
  { kind: 'whatsapp', persona: 'whatsapp-button-1' },
  phone('landline'),
  phone('voicemail'),
  phone('texts-STOP'),
  { kind: 'guardian', children: 2, persona: 'texts-1-then-chooses-slot' },
  { kind: 'nothing' },
  { kind: 'email', persona: 'scanner-mailbox', alsoPhone: 'lets-it-ring' },
  phone('texts-2-then-declines'),
  { kind: 'shared-phone', persona: 'texts-1' },
  { kind: 'guardian', children: 3, persona: 'answers-presses-2-then-chooses' },
  phone('texts-on-my-way'),
  phone('texts-ok-thanks'),
  { kind: 'two-phones', first: 'dead-number', second: 'answers-and-presses-1' },
  { kind: 'two-phones', first: 'presses-9', second: 'texts-1-then-chooses-slot' },
  phone('silent'),
  { kind: 'email', persona: 'bouncing-mailbox', alsoPhone: 'busy-then-answers' },
  { kind: 'whatsapp', persona: 'not-on-whatsapp' },
  { kind: 'whatsapp', persona: 'whatsapp-reads-only' },
  phone('presses-3'),
  phone('texts-1'),
  { kind: 'email', persona: 'clicks-link-then-declines' },
  phone('answers-listens-hangs-up'),
  phone('texts-who-is-this'),
  phone('voicemail-then-calls-back'),
  phone('lets-it-ring'),
  phone('texts-3'),
  phone('texts-9'),
  phone('answers-presses-1-then-chooses'),
  { kind: 'phone', persona: 'texts-1-then-chooses-slot', consent: 'unknown' },
  { kind: 'phone', persona: 'silent', consent: 'unknown' },
  { kind: 'whatsapp', persona: 'whatsapp-button-2-then-declines' },
  phone('dead-number'),
  phone('busy-then-answers'),
  { kind: 'email', persona: 'clicks-link' },
  { kind: 'two-phones', first: 'silent', second: 'landline' },
  phone('texts-already-here'),
  phone('texts-CANCEL'),
  phone('texts-please-stop'),
  phone('texts-STOP-then-1'),
  { kind: 'two-phones', first: 'texts-wrong-number', second: 'texts-1' },
  phone('texts-while-driving'),
  phone('texts-HELP-then-1'),
  phone('texts-thumbs-up'),
  { kind: 'email', persona: 'replies-by-mail' },
  { kind: 'email', persona: 'out-of-office', alsoPhone: 'texts-1' },
  { kind: 'email', persona: 'late-bouncing-mailbox', alsoPhone: 'busy-then-answers' },
  { kind: 'email', persona: 'blocking-mailbox', alsoPhone: 'answers-and-presses-1' },
  { kind: 'email', persona: 'slow-mailbox' },
  { kind: 'email', persona: 'writes-by-mail', alsoPhone: 'texts-1' },
  { kind: 'email', persona: 'unsubscribes', alsoPhone: 'answers-and-presses-1' },
];

/** Of all others: half write, the rest click, press, or are trouble. */
const asTheyCome: Record<string, HouseholdKind> = {
  choosesByText: phone('texts-1-then-chooses-slot'),
  confirmsByText: phone('texts-1'),
  declinesByText: phone('texts-2-then-declines'),
  clicks: { kind: 'email', persona: 'clicks-link', alsoPhone: 'silent' },
  clicksOnly: { kind: 'email', persona: 'clicks-link' },
  chats: { kind: 'whatsapp', persona: 'whatsapp-button-1' },
  presses1: phone('answers-presses-1-then-chooses'),
  presses2: phone('answers-presses-2-then-chooses'),
  confirmsByCall: phone('answers-and-presses-1'),
  family: { kind: 'guardian', children: 2, persona: 'texts-1-then-chooses-slot' },
  rings: phone('lets-it-ring'),
  voicemail: phone('voicemail'),
  landline: phone('landline'),
  none: { kind: 'nothing' },
};
const weights = [
  ['choosesByText', 38],
  ['confirmsByText', 10],
  ['declinesByText', 3],
  ['clicks', 11],
  ['clicksOnly', 6],
  ['chats', 11],
  ['presses1', 6],
  ['presses2', 7],
  ['confirmsByCall', 3],
  ['family', 2],
  ['rings', 1],
  ['voicemail', 1],
  ['landline', 1],
  ['none', 0.5],
] as const satisfies readonly (readonly [keyof typeof asTheyCome, number])[];

/** Households for exactly so many patients. */
export function mixOf(patients: number, seed: number): HouseholdKind[] {
  const mix: HouseholdKind[] = [];
  let left = patients;
  const add = (kind: HouseholdKind): void => {
    if (patientsIn(kind) > left) return;
    mix.push(kind);
    left -= patientsIn(kind);
  };
  for (const kind of oneOfEach) add(kind);
  for (let n = 0; left > 0; n++) {
    const kind = asTheyCome[drawWeighted(weights, seed, 'household', n)];
    if (kind) add(kind);
  }
  return mix;
}
