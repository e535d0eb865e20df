/** What a played day was like for patients, for the desk and for the purse. Times are business minutes after the practice cancelled. */
import { type Channel, channels, LedgerEvent, reportSums } from '@rollcall/contracts';
import { segmentsOf } from '@rollcall/messages';
import type { SimulatedDay } from './day.js';
import { type Desk, type HandedOver, workThrough } from './desk.js';
import type { Played } from './play.js';
import type { Prices } from './prices.js';

export interface Measured {
  name: string;
  isDefault: boolean;
  /** Appointments cancelled, each a patient's. */
  patients: number;
  /** Patients or their parents: those who are contacted. */
  parties: number;
  /** When each who came to know did, in order. */
  knowAfter: number[];
  /** By when that share of all patients knew; null: never so many. */
  half: number | null;
  nineTenths: number | null;
  /** Who was told by machine before leaving home. */
  inTime: number;
  /** How often each party was contacted to be told, in order. */
  contacts: number[];
  contactsByChannel: Record<Channel, number>;
  cost: { texts: number; calls: number; email: number; whatsApp: number; people: number };
  /** Tasks: to tell somebody; to find somebody a new time. */
  tasks: { reach: number; rebook: number };
  desk: Omit<Desk, 'load'> & { load: { after: number; count: number }[] };
  /**
   * How long 95 of 100 written messages waited for this machine, or whatever waited longest at 95 of 100 looks, which is
   * more; it is in the curves. Business seconds.
   */
  machineDelaySeconds: number;
  realSeconds: number;
  memoryMb: number;
  /** Empty when all is as it should be. */
  problems: string[];
}

export interface MeasureOptions {
  day: SimulatedDay;
  prices: Prices;
  operators: number;
}

export function measure(played: Played, { day, prices, operators }: MeasureOptions): Measured {
  const { report, policy } = played;
  const minutes = (at: number): number => (at - day.start.getTime()) / 60_000;
  const ledger = readLedger(played);
  // A policy sets its own deadline, and the patient leaves home all the same.
  const leaves = new Map(report.notices.map((n) => [n.noticeId as string, day.leavesHome.get(n.externalId) ?? 0]));
  const knew = [...ledger.informedAt].filter(([notice]) => leaves.has(notice));
  const knowAfter = knew.map(([, at]) => minutes(at)).sort((a, b) => a - b);
  const patients = report.notices.length;
  const handed = ledger.reach.map(
    (task): HandedOver => ({
      at: task.at,
      deadlineAt: Math.min(...task.noticeIds.map((id) => leaves.get(id) ?? task.at)),
      relievedAt: task.resolvedAt,
    }),
  );
  const machineDelaySeconds =
    Math.max(
      quantile(ledger.openedAt, 0.5) - day.start.getTime() + quantile(ledger.delays, 0.95),
      quantile(
        played.looks.map((l) => l.behindMs),
        0.95,
      ),
    ) / 1000;
  const desk = workThrough(handed, operators, prices.operatorMinutesEach);
  const parties = new Set(report.notices.map((n) => n.outreachId as string));
  return {
    name: policy.name,
    isDefault: policy.isDefault,
    patients,
    parties: parties.size,
    knowAfter,
    half: afterShare(knowAfter, patients, 0.5),
    nineTenths: afterShare(knowAfter, patients, 0.9),
    inTime: knew.filter(([notice, at]) => at <= (leaves.get(notice) ?? 0)).length,
    contacts: [...parties].map((id) => ledger.contacts.get(id) ?? 0).sort((a, b) => a - b),
    contactsByChannel: ledger.contactsByChannel,
    cost: costOf(played, handed.filter((h) => h.relievedAt === null).length, prices),
    tasks: { reach: ledger.reach.length, rebook: ledger.rebook },
    desk: { ...desk, load: desk.load.map((l) => ({ after: minutes(l.at), count: l.count })) },
    machineDelaySeconds,
    realSeconds: played.realSeconds,
    memoryMb: played.memoryMb,
    problems: [
      ...(machineDelaySeconds > liesFromSeconds ? [`${delayInWords(machineDelaySeconds)}: its figures would lie`] : []),
      ...(reportSums(report) ? [] : ['its report does not sum']),
      ...(report.totals.overdueWithoutTask > 0
        ? [`${report.totals.overdueWithoutTask} patients are overdue and nobody has them`]
        : []),
    ],
  };
}

/** A curve is read in minutes: so much is not seen in it. Business seconds. */
const seenFromSeconds = 30;
/** So much may decide which policy is ahead. Business seconds. */
const liesFromSeconds = 120;
const delayInWords = (seconds: number): string =>
  `this machine could not keep up, and was ${Math.round(seconds)} seconds of the day behind`;
