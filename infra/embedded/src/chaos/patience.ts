/**
 * How long everybody waits in a chaos run, in real milliseconds: a quarter to a seventh of production's own values, in
 * about the same proportions, so that minutes show what would take an hour.
 */
export const leaseMs = 4000;
export const reconcileMs = 1000;
export const patience = {
  LEASE_MS: String(leaseMs),
  PROVIDER_TIMEOUT_MS: '2000',
  RECONCILE_MS: String(reconcileMs),
  REPUBLISH_AFTER_MS: '3000',
  DOUBT_MS: '2000',
  AUDIT_MS: '2000',
  SILENCE_MS: '5000',
};
/** Of what was overdue when a fault ended, all but one in a hundred must be taken up within this. */
export const mostExtraDelayMs = 2 * reconcileMs;
/** Longer than a lease: meanwhile somebody else takes the work over. */
export const pauseMs = { from: 1.2 * leaseMs, to: 1.6 * leaseMs };
/** A clock may be wrong by this much for a while; longer than a lease, too. */
export const mostClockStepMs = 5000;
/** What a process that is told to stop may take. */
export const graceMs = 10_000;
