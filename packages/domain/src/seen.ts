/**
 * What a decision looked at that its own ledger does not say: written by workers, by the reschedule service, by intake, or
 * by another outreach to the same address. Kept beside the decision, without what is as usual, so that it stays small.
 */
import type { AttemptState, BatchState, Need } from '@rollcall/contracts';
import type { Breakers, ContactPointRow, OfferRow, Snapshot } from './snapshot.js';

export interface Seen {
  batch?: Exclude<BatchState, 'running'>;
  /** The alarm: pausing and resuming a batch ring it without an event. */
  alarm: string | null;
  points: SeenPoint[];
  /** Attempts a worker had claimed. */
  sending?: string[];
  /** Channels whose sender was out. */
  breakers?: Breakers;
  /** Offers still talked about. */
  offers?: { id: string; expiresAt: string | null; options: OfferRow['options'] }[];
  needs?: readonly Need[];
  /** Withdrawn notices whose visit was cancelled anew since. */
  again?: string[];
  /** Notices whose patient comes of age, and when. */
  guarded?: { id: string; until: string }[];
}
/** A contact point without what is as usual. */
export type SeenPoint = Pick<ContactPointRow, 'id' | 'system' | 'rank' | 'consent'> &
  Partial<Omit<ContactPointRow, 'sessionUntil' | 'off'>> & {
    off?: Partial<ContactPointRow['off']>;
    sessionUntil?: string;
    /** Nobody counted: looks touched without end. */
    uncounted?: true;
  };

const usual = {
  use: null,
  allowed: true,
  hasExtension: false,
  line: null,
  region: null,
  zones: [],
  suppressed: [],
  touchedLastDay: 0,
  touchedLastWeek: 0,
};
const nothingOff: ContactPointRow['off'] = { voice: null, sms: null, im: null, email: null };

export function seenOf(s: Snapshot): Seen {
  const sending = s.attempts.filter((a) => a.state === ('sending' satisfies AttemptState)).map((a) => a.id);
  const offers = s.offers
    .filter((o) => o.state === 'requested' || o.state === 'open' || o.state === 'chosen' || o.state === 'asked')
    .map((o) => ({ id: o.id, expiresAt: o.expiresAt?.toISOString() ?? null, options: o.options }));
  const guarded = s.notices.flatMap((n) =>
    n.guardianUntil ? [{ id: n.id, until: n.guardianUntil.toISOString() }] : [],
  );
  const again = s.notices.filter((n) => n.cancelledAgain === true).map((n) => n.id);
  return {
    ...(s.batchState === 'running' ? {} : { batch: s.batchState }),
    alarm: s.outreach.nextActionAt?.toISOString() ?? null,
    points: s.contactPoints.map(seenPoint),
    ...(sending.length > 0 ? { sending } : {}),
    ...(Object.keys(s.breakers).length > 0 ? { breakers: s.breakers } : {}),
    ...(offers.length > 0 ? { offers } : {}),
    ...(s.outreach.needs.length > 0 ? { needs: s.outreach.needs } : {}),
    ...(guarded.length > 0 ? { guarded } : {}),
    ...(again.length > 0 ? { again } : {}),
  };
}

function seenPoint(c: ContactPointRow): SeenPoint {
  const uncounted = !Number.isFinite(c.touchedLastDay);
  const off = Object.entries(c.off).filter(([, fault]) => fault !== null);
  return {
    id: c.id,
    system: c.system,
    rank: c.rank,
    consent: c.consent,
    ...(c.use === null ? {} : { use: c.use }),
    ...(c.allowed ? {} : { allowed: false }),
    ...(c.hasExtension ? { hasExtension: true } : {}),
    ...(c.line === null ? {} : { line: c.line }),
    ...(c.region === null ? {} : { region: c.region }),
    ...(c.zones.length > 0 ? { zones: c.zones } : {}),
    ...(off.length > 0 ? { off: Object.fromEntries(off) } : {}),
    ...(c.suppressed.length > 0 ? { suppressed: c.suppressed } : {}),
    ...(uncounted ? { uncounted } : {}),
    ...(!uncounted && c.touchedLastDay > 0 ? { touchedLastDay: c.touchedLastDay } : {}),
    ...(!uncounted && c.touchedLastWeek > 0 ? { touchedLastWeek: c.touchedLastWeek } : {}),
    ...(c.sessionUntil ? { sessionUntil: c.sessionUntil.toISOString() } : {}),
  };
}

/** The fold of an outreach's own events, completed with what its decision saw. */
export function withSeen(s: Snapshot, seen: Seen): Snapshot {
  const sending = new Set(seen.sending);
  const offers = new Map(seen.offers?.map((o) => [o.id, o]));
  const guarded = new Map(seen.guarded?.map((g) => [g.id, new Date(g.until)]));
  return {
    ...s,
    batchState: seen.batch ?? 'running',
    breakers: seen.breakers ?? {},
    outreach: { ...s.outreach, nextActionAt: dateOf(seen.alarm), needs: seen.needs ?? [] },
    notices:
      guarded.size === 0 && !seen.again
        ? s.notices
        : s.notices.map((n) => ({
            ...n,
            guardianUntil: guarded.get(n.id) ?? null,
            ...(seen.again?.includes(n.id) ? { cancelledAgain: true } : {}),
          })),
    contactPoints: seen.points.map(fullPoint),
    attempts: s.attempts.map((a) => (sending.has(a.id) ? { ...a, state: 'sending' } : a)),
    offers: s.offers.map((o) => {
      const known = offers.get(o.id);
      return known ? { ...o, expiresAt: dateOf(known.expiresAt), options: known.options } : o;
    }),
  };
}

function fullPoint({ uncounted, off, sessionUntil, ...point }: SeenPoint): ContactPointRow {
  const touched = uncounted
    ? { touchedLastDay: Number.POSITIVE_INFINITY, touchedLastWeek: Number.POSITIVE_INFINITY }
    : {};
  return { ...usual, ...point, ...touched, off: { ...nothingOff, ...off }, sessionUntil: dateOf(sessionUntil ?? null) };
}

const dateOf = (iso: string | null): Date | null => (iso === null ? null : new Date(iso));
