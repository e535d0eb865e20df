/**
 * The health of a channel's sender (the account, number or key it sends with), by what its requests come to.
 *
 * - Breaker: one refusal that is our own fault (revoked credentials, an unregistered sender) opens it, as does a run of
 *   requests that nobody answers. Open, nothing is sent. After a backoff one attempt goes out as the probe: taken, the
 *   breaker closes; refused, it opens again for longer.
 * - Throttle: a provider that asks to slow down is left alone for as long as it says, by everybody who sends through it;
 *   then the pace rises again from half of what was too much.
 *
 * Pure; the row is locked and written by the database package, so that all replicas see one sender.
 */
import type { Channel } from '@rollcall/contracts';
import type { SenderSign } from './sender-signs.js';

const second = 1000;
const minute = 60 * second;

/** Requests in a row that nobody answered. At one fault in five this happens by chance once in 400,000 requests. */
export const outageRun = 8;
const firstBackoffMs = 30 * second;
const longestBackoffMs = 10 * minute;
/** An opening so soon after the last closing is the same trouble: the backoff goes on where it was. */
const sameTroubleMs = 30 * minute;
/** How long a probe may take to be claimed and answered, and to arrive where only arriving proves anything. */
const probeMs = 2 * minute;
const arrivalMs = 10 * minute;

export interface SenderHealth {
  channel: Channel;
  breaker: 'closed' | 'open' | 'probing';
  /** The provider's code that opened it, or `outage`. */
  code: string | null;
  /** The attempt that met it. */
  openedBy: string | null;
  since: Date | null;
  /** What proves that it works again: some faults are only told after the message was taken. */
  proof: 'taken' | 'arrived';
  /** Openings without a lasting recovery between them. */
  openings: number;
  probeAt: Date | null;
  probeAttemptId: string | null;
  probeUntil: Date | null;
  closedAt: Date | null;
  troubles: number;
  /** Throttled until then. */
  notBefore: Date | null;
  /** Starts a second with which the pace begins to rise at `notBefore`. */
  startsPerSecond: number | null;
}

export const healthySender = (channel: Channel): SenderHealth => ({
  channel,
  breaker: 'closed',
  code: null,
  openedBy: null,
  since: null,
  proof: 'taken',
  openings: 0,
  probeAt: null,
  probeAttemptId: null,
  probeUntil: null,
  closedAt: null,
  troubles: 0,
  notBefore: null,
  startsPerSecond: null,
});

export const backoffMs = (openings: number): number =>
  Math.min(firstBackoffMs * 2 ** (Math.max(openings, 1) - 1), longestBackoffMs);

export interface HeardSign {
  attemptId: string;
  sign: SenderSign;
}

/** The sender after what was heard together: in which order within one batch, nobody knows. */
export function afterSigns(health: SenderHealth, heard: readonly HeardSign[], now: Date): SenderHealth {
  let h = health;
  for (const { attemptId, sign } of heard) {
    if (sign.kind === 'throttled') h = throttle(h, sign.retryAfterMs, now);
    if (h.breaker === 'probing' && attemptId === h.probeAttemptId) h = afterProbe(h, sign, attemptId, now);
    else if (h.breaker === 'closed' && sign.kind === 'refused')
      h = open(h, { code: sign.code, proof: sign.told, attemptId }, now);
  }
  if (h.breaker !== 'closed') return h;
  const unanswered = heard.filter((s) => s.sign.kind === 'unanswered');
  const answered = heard.some((s) => s.sign.kind === 'taken' || s.sign.kind === 'throttled');
  const troubles = answered ? 0 : h.troubles + unanswered.length;
  if (troubles >= outageRun)
    return open(h, { code: 'outage', proof: 'taken', attemptId: unanswered.at(-1)?.attemptId ?? null }, now);
  return troubles === h.troubles ? h : { ...h, troubles };
}

function afterProbe(h: SenderHealth, sign: SenderSign, attemptId: string, now: Date): SenderHealth {
  switch (sign.kind) {
    case 'refused':
      return open(h, { code: sign.code, proof: sign.told, attemptId }, now);
    case 'unanswered':
      return open(h, { code: 'outage', proof: h.proof, attemptId }, now);
    case 'taken':
    case 'throttled':
      return h.proof === 'taken' ? closed(h, now) : { ...h, probeUntil: new Date(now.getTime() + arrivalMs) };
    case 'arrived':
      return closed(h, now);
  }
}

interface Opening {
  code: string;
  proof: SenderHealth['proof'];
  attemptId: string | null;
}

function open(h: SenderHealth, { code, proof, attemptId }: Opening, now: Date): SenderHealth {
  const goesOn = h.breaker !== 'closed' || (h.closedAt && now.getTime() - h.closedAt.getTime() < sameTroubleMs);
  const openings = goesOn ? h.openings + 1 : 1;
  return {
    ...h,
    breaker: 'open',
    code,
    openedBy: attemptId,
    since: h.breaker === 'closed' ? now : h.since,
    proof,
    openings,
    probeAt: new Date(now.getTime() + backoffMs(openings)),
    probeAttemptId: null,
    probeUntil: null,
    troubles: 0,
  };
}

const closed = (h: SenderHealth, now: Date): SenderHealth => ({
  ...h,
  breaker: 'closed',
  probeAt: null,
  probeAttemptId: null,
  probeUntil: null,
  closedAt: now,
  troubles: 0,
});

export const probeIsDue = (h: SenderHealth, now: Date): boolean =>
  h.breaker === 'open' && h.probeAt !== null && h.probeAt <= now;

export const probing = (h: SenderHealth, attemptId: string, now: Date): SenderHealth => ({
  ...h,
  breaker: 'probing',
  probeAt: null,
  probeAttemptId: attemptId,
  probeUntil: new Date(now.getTime() + probeMs),
});

/** A probe that was called back, lost or never heard of again: the next one may go at once. */
export const probeExpired = (h: SenderHealth, now: Date): SenderHealth =>
  h.breaker === 'probing' && h.probeUntil !== null && h.probeUntil <= now
    ? { ...h, breaker: 'open', probeAt: now, probeAttemptId: null, probeUntil: null }
    : h;

const leastStartsPerSecond = 0.5;
const firstStartsPerSecond = 2;
/** The pace doubles this often, until it is so high that it no longer holds anybody back. */
const doublingMs = 15 * second;
const freeStartsPerSecond = 100;
const leastPauseMs = second;

function throttle(h: SenderHealth, retryAfterMs: number, now: Date): SenderHealth {
  const until = new Date(now.getTime() + Math.max(retryAfterMs, leastPauseMs));
  // Others that were under way when the provider said so say the same again: one lesson, not fifty.
  if (h.notBefore && h.notBefore > now) return until > h.notBefore ? { ...h, notBefore: until } : h;
  const tooMuch = startsPerSecond(h, now);
  return {
    ...h,
    notBefore: until,
    startsPerSecond: tooMuch === null ? firstStartsPerSecond : Math.max(tooMuch / 2, leastStartsPerSecond),
  };
}

/** Null: as fast as it goes. 0: not now. */
export function startsPerSecond(
  { notBefore, startsPerSecond: base }: Pick<SenderHealth, 'notBefore' | 'startsPerSecond'>,
  now: Date,
): number | null {
  if (notBefore === null || base === null) return null;
  if (notBefore > now) return 0;
  const pace = base * 2 ** ((now.getTime() - notBefore.getTime()) / doublingMs);
  return pace >= freeStartsPerSecond ? null : pace;
}
