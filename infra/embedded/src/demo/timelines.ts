/** A few conversations worth reading, out of all of them. */
import type { OutreachView } from '@rollcall/contracts';
import type { Paint } from './paint.js';
import { clockTime, cut } from './words.js';

/** What the watcher knows about the people of an outreach, and the system does not. */
export interface Behind {
  outreach: OutreachView;
  /** Of its contact points. */
  personas: string[];
  isGuardian: boolean;
}
export interface Excerpt {
  title: string;
  behind: Behind;
}

const width = 80;
const maxLines = 9;

const used = (o: OutreachView, channel: string): boolean =>
  o.attempts.some((a) => a.channel === channel && a.state === 'accepted');
const has = (o: OutreachView, type: string, field?: string, value?: string): boolean =>
  o.timeline.some((e) => e.type === type && (field === undefined || e.data[field] === value));
const acts = (b: Behind, part: string): boolean => b.personas.some((p) => p.includes(part));

const kinds: { title: string; fits: (b: Behind) => boolean }[] = [
  {
    title: 'A mailbox: the machine picks up, and that proves nothing',
    fits: (b) => acts(b, 'voicemail') && used(b.outreach, 'voice'),
  },
  { title: 'A landline given as a mobile', fits: (b) => has(b.outreach, 'contact.invalid', 'fault', 'landline') },
  { title: 'Somebody says STOP', fits: (b) => has(b.outreach, 'answer.received', 'meaning', 'stop') },
  {
    title: 'A mail scanner opens every link, and nobody counts it as read',
    fits: (b) => acts(b, 'scanner') && used(b.outreach, 'email'),
  },
  {
    title: 'A guardian is asked once about several children',
    fits: (b) => b.isGuardian && b.outreach.notices.length > 1 && !has(b.outreach, 'notice.withdrawn'),
  },
  { title: 'The appointment is on after all', fits: (b) => has(b.outreach, 'notice.withdrawn') },
];

/** One outreach per kind, each at most once; the fullest story that fits. Kinds that did not happen are left out. */
export function chooseExcerpts(all: readonly Behind[]): Excerpt[] {
  const taken = new Set<string>();
  return kinds.flatMap(({ title, fits }) => {
    const [best] = all.filter((b) => !taken.has(b.outreach.id) && fits(b)).sort((a, b) => rank(a) - rank(b));
    if (!best) return [];
    taken.add(best.outreach.id);
    return [{ title, behind: best }];
  });
}

/** The longer the better, up to what is shown; from there the shorter. */
function rank({ outreach }: Behind): number {
  const { length } = told(outreach);
  return length <= maxLines ? -length : length;
}

/** Steps between the steps: a provider's receipts, and the arithmetic of evidence. */
const silent: ReadonlySet<string> = new Set([
  'attempt.accepted',
  'evidence.gained',
  'outreach.waiting',
  'outreach.reached',
  'outreach.exhausted',
  'outreach.closed',
  'offer.chosen',
]);
type Entry = OutreachView['timeline'][number];
const isCall = (o: OutreachView, e: Entry): boolean =>
  o.attempts.some((a) => a.id === e.data.attemptId && a.channel === 'voice');

function told(o: OutreachView): Entry[] {
  return o.timeline.filter((e) => {
    if (silent.has(e.type)) return false;
    // That a text arrived is no news; what a call came to is.
    return e.type !== 'attempt.progressed' || (isCall(o, e) && e.data.grade !== 'sent') || e.data.grade === 'read';
  });
}

/** A receipt does not say what it is a receipt for. */
function wordsOf(o: OutreachView, e: Entry): string {
  if (e.type === 'attempt.progressed' && isCall(o, e) && e.data.grade === 'delivered')
    return 'The call is over; no person is proven to have listened';
  if (e.type === 'attempt.failed' && isCall(o, e))
    return e.words.replace('It did not arrive', 'The call did not get through');
  return e.words;
}

export function renderExcerpt({ title, behind }: Excerpt, zone: string, paint: Paint): string[] {
  const { outreach } = behind;
  const entries = told(outreach);
  // The end tells more than the middle.
  const head = entries.length > maxLines ? entries.slice(0, maxLines - 4) : entries;
  const tail = entries.length > maxLines ? entries.slice(-3) : [];
  const line = (e: Entry): string[] => {
    const text = cut(`    ${clockTime(e.at, zone)}  ${wordsOf(outreach, e)}`, width);
    const room = width - text.length - 3;
    return [e.because && room >= e.because.length ? `${text} ${paint.dim(`(${e.because})`)}` : text];
  };
  const names = outreach.notices.map((n) => n.externalId).join(', ');
  return [
    paint.bold(cut(`  ${title}`, width)),
    paint.dim(cut(`  ${names}, leaves home at ${clockTime(outreach.deadline, zone)}`, width)),
    ...head.flatMap(line),
    ...(tail.length > 0 ? [paint.dim(`    … ${entries.length - head.length - tail.length} more steps`)] : []),
    ...tail.flatMap(line),
  ];
}