/** What somebody who looks at the curves should know; null: nothing. */
export const warningOf = ({ machineDelaySeconds: seconds }: Measured): string | null =>
  seconds > seenFromSeconds && seconds <= liesFromSeconds ? `${delayInWords(seconds)}: it is seen in the curve` : null;

interface Told {
  /** By notice. */
  informedAt: Map<string, number>;
  /** By outreach: messages and calls to tell it that a provider took. */
  contacts: Map<string, number>;
  contactsByChannel: Record<Channel, number>;
  reach: { at: number; noticeIds: readonly string[]; resolvedAt: number | null }[];
  rebook: number;
  /** When each conversation was taken in. */
  openedAt: number[];
  /** Milliseconds from the decision to the provider, of written messages; calls wait for their turn by design. */
  delays: number[];
}

function readLedger({ events, provider }: Pick<Played, 'events' | 'provider'>): Told {
  const taken = new Map(provider.flatMap((r) => (wasTaken(r) && r.rid ? [[r.rid, Date.parse(r.at)] as const] : [])));
  const told: Told = {
    informedAt: new Map(),
    contacts: new Map(),
    contactsByChannel: Object.fromEntries(channels.map((c) => [c, 0])) as Record<Channel, number>,
    reach: [],
    rebook: 0,
    openedAt: [],
    delays: [],
  };
  const open = new Map<string, Told['reach'][number]>();
  for (const line of events) {
    const read = LedgerEvent.safeParse(line.body);
    if (!read.success) continue;
    const e = read.data;
    const at = Date.parse(line.at);
    if (e.type === 'notice.informed' && !told.informedAt.has(e.noticeId)) told.informedAt.set(e.noticeId, at);
    if (e.type === 'outreach.opened') told.openedAt.push(at);
    const takenAt = e.type === 'attempt.planned' && e.purpose === 'tell' ? taken.get(e.attemptId) : undefined;
    if (e.type === 'attempt.planned' && takenAt !== undefined) {
      told.contacts.set(line.outreachId, (told.contacts.get(line.outreachId) ?? 0) + 1);
      told.contactsByChannel[e.channel] += 1;
      if (e.channel !== 'voice') told.delays.push(takenAt - at);
    }
    if (e.type === 'task.opened' && e.kind === 'rebook') told.rebook += 1;
    if (e.type === 'task.opened' && e.kind === 'reach') {
      const task = { at, noticeIds: e.noticeIds, resolvedAt: null };
      open.set(e.taskId, task);
      told.reach.push(task);
    }
    const done = e.type === 'task.resolved' ? open.get(e.taskId) : undefined;
    if (done) done.resolvedAt = at;
  }
  return told;
}

const wasTaken = ({ verdict }: Played['provider'][number]): boolean =>
  verdict === 'accepted' || verdict === 'faulted-after';

/** Everything the providers took, the messages of the conversation about new times included, and the desk's time. */
function costOf({ provider, callMinutes }: Played, byHand: number, prices: Prices): Measured['cost'] {
  const taken = provider.filter(wasTaken);
  const of = (kind: string): typeof taken => taken.filter((r) => r.kind === kind);
  const parts = of('sms').reduce((sum, r) => sum + segmentsOf(r.body ?? '').segments, 0);
  return {
    texts: parts * prices.textPart,
    calls: callMinutes.reduce((sum, m) => sum + m, 0) * prices.callMinute,
    email: of('email').length * prices.email,
    whatsApp: of('im').length * prices.whatsApp,
    people: byHand * prices.operatorMinutesEach * prices.operatorMinute,
  };
}

const afterShare = (sorted: readonly number[], of: number, share: number): number | null =>
  sorted[Math.ceil(of * share) - 1] ?? null;

/** 0 of nothing. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(Math.ceil(sorted.length * share), sorted.length) - 1] ?? 0;
}

export const meanOf = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, v) => sum + v, 0) / values.length;
export const costPerPatient = ({ cost, patients }: Measured): number =>
  Object.values(cost).reduce((sum, c) => sum + c, 0) / Math.max(patients, 1);
export const share = (count: number, of: number): number => (of === 0 ? 0 : count / of);

/** So near to each other (of all patients) that chance decides which is ahead. */
const aTie = 0.005;
export const areTied = (a: Measured, b: Measured): boolean =>
  Math.abs(share(a.inTime, a.patients) - share(b.inTime, b.patients)) <= aTie;

/** Most told before they leave home; among equals, the one that pesters least. */
export function bestOf(all: readonly Measured[]): Measured | undefined {
  const [top] = [...all].sort((a, b) => share(b.inTime, b.patients) - share(a.inTime, a.patients));
  if (!top) return undefined;
  return all.filter((m) => areTied(m, top)).sort((a, b) => meanOf(a.contacts) - meanOf(b.contacts))[0];
}
