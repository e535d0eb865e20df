/** The sums of the closing report: computed from its lines, so that totals that do not fit them are found out. */
import { type BatchReport, reportSums, type TaskReason } from '@rollcall/contracts';
import { taskReasonWords } from '@rollcall/domain';
import type { Agreement } from '@rollcall/invariants';
import type { CallbackCounts } from './receiver.js';
import { counted } from './words.js';

export interface Closing {
  totals: BatchReport['totals'];
  /** Rows of the request that intake refused, by name. */
  rejected: number;
  /** Distinct notices with evidence, per grade and channel, the most frequent first. */
  evidence: { grade: string; channel: string; count: number }[];
  informedAt: { first: string; median: string; last: string } | null;
  rebooked: { bookings: number; distinctSlots: number };
  /** Notices with an operator, per reason in words, the most frequent first. */
  withOperator: { reason: string; count: number }[];
  /** Open and without a task: the machines are not done. */
  stillWorking: number;
  callbacks: CallbackCounts;
  ledgers: Agreement;
  /** Empty when all is as promised. */
  problems: string[];
}

export interface ClosingFacts {
  report: BatchReport;
  rejected: number;
  callbacks: CallbackCounts;
  ledgers: Agreement;
}

export function close({ report, rejected, callbacks, ledgers }: ClosingFacts): Closing {
  const { notices, totals } = report;
  const bookings = notices.flatMap((n) => (n.booking ? [n.booking] : []));
  const closing = {
    totals,
    rejected,
    evidence: tally(notices.flatMap((n) => (n.evidence && knows(n) ? [evidenceKey(n.evidence)] : []))).map(
      ({ key, count }) => {
        const [grade = '', channel = ''] = key.split(' ');
        return { grade, channel, count };
      },
    ),
    informedAt: spread(notices.flatMap((n) => (n.evidence && knows(n) ? [n.evidence.at] : []))),
    rebooked: {
      bookings: bookings.length,
      distinctSlots: new Set(bookings.map((b) => `${Date.parse(b.start)} ${b.resource}`)).size,
    },
    withOperator: tally(notices.flatMap((n) => (n.taskId ? [reasonOf(n.taskReason)] : []))).map(({ key, count }) => ({
      reason: key,
      count,
    })),
    stillWorking: notices.filter((n) => n.state === 'open' && n.taskId === null).length,
    callbacks,
    ledgers,
  };
  return { ...closing, problems: problemsOf(report, closing) };
}

type Notice = BatchReport['notices'][number];
const knows = (n: Notice): boolean => n.state === 'informed' || n.state === 'rebooked' || n.state === 'declined';
const evidenceKey = (e: NonNullable<Notice['evidence']>): string => `${e.grade} ${e.channel ?? 'operator'}`;
const reasonOf = (reason: string | null): string =>
  taskReasonWords[reason as TaskReason] ?? reason ?? 'no reason given';

function tally(keys: readonly string[]): { key: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts]
    .map(([key, count]) => ({ key, count }))
    .sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1));
}

function spread(instants: readonly string[]): Closing['informedAt'] {
  const sorted = [...instants].sort((a, b) => Date.parse(a) - Date.parse(b));
  const [first, median, last] = [sorted[0], sorted[Math.floor((sorted.length - 1) / 2)], sorted.at(-1)];
  return first && median && last ? { first, median, last } : null;
}

function problemsOf(report: BatchReport, c: Omit<Closing, 'problems'>): string[] {
  const { totals, notices } = report;
  const problems: string[] = [];
  if (!reportSums(report)) problems.push('the report does not sum: its states are not as many as the accepted notices');
  for (const state of ['open', 'informed', 'rebooked', 'declined', 'withdrawn', 'unreachable'] as const) {
    const lines = notices.filter((n) => n.state === state).length;
    if (lines !== totals[state]) problems.push(`the total of ${state} is ${totals[state]}, its lines are ${lines}`);
  }
  if (totals.overdueWithoutTask > 0)
    problems.push(`${totals.overdueWithoutTask} overdue without a task: nobody is on it`);
  if (c.rebooked.bookings !== totals.rebooked)
    problems.push(`${totals.rebooked} are rebooked, but ${c.rebooked.bookings} have a booking`);
  if (c.rebooked.distinctSlots !== c.rebooked.bookings)
    problems.push(
      `${counted(c.rebooked.bookings - c.rebooked.distinctSlots, 'slot was', 'slots were')} given to two patients`,
    );
  if (c.ledgers.twice.length > 0)
    problems.push(`${counted(c.ledgers.twice.length, 'message or call', 'messages or calls')} went out twice`);
  if (c.ledgers.missing.length > 0)
    problems.push(
      `${counted(c.ledgers.missing.length, 'attempt')} of ours, sent as we say, the provider knows nothing of`,
    );
  if (c.ledgers.unexpected.length > 0)
    problems.push(`${counted(c.ledgers.unexpected.length, 'request')} reached the provider and should not have`);
  const unverified = c.callbacks.received - c.callbacks.verified;
  if (unverified > 0)
    problems.push(`${counted(unverified, 'callback')} did not verify: ${c.callbacks.refusals.join(', ')}`);
  return problems;
}
