/** The closing report as a person reads it, in 80 columns. */
import type { Channel } from '@rollcall/contracts';
import type { Closing } from './closing-report.js';
import type { Paint } from './paint.js';
import { clockTime, counted, cut } from './words.js';

const width = 80;
const byChannel: Record<Channel, string> = {
  voice: 'on a call',
  sms: 'by text',
  email: 'on the page, from an email',
  im: 'on WhatsApp',
};
const gradeWords: Record<string, string> = {
  replied: 'replied',
  confirmed: 'confirmed',
  attested: 'attested',
  heard: 'heard it',
  read: 'read it',
};

export interface ClosingPage {
  closing: Closing;
  zone: string;
  memoryMb: number;
  realSeconds: number;
}

export function renderClosing({ closing, zone, memoryMb, realSeconds }: ClosingPage, paint: Paint): string[] {
  const { totals: t, ledgers, callbacks, rebooked } = closing;
  const title = (text: string): string[] => ['', paint.bold(text)];
  const line = (count: number | string, text: string): string => cut(`  ${String(count).padStart(6)}  ${text}`, width);
  const sum = t.informed + t.rebooked + t.declined + t.withdrawn + t.unreachable + t.open;
  return [
    ...title('Closing report'),
    line(t.rebooked, 'know and are rebooked'),
    line(t.informed, 'know'),
    line(t.declined, 'know, and want none of the offered times'),
    line(t.withdrawn, 'withdrawn by the practice: the appointment is on after all'),
    line(t.unreachable, 'unreachable, as an operator attests'),
    line(
      t.open,
      `open: ${counted(t.open - closing.stillWorking, 'is', 'are')} with an operator, ${closing.stillWorking} with the machines`,
    ),
    '  ------',
    `  ${String(sum).padStart(6)}  of ${t.accepted} accepted${closing.rejected > 0 ? `, and ${counted(closing.rejected, 'row')} refused at the door, by name` : ''}`,
    line(t.overdue, `overdue, of them ${t.overdueWithoutTask} without a task`),
    ...title('Who knows, and how we know'),
    ...(closing.evidence.length === 0 ? ['          nobody yet'] : []),
    ...closing.evidence.map((e) => line(e.count, evidenceWords(e.grade, e.channel))),
    ...(closing.informedAt
      ? [
          `          first at ${clockTime(closing.informedAt.first, zone)}, half of them by ${clockTime(closing.informedAt.median, zone)}, last at ${clockTime(closing.informedAt.last, zone)}`,
        ]
      : []),
    ...title('With an operator, and why'),
    ...(closing.withOperator.length === 0 ? ['          nobody'] : []),
    ...closing.withOperator.map((o) => line(o.count, o.reason)),
    ...title('Checks'),
    line(rebooked.bookings, `bookings in ${counted(rebooked.distinctSlots, 'different slot')}`),
    line(
      callbacks.received,
      `callbacks received, ${callbacks.verified} verified, ${counted(callbacks.events, 'event')}`,
    ),
    line(
      ledgers.attempts,
      `attempts in our ledger, ${ledgers.requests} in the provider's; ${ledgers.twice.length === 0 ? 'none' : ledgers.twice.length} sent twice`,
    ),
    ...(ledgers.retried > 0 ? [line(ledgers.retried, 'asked for again after the provider had refused unsent')] : []),
    line(Math.round(memoryMb), `MB of memory in all processes; ${Math.round(realSeconds)} s of real time`),
    '',
    ...(closing.problems.length === 0
      ? [paint.green('The report sums, nobody is overdue without a task, and both ledgers agree.')]
      : closing.problems.map((p) => paint.red(`PROBLEM: ${p}`))),
  ];
}

function evidenceWords(grade: string, channel: string): string {
  const how = byChannel[channel as Channel] ?? 'by an operator';
  return `${gradeWords[grade] ?? grade} ${how}`;
}
