/**
 * How often one phone number may be contacted by robots. Without recorded consent the exempt regime of
 * 47 CFR 64.1200(a)(9)(iv) holds: one message a day and three a week. With consent only the practice's own cap does.
 */
import type { Channel, Policy } from '@rollcall/contracts';
import type { ContactPointRow } from './snapshot.js';

/** The rule that forbids one more touch, or null. Unknown outcomes count: what was tried was tried. */
export function capReached(point: ContactPointRow, channel: Channel, policy: Policy): string | null {
  if (channel !== 'voice' && channel !== 'sms') return null;
  if (point.touchedLastDay >= policy.caps.perDay) return 'cap.perDay';
  if (point.consent === 'given') return null;
  if (point.touchedLastDay >= policy.caps.withoutConsentPerDay) return '47CFR64.1200(a)(9)(iv):1-a-day';
  if (point.touchedLastWeek >= policy.caps.withoutConsentPerWeek) return '47CFR64.1200(a)(9)(iv):3-a-week';
  return null;
}
