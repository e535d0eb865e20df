/**
 * What a provider's code says about trying again, beyond the one attempt it came for. Sources: Twilio's error dictionary;
 * where sources differ, the rule that loses no patient.
 */
import type { Channel, ContactFault } from '@rollcall/contracts';
import type { AttemptRow, Snapshot } from './snapshot.js';

/**
 * The same would be refused again: blocked (30004) or filtered by the carrier (30007), no permission for the country (21408,
 * 21215), no route (21612), calls blocked or impossible (21216, 21214). The channel is over for that number, for this
 * outreach; others go on.
 */
const againstTheSame: ReadonlySet<string> = new Set(['30004', '30007', '21408', '21215', '21612', '21216', '21214']);

/** The code for which `channel` is not tried again at this contact point; null when there is none. */
export const refusedBefore = (s: Snapshot, contactPointId: string, channel: Channel): string | null =>
  s.attempts.find(
    (a) =>
      a.contactPointId === contactPointId &&
      a.channel === channel &&
      a.state === 'failed' &&
      a.code !== null &&
      againstTheSame.has(a.code),
  )?.code ?? null;

/** An unknown handset (30005) may only be switched off: a lasting fault when it is said twice. Until then the phone rings. */
const onlyWhenRepeated: ReadonlySet<string> = new Set(['30005']);

export const isLasting = (
  s: Snapshot,
  attempt: AttemptRow,
  { code, fault }: { code: string; fault: ContactFault | null },
): boolean =>
  fault !== null &&
  (!onlyWhenRepeated.has(code) ||
    s.attempts.some((a) => a.id !== attempt.id && a.contactPointId === attempt.contactPointId && a.code === code));
