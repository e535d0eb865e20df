/**
 * Does the system itself still move? Judged by the work that lies still, not by who says he is alive: a process can answer
 * its health check and do nothing.
 */
import type { Channel, Stall, StallKind } from '@rollcall/contracts';

/** The oldest of what should have been done at once; null when there is none. */
export interface Standing {
  /** An alarm that rang and that nobody decided about. */
  alarm: Date | null;
  /** Messages planned and not sent, on channels where nothing was sent meanwhile. */
  unsent: { channel: Channel; since: Date }[];
  /** An answer nobody applied. */
  fact: Date | null;
  /** Senders that are out. */
  out: { channel: Channel; code: string; since: Date }[];
}

/** An email alone reaches nobody in time; one of these has to work. */
const rings: readonly Channel[] = ['voice', 'sms'];

/** Null while everything moves. `patienceMs`: how long lying still is no news, in business time. */
export function stallOf(standing: Standing, now: Date, patienceMs: number): Stall | null {
  const late = (since: Date | null): since is Date => since !== null && now.getTime() - since.getTime() > patienceMs;
  const reasons: { kind: StallKind; since: Date; because: string }[] = [];
  if (late(standing.alarm))
    reasons.push({ kind: 'deciding', since: standing.alarm, because: 'nobody decides what comes next' });
  for (const { channel, since } of standing.unsent)
    if (late(since)) reasons.push({ kind: 'sending', since, because: `nothing is sent by ${channel}` });
  if (late(standing.fact))
    reasons.push({ kind: 'answers', since: standing.fact, because: 'answers that came in are not read' });
  const out = standing.out.filter((o) => rings.includes(o.channel) && late(o.since));
  if (rings.every((channel) => out.some((o) => o.channel === channel)))
    reasons.push({
      kind: 'senders',
      since: new Date(Math.max(...out.map((o) => o.since.getTime()))),
      because: `the provider takes neither calls nor texts (${[...new Set(out.map((o) => o.code))].join(', ')})`,
    });
  if (reasons.length === 0) return null;
  const since = new Date(Math.min(...reasons.map((r) => r.since.getTime())));
  return { since: since.toISOString(), reasons: reasons.map((r) => ({ ...r, since: r.since.toISOString() })) };
}
