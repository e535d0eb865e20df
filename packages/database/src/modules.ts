/**
 * Two builds run together while a release rolls out; two versions of one engine module must not. The version row says
 * whose turn it is:
 *
 * - A build takes a module before its first round: it may when the row's version is not above its own, and raises it.
 * - Every transaction of the module begins by reading the row under a shared advisory lock, which it keeps to its end.
 *   A version other than its own means: stop for good. No other statement of the transaction is answered before.
 * - Raising takes the exclusive lock: it waits for the older build's transactions, and those that come later read the
 *   new version. There is no moment in which both work, and none in which a round is cut off.
 *
 * An advisory lock and not `for share` of the row: locking a row writes it, twenty times a second and loop, and a stream
 * of sharers would let the one who raises wait for ever; the lock manager's queue is fair.
 *
 * Back to an older release: end the newer processes, set the row's version by hand (docs/operations.md), start the
 * older ones. A newer process still running then stops as well, because the version is no longer its own.
 */
import { type ModuleName, moduleVersions } from '@rollcall/contracts';
import { LoopOver } from '@rollcall/platform';
import type pg from 'pg';
import type { Database, Tx } from './connect.js';

/** Any number, as long as it is always this one; the second half of the key is the module. */
const lockSpace = 7_265_012;

/** Another version has the module. */
export class ModuleTaken extends LoopOver {
  constructor(
    readonly module: ModuleName,
    readonly own: number,
    readonly other: number,
  ) {
    super(`version ${other} of the ${module} is at work; this build has version ${own}`);
  }
}

/** The process and the database disagree about the time: what is done would be done for another moment. */
export class ClockWrong extends Error {
  /** `undone`: what it does not do until the clock is right. */
  constructor(who: string, skewMs: number, undone: string) {
    super(`the clock of the ${who} is ${Math.round(skewMs / 1000)} s off the database's: nothing is ${undone}`);
  }
}

/** Two clocks that are kept right differ by milliseconds; no answer, window or deadline turns on a minute. */
export const mostSkewMs = 60_000;

/** An answer that was long on its way says nothing: `own` is asked once it is there, so it can only seem fast. */
export function refuseWrongClock(who: string, undone: string, own: Date, databaseAt: Date): void {
  const skewMs = own.getTime() - databaseAt.getTime();
  if (Math.abs(skewMs) > mostSkewMs) throw new ClockWrong(who, skewMs, undone);
}

/**
 * The database as a module sees it: its transactions run only while the module is this build's, else they reject with
 * `ModuleTaken`. The first of them takes the module. `pool` is unguarded, for reading.
 */
export function moduleDatabase(
  database: Database,
  module: ModuleName,
  now: () => Date,
  version: number = moduleVersions[module],
  /** The process's own clock; absent where a test stands time still. */
  wall?: () => Date,
): Database {
  let taken: Promise<void> | undefined;
  const take = (): Promise<void> => {
    taken ??= takeModule(database, module, version, now()).catch((error: unknown) => {
      taken = undefined;
      throw error;
    });
    return taken;
  };
  return {
    ...database,
    transaction: async (work) => {
      await take();
      return database.transaction(async (tx) => {
        const held = holdModule(tx, module, version, wall);
        const result = await work(whileHeld(tx, held));
        await held;
        return result;
      });
    },
  };
}

/** Raises the module to `version`, waiting for an older build's round to end. Rejects when a newer build has it. */
export async function takeModule(database: Database, module: ModuleName, version: number, now: Date): Promise<void> {
  // A replica of the build that has it already need not stop the others for a moment; each round asks again anyway.
  if ((await readVersion(database.pool, module)) === version) return;
  await database.transaction(async (tx) => {
    await tx.query(`select pg_advisory_xact_lock($1, hashtext($2))`, [lockSpace, module]);
    await tx.query(
      `insert into module_version as m (module, version, since) values ($1, $2, $3)
       on conflict (module) do update set version = excluded.version, since = excluded.since where m.version < excluded.version`,
      [module, version, now],
    );
    refuseOther(module, version, await readVersion(tx, module));
  });
}

/**
 * A transaction whose first statements travel with the question whose module it is; nothing is answered before that is
 * known, so that no work is done, and nothing published, for a module that another build has.
 */
function whileHeld(tx: Tx, held: Promise<void>): Tx {
  held.catch(() => {});
  const query = (...asked: unknown[]): Promise<unknown> => {
    const answer = (tx.query as (...asked: unknown[]) => Promise<unknown>)(...asked);
    answer.catch(() => {});
    return held.then(() => answer);
  };
  return { query: query as Tx['query'] };
}

/** Keeps the module this build's until the transaction ends. */
async function holdModule(tx: Tx, module: ModuleName, version: number, wall?: () => Date): Promise<void> {
  // Two statements in one message: the second must see what was committed while the first waited.
  const answers = (await tx.query(
    `select pg_advisory_xact_lock_shared(${lockSpace}, hashtext('${module}')); select version, clock_timestamp() at from module_version where module = '${module}'`,
  )) as unknown as pg.QueryResult[];
  const [row] = answers[1]?.rows ?? [];
  refuseOther(module, version, row?.version ?? 0);
  if (wall && row) refuseWrongClock(module, 'decided', wall(), row.at as Date);
}

async function readVersion(tx: Tx, module: ModuleName): Promise<number> {
  const { rows } = await tx.query(`select version from module_version where module = $1`, [module]);
  return rows[0]?.version ?? 0;
}

function refuseOther(module: ModuleName, own: number, found: number): void {
  if (found !== own) throw new ModuleTaken(module, own, found);
}
