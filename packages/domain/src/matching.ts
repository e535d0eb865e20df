/**
 * Who fits where: a whole set of requests is matched at once, so that the last patient of the list is not left with what
 * the first ones did not want. Rounds are dealt like cards: in each round every request, most urgent first, takes the
 * best slot still free; nobody gets a second option before everybody who can has one.
 */
export interface MatchRequest {
  id: string;
  patientId: string;
  /** The practitioner whose appointment was cancelled: preferred. */
  resource: string;
  visitType: string;
  modality: string;
  location: string | null;
  durationMinutes: number;
  priority: 'routine' | 'urgent' | 'clinical';
  cancelledStart: Date;
  /** What a slot must say it provides. */
  needs: readonly string[];
  /** Times at which the patient, or who brings them, is taken: never offered. */
  busy: readonly { start: Date; end: Date }[];
  /** Slots this patient was offered before, and did not take. */
  seen: ReadonlySet<string>;
  options: number;
  notBefore: Date;
  notAfter: Date;
}
export interface MatchSlot {
  id: string;
  resource: string;
  start: Date;
  end: Date;
  location: string | null;
  visitTypes: readonly string[];
  provides: readonly string[];
  modality: string;
}

const priorities = { clinical: 0, urgent: 1, routine: 2 } as const;
const hour = 3_600_000;
/** Another practitioner counts like two days of waiting, a clinical visit feels each hour four times. */
const otherPractitionerHours = 48;
const clinicalImpatience = 4;

const overlaps = (a: { start: Date; end: Date }, b: { start: Date; end: Date }): boolean =>
  a.start < b.end && b.start < a.end;

/** Hard filters: what is not known to fit is not offered. */
export function fits(r: MatchRequest, s: MatchSlot): boolean {
  return (
    s.start >= r.notBefore &&
    s.start <= r.notAfter &&
    s.end.getTime() - s.start.getTime() >= r.durationMinutes * 60_000 &&
    (s.visitTypes.length === 0 || s.visitTypes.includes(r.visitType)) &&
    s.modality === r.modality &&
    r.needs.every((need) => s.provides.includes(need)) &&
    (s.location === null || r.location === null || s.location === r.location) &&
    !r.seen.has(s.id) &&
    !r.busy.some((b) => overlaps(b, s))
  );
}

/** Smaller is better: hours of waiting, plus what it costs not to see one's own practitioner. */
export function cost(r: MatchRequest, s: MatchSlot): number {
  const waiting = Math.max(0, (s.start.getTime() - r.cancelledStart.getTime()) / hour);
  return (
    waiting * (r.priority === 'clinical' ? clinicalImpatience : 1) +
    (s.resource === r.resource ? 0 : otherPractitionerHours)
  );
}

/** Slot ids per request id, best first, at most `options` each; no slot and no overlapping time twice. */
export function matchBatch(requests: readonly MatchRequest[], slots: readonly MatchSlot[]): Map<string, string[]> {
  const result = new Map<string, string[]>(requests.map((r) => [r.id, []]));
  const order = [...requests].sort(
    (a, b) =>
      priorities[a.priority] - priorities[b.priority] ||
      a.cancelledStart.getTime() - b.cancelledStart.getTime() ||
      (a.id < b.id ? -1 : 1),
  );
  // A practice that names places names them for every slot: of one without, nobody knows where it is.
  const placesAreNamed = slots.some((s) => s.location !== null);
  const isSomewhere = (s: MatchSlot): boolean => !placesAreNamed || s.location !== null || s.modality !== 'in-person';
  const ranked = new Map(
    order.map((r) => [
      r.id,
      slots
        .filter((s) => isSomewhere(s) && fits(r, s))
        .sort((a, b) => cost(r, a) - cost(r, b) || a.start.getTime() - b.start.getTime() || (a.id < b.id ? -1 : 1)),
    ]),
  );
  const taken = new Set<string>();
  const takenTimes = new Map<string, MatchSlot[]>();
  const isFree = (s: MatchSlot): boolean =>
    !taken.has(s.id) && !(takenTimes.get(s.resource) ?? []).some((t) => overlaps(t, s));
  const rounds = Math.max(0, ...requests.map((r) => r.options));
  for (let round = 0; round < rounds; round++)
    for (const r of order) {
      const own = result.get(r.id);
      if (!own || own.length !== round || round >= r.options) continue;
      const best = ranked.get(r.id)?.find(isFree);
      if (!best) continue;
      own.push(best.id);
      taken.add(best.id);
      takenTimes.set(best.resource, [...(takenTimes.get(best.resource) ?? []), best]);
    }
  return result;
}
