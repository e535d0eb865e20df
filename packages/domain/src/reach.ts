/** Which contact points can be used on which channel, and why the others cannot. */
import type { Channel, Policy } from '@rollcall/contracts';
import type { ContactPointRow, Snapshot } from './snapshot.js';

const systemsOf: Record<Channel, readonly string[]> = {
  voice: ['phone'],
  sms: ['phone'],
  email: ['email'],
  im: ['whatsapp', 'messenger'],
};

/** Null when it can be used, else the reason in a word. */
export function obstacle(s: Snapshot, point: ContactPointRow, channel: Channel, now: Date): string | null {
  return needed(s, channel, now) ?? barrier(point, channel, s.policy, now);
}

/** What the person is, whatever the number. */
function needed(s: Snapshot, channel: Channel, now: Date): string | null {
  const { needs } = s.outreach;
  if (channel !== 'voice' || needs.length === 0) return null;
  if (needs.includes('deaf') || needs.includes('tty')) return 'needs_writing';
  return needs.includes('speech-impaired') && canBeWrittenTo(s, now) ? 'needs_writing' : null;
}

const written: readonly Channel[] = ['sms', 'im', 'email'];
const canBeWrittenTo = (s: Snapshot, now: Date): boolean =>
  written.some((channel) => s.contactPoints.some((c) => barrier(c, channel, s.policy, now) === null));

function barrier(point: ContactPointRow, channel: Channel, policy: Policy, now: Date): string | null {
  if (!systemsOf[channel].includes(point.system)) return 'other_system';
  if (!policy.channels[channel]) return 'channel_off_by_policy';
  // A court order, a divorce: deny beats every fallback.
  if (!point.allowed) return 'not_allowed';
  if (point.use === 'old') return 'old';
  if (point.consent === 'denied') return 'consent_denied';
  if (point.suppressed.includes(channel)) return 'opted_out';
  if (point.off[channel] !== null) return point.off[channel];
  // An extension is answered by a switchboard: a robot would talk to a robot.
  if (point.hasExtension) return 'extension';
  if (point.line === 'switchboard' || point.line === 'fax') return point.line;
  if (channel === 'sms' && point.line === 'landline') return 'landline';
  if (channel === 'sms' && (point.use === 'home' || point.use === 'work')) return 'voice_only';
  // WhatsApp and Messenger are used only where the patient asked for it (45 CFR 164.522(b)).
  if (channel === 'im' && point.consent !== 'given') return 'no_opt_in';
  // Messenger only answers: outside its window there is no way to begin.
  if (point.system === 'messenger' && (point.sessionUntil === null || point.sessionUntil <= now)) return 'no_session';
  return null;
}

const useOrder: Record<string, number> = { mobile: 0, home: 1, work: 2, temp: 3 };

/** Usable contact points of a channel, best first: by rank, then mobile before home before work. */
export const usablePoints = (s: Snapshot, channel: Channel, now: Date): ContactPointRow[] =>
  s.contactPoints
    .filter((c) => obstacle(s, c, channel, now) === null)
    .sort(
      (a, b) =>
        a.rank - b.rank ||
        (useOrder[a.use ?? 'mobile'] ?? 0) - (useOrder[b.use ?? 'mobile'] ?? 0) ||
        (a.id < b.id ? -1 : 1),
    );

/** Where it may be what hour, for whoever holds this number: the patient's home, the clinic, and what the digits say. */
export function zonesOf(s: Snapshot, point: ContactPointRow): readonly string[] {
  const own = s.outreach.timeZones;
  const more = point.zones.filter((z) => !own.includes(z));
  return more.length === 0 ? own : [...own, ...more];
}
