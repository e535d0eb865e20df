/** Bookings that went out as calendar files by mail: what is in somebody's calendar must be taken out of it again. */
import type { AttemptRow, Snapshot } from './snapshot.js';

/** Contact points that got, or may have got, the mail that confirms one of these offers. */
export function mailboxesOf(s: Snapshot, offerIds: ReadonlySet<string>): Set<string> {
  return new Set(
    s.attempts
      .filter((a) => a.purpose === 'booked' && a.channel === 'email' && offerIds.has(a.offerId ?? ''))
      .filter((a) => mayHaveArrived(a.state))
      .map((a) => a.contactPointId),
  );
}

export const mayHaveArrived = (state: AttemptRow['state']): boolean =>
  state === 'accepted' || state === 'sending' || state === 'in_doubt' || state === 'unresolved';
