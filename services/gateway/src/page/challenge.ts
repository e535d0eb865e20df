/**
 * The birth year, asked before anything of a visit or a name is shown. A hundred years are few: five different ones may be
 * tried, over all links to the same address, and each is counted before it is compared, so that many at once are no way
 * around. Then the page shows a number to call, and the desk is told.
 */
import { type Conversation, passesChallenge } from '@rollcall/contracts';
import { type Database, tryYear, yearsTried } from '@rollcall/database';

export const mostTries = 5;

export type Guess = 'passed' | { wrong: true; triesLeft: number } | 'locked' | 'no-year';

/** Digits of any keyboard as the ones we compare; null when it is no year. */
function yearIn(text: string): string | null {
  const digits = text
    .trim()
    .replace(/[\u0660-\u0669]/g, (d) => String(d.charCodeAt(0) - 0x660))
    .replace(/[\u06f0-\u06f9]/g, (d) => String(d.charCodeAt(0) - 0x6f0));
  return /^\d{4}$/.test(digits) ? digits : null;
}

/** What is kept of a tried year: told apart, and read by nobody. */
const trace = ({ sealer }: Database, c: Conversation, year: string): Buffer =>
  sealer.blindIndex(`year:${c.outreachId}:${c.attempt.contactPointId}:${year}`).subarray(0, 16);

/** Nothing may be tried any more. Who knew the year once is not locked out by others who did not. */
export async function isLocked(database: Database, c: Conversation): Promise<boolean> {
  const tried = await yearsTried(database, c.outreachId, c.attempt.contactPointId);
  return tried.length >= mostTries && !knows(database, c, tried);
}

const knows = (database: Database, c: Conversation, tried: readonly Buffer[]): boolean =>
  (c.challenge?.birthYears ?? []).some((year) => tried.some((t) => t.equals(trace(database, c, String(year)))));

export async function guess(database: Database, c: Conversation, text: string, now: Date): Promise<Guess> {
  const year = yearIn(text);
  if (year === null) return 'no-year';
  const own = trace(database, c, year);
  const tried = await tryYear(database, { ...c, contactPointId: c.attempt.contactPointId, trace: own, mostTries }, now);
  if (!tried.some((t) => t.equals(own))) return 'locked';
  if (passesChallenge(c.challenge, year)) return 'passed';
  const triesLeft = mostTries - tried.length;
  return triesLeft > 0 || knows(database, c, tried) ? { wrong: true, triesLeft } : 'locked';
}
