/**
 * Which versions this build writes, and the highest it understands. Old and new builds run together while a release
 * rolls out; what one build does not understand it leaves alone for one that does. Raise a number only when an older
 * build would do the wrong thing; a new optional field that may be ignored needs no new version.
 */

/** Of jobs in a queue (`AttemptJob`). */
export const jobVersion = 1;
/** Of several that travel as one (`JobBundle`): a worker that does not know them leaves them for one that does. */
export const bundleVersion = 2;

/**
 * Of what is kept: facts in the inbox, events in the ledger. Facts of a later version wait for a build that reads them; an
 * outreach that a later version has written is decided by that version alone.
 */
// 3: a correction has a state and an alarm of its own; a key in a call may be for one of several visits. A build that reads it as one for all would close what nobody answered.
export const recordVersion = 3;

/**
 * Of each engine module: two versions of one never work at the same time, the first newer build takes over. Raise a
 * module's when what it does must not be mixed with what the release before does.
 */
export const moduleVersions = {
  // 2: needs, bars and the law about a number are looked at; a build that knows nothing of them would call who is deaf.
  // 3: corrections are followed up; beside a planner that looks at none of their alarms they would not be.
  planner: 3,
  // 3: answers for one of several visits, in calls and texts.
  applier: 3,
  relay: 1,
  reconciler: 1,
  recovery: 2,
  // 2: a time that the practice has yet to confirm is asked for; a build that knows nothing of it would call it booked.
  reschedule: 2,
  callbacks: 1,
} as const;
export type ModuleName = keyof typeof moduleVersions;
