/**
 * How often one phone number may be contacted by robots. With consent only the practice's own cap holds; without it the law
 * does, as data (`rules`), and the practice's policy where it is stricter. Counted is what was tried, in the last 24 hours
 * and the last seven days, by every outreach of the practice.
 */
import type { Channel, Policy } from '@rollcall/contracts';
import { rulesFor } from './rules/index.js';
import type { ContactPointRow } from './snapshot.js';

/** The rule that forbids one more touch, or null. Unknown outcomes count: what was tried was tried. */
export function capReached(point: ContactPointRow, channel: Channel, policy: Policy): string | null {
  if (channel !== 'voice' && channel !== 'sms') return null;
  if (point.touchedLastDay >= policy.caps.perDay) return 'cap.perDay';
  const law = lawForbids(point, channel);
  if (law || point.consent === 'given') return law;
  // Also where no law of ours holds: the caps a careful practice has for whoever did not consent.
  const abroad = point.region !== null && !point.region.startsWith('US');
  if (point.touchedLastDay >= policy.caps.withoutConsentPerDay)
    return abroad ? 'cap.withoutConsentPerDay' : '47CFR64.1200(a)(9)(iv):1-a-day';
  if (point.touchedLastWeek >= policy.caps.withoutConsentPerWeek)
    return abroad ? 'cap.withoutConsentPerWeek' : '47CFR64.1200(a)(9)(iv):3-a-week';
  return null;
}

/** What the law alone says; no policy can allow more. */
export function lawForbids(point: ContactPointRow, channel: Channel): string | null {
  for (const { citation, perDay, perWeek } of rulesFor(point, channel)) {
    if (perDay !== null && point.touchedLastDay >= perDay) return `${citation}:${perDay}-a-day`;
    if (perWeek !== null && point.touchedLastWeek >= perWeek) return `${citation}:${perWeek}-a-week`;
  }
  return null;
}
