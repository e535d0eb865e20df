/** What a text may cost, and how it is made to fit: names first, then the practice in fewer words; never the message. */
import type { Purpose } from '@rollcall/contracts';
import type { Visits } from './catalog.js';
import { segmentsOf } from './gsm7.js';
import { shortPractice } from './names.js';
import { nameless } from './subject.js';

/** Parts by purpose. What tells goes to everybody: one part for one visit. A conversation's turns hold times to choose from. */
export const partsFor: Record<Purpose, { one: number; several: number }> = {
  tell: { one: 1, several: 2 },
  offer: { one: 2, several: 2 },
  booked: { one: 1, several: 1 },
  noted: { one: 1, several: 1 },
  clarify: { one: 2, several: 2 },
  correct: { one: 1, several: 2 },
};

export interface Priced {
  purpose: Purpose;
  /** False where every text of the language is UCS-2: a part then holds 67 letters instead of 153. */
  gsm7: boolean;
}

export function budgetOf({ purpose, gsm7 }: Priced, visits: number): number {
  const parts = visits > 1 ? partsFor[purpose].several : partsFor[purpose].one;
  return gsm7 ? parts : 2 * parts + 1;
}

/** The fullest wording that keeps within the budget, else the cheapest there is. The times always say which visits are meant. */
export function affordable(
  priced: Priced,
  practice: string,
  visits: Visits,
  text: (practice: string, visits: Visits) => string,
  budget = budgetOf(priced, visits.list.length),
): string {
  const bare = { ...visits, list: nameless(visits.list) };
  const short = shortPractice(practice);
  let best = text(practice, visits);
  for (const next of [() => text(practice, bare), () => text(short, visits), () => text(short, bare)]) {
    if (segmentsOf(best).segments <= budget) return best;
    const other = next();
    if (segmentsOf(other).segments < segmentsOf(best).segments) best = other;
  }
  return best;
}
