/** The comparison as a terminal shows it, in 80 columns. */
import { costPerPatient, type Measured, meanOf, share } from './measure.js';

export const percent = (part: number): string => `${(part * 100).toFixed(1)} %`;
export const money = (amount: number, currency: string): string => `${currency}${amount.toFixed(2)}`;
export const minutesWords = (after: number | null): string => (after === null ? 'never' : `${Math.round(after)} min`);

export function tableOf(all: readonly Measured[], best: Measured | undefined, currency: string): string[] {
  const head = ['policy', 'told in time', 'half know', '9 of 10', 'contacts', 'cost', 'to people', 'called'];
  const rows = all.map((m) => [
    m.isDefault && m.name !== 'default' ? `${m.name} *` : m.name,
    percent(share(m.inTime, m.patients)),
    minutesWords(m.half),
    minutesWords(m.nineTenths),
    meanOf(m.contacts).toFixed(2),
    money(costPerPatient(m), currency),
    String(m.tasks.reach),
    String(m.desk.calledInTime),
  ]);
  const widths = head.map((h, n) => Math.max(h.length, ...rows.map((r) => r[n]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `  ${cells.map((c, n) => (n === 0 ? c.padEnd(widths[n] ?? 0) : c.padStart(widths[n] ?? 0))).join('  ')}`;
  return [
    line(head),
    `  ${widths.map((w) => '-'.repeat(w)).join('  ')}`,
    ...rows.map(line),
    '',
    '  told in time  know by machine before they leave home',
    '  contacts      per patient or parent, to be told; cost per patient, people included',
    '  called        of those handed to people, by them before leaving home',
    ...(all.some((m) => m.isDefault && m.name !== 'default') ? ['  *             the default'] : []),
    ...(best && all.length > 1 ? ['', `  Most told in time, and of those the least pestered: ${best.name}`] : []),
  ];
}
