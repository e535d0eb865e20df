/** What has happened so far, for the live display: the fold of the stream. */
import type { BatchProgress } from '@rollcall/contracts';
import type { Listener, StreamEvent } from './stream.js';

export interface Happening {
  at: string;
  who: string;
  words: string;
  /** Something a receptionist should look at. */
  isTrouble: boolean;
}

const kept = 200;

export class Story implements Listener {
  progress: BatchProgress | null = null;
  /** Events of the ledger so far. */
  events = 0;
  readonly #happenings: Happening[] = [];
  #told = 0;
  readonly #lastAnswer = new Map<string, string>();
  readonly #openOffers = new Map<string, number>();

  onProgress(progress: BatchProgress): void {
    this.progress = progress;
  }

  onEvent(event: StreamEvent): void {
    this.events += 1;
    if (event.type === 'answer.received') this.#lastAnswer.set(event.outreachId, event.words);
    const change = offerChange(event.type);
    if (change !== 0)
      this.#openOffers.set(event.outreachId, Math.max(0, (this.#openOffers.get(event.outreachId) ?? 0) + change));
    const happening = inShort(event, this.#lastAnswer.get(event.outreachId));
    if (!happening) return;
    this.#told += 1;
    this.#happenings.push(happening);
    if (this.#happenings.length > kept) this.#happenings.splice(0, this.#happenings.length - kept);
  }

  /** Outreaches that seem to have an offer not yet answered, booked or run out. */
  get offering(): string[] {
    return [...this.#openOffers].flatMap(([outreachId, n]) => (n > 0 ? [outreachId] : []));
  }

  /** The last `count` happenings worth a line, oldest first. */
  latest(count: number): Happening[] {
    return this.#happenings.slice(-count);
  }

  /** How many there have been in all. */
  get told(): number {
    return this.#told;
  }
}

function offerChange(type: string): number {
  if (type === 'offer.requested') return 1;
  return type === 'offer.closed' || type === 'notice.rebooked' ? -1 : 0;
}

/** One line in plain words, or null when the event is of no interest to somebody who watches. */
export function inShort(event: StreamEvent, lastAnswer: string | undefined): Happening | null {
  const words = wordsOf(event, lastAnswer);
  if (words === null) return null;
  const who =
    event.externalIds.length > 1 ? `${event.externalIds[0]} +${event.externalIds.length - 1}` : event.externalIds[0];
  return { at: event.at, who: who ?? '', words, isTrouble: troubles.has(event.type) };
}

const troubles = new Set(['task.opened', 'contact.invalid', 'notice.overdue', 'attempt.in_doubt']);
const lowerFirst = (s: string): string => s.charAt(0).toLowerCase() + s.slice(1);

function wordsOf({ type, words }: StreamEvent, lastAnswer: string | undefined): string | null {
  switch (type) {
    case 'notice.informed': {
      const by = /by (.+)$/.exec(words)?.[1];
      const said = lastAnswer?.replace(/^The patient /, '');
      return said && by && by !== 'hand' ? `knows: ${said} (${by})` : lowerFirst(words);
    }
    case 'answer.received':
      // Said once, with what it leads to.
      return /I understand|another time|chose time/.test(words) ? null : lowerFirst(words);
    case 'notice.rebooked':
    case 'notice.declined':
    case 'notice.withdrawn':
    case 'notice.unreachable':
    case 'task.opened':
    case 'contact.invalid':
    case 'attempt.in_doubt':
      return lowerFirst(words);
    case 'notice.overdue':
      return words;
    default:
      return null;
  }
}
