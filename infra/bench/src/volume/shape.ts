/** What a database that has been at work for long looks like: whose batches, how large, how old, and which still run. */

export interface SeededBatch {
  /** Which practice, by its place in the list. */
  practice: number;
  size: number;
  at: Date;
  /** How many of its hundred outreaches are open still. */
  openPercent: number;
}

/** A day with one doctor ill, up to a hospital without power. */
const sizes = [40, 60, 80, 120, 200, 300, 500, 1000, 3000, 10_000];
const smallest = 40;
const minutesBetween = 7;
/** The last of the others was over before the one that runs began. */
const quietMinutes = 120;

/** The first practice has nearly all of it: 17 of 20 batches. */
const ownerOf = (n: number, practices: number): number =>
  n % 20 < 17 || practices === 1 ? 0 : 1 + (n % (practices - 1));

/** Batches with `notices` in all, the newest last; that one is of the first practice, as large as they get, and still runs. */
export function historyOf(notices: number, practices: number, now: Date): SeededBatch[] {
  const largest = [...sizes].reverse().find((size) => size * 2 <= notices) ?? smallest;
  const wanted: number[] = [];
  let left = notices - largest;
  for (let n = 0; left > 0; n++) {
    const size = Math.min(left, sizes.filter((s) => s <= largest)[n % sizes.length] ?? smallest);
    wanted.push(size);
    left -= size;
  }
  const ago = (batches: number): Date =>
    new Date(now.getTime() - (batches * minutesBetween + (batches > 0 ? quietMinutes : 15)) * 60_000);
  const closed = wanted.map((size, n) => ({
    practice: ownerOf(n, practices),
    size,
    at: ago(wanted.length - n),
    openPercent: 0,
  }));
  return [...closed, { practice: 0, size: largest, at: ago(0), openPercent: 60 }];
}

/** As many batches as `outreaches` need, all of them running and nobody reached yet. */
export function openDay(outreaches: number, practices: number, now: Date): SeededBatch[] {
  const size = Math.min(1000, outreaches);
  return Array.from({ length: Math.ceil(outreaches / size) }, (_, n) => ({
    practice: ownerOf(n, practices),
    size: Math.min(size, outreaches - n * size),
    // Yesterday: what they wrote is no news to the auditor.
    at: new Date(now.getTime() - 24 * 3_600_000),
    openPercent: 100,
  }));
}
