/** What is drawn of the measured days. */
import { channels } from '@rollcall/contracts';
import type { BarChart } from './bar-chart.js';
import { stylesThereAre } from './chart-style.js';
import type { LineChart } from './line-chart.js';
import { costPerPatient, type Measured, meanOf, share } from './measure.js';
import { minutesWords, money, percent } from './table.js';

const labelOf = (m: Measured): string => (m.isDefault && m.name !== 'default' ? `${m.name} (default)` : m.name);
/** The default has the first, a full line; the others follow in their order. */
function styleOf(all: readonly Measured[], m: Measured): number {
  const order = [...all].sort((a, b) => Number(b.isDefault) - Number(a.isDefault));
  return order.indexOf(m) % stylesThereAre;
}

/** `leftHome`: when each patient leaves home, business minutes after the practice cancelled. */
export function knowing(all: readonly Measured[], leftHome: readonly number[]): LineChart {
  const last = Math.max(...all.map((m) => m.knowAfter.at(-1) ?? 0), 30);
  const max = Math.ceil((last + 5) / 15) * 15;
  const curveOf = (times: readonly number[], of: number) =>
    thinned(times.map((x, n) => ({ x, y: ((n + 1) / Math.max(of, 1)) * 100 })));
  const left = [...leftHome].sort((a, b) => a - b);
  return {
    id: 'knowing',
    title: 'Who knows when',
    description: all
      .map(
        (m) =>
          `${labelOf(m)}: half of all patients know after ${minutesWords(m.half)}, nine of ten after ${minutesWords(m.nineTenths)}, ${percent(share(m.knowAfter.length, m.patients))} in the end.`,
      )
      .join(' '),
    curves: [
      ...all.map((m) => ({
        name: labelOf(m),
        style: styleOf(all, m),
        isStrong: m.isDefault,
        points: curveOf(m.knowAfter, m.patients),
      })),
      ...((left[0] ?? Number.POSITIVE_INFINITY) < max
        ? [
            {
              name: 'have left home',
              style: 'quiet' as const,
              isStrong: false,
              points: curveOf(
                left.filter((x) => x <= max),
                left.length,
              ),
            },
          ]
        : []),
    ],
    x: {
      max,
      ticks: everyOf(max, max > 240 ? 60 : max > 120 ? 30 : 15),
      label: 'minutes after the practice cancelled at 06:45',
    },
    y: {
      max: 100,
      ticks: [0, 20, 40, 60, 80, 100].map((at) => ({ at, label: `${at} %` })),
      label: 'of all patients know',
    },
  };
}

/** More steps than a curve is wide in pixels only make the file larger. */
const mostPoints = 500;
function thinned<P>(points: readonly P[]): P[] {
  const each = Math.ceil(points.length / mostPoints);
  return points.filter((_, n) => (points.length - 1 - n) % each === 0);
}

export const reached = (all: readonly Measured[]): BarChart => ({
  id: 'reached',
  title: 'Told by machine before leaving home',
  description: all.map((m) => `${labelOf(m)}: ${m.inTime} of ${m.patients}.`).join(' '),
  parts: [''],
  bars: all.map((m) => ({
    name: labelOf(m),
    isStrong: m.isDefault,
    parts: [share(m.inTime, m.patients)],
    value: `${percent(share(m.inTime, m.patients))} (${m.inTime} of ${m.patients})`,
  })),
  max: 1,
});

const channelWords = { voice: 'calls', sms: 'texts', email: 'emails', im: 'WhatsApp' } as const;

export const contacted = (all: readonly Measured[]): BarChart => ({
  id: 'contacted',
  title: 'Contacts to tell one patient or parent',
  description: all.map((m) => `${labelOf(m)}: ${meanOf(m.contacts).toFixed(2)} on average.`).join(' '),
  parts: channels.map((c) => channelWords[c]),
  bars: all.map((m) => ({
    name: labelOf(m),
    isStrong: m.isDefault,
    parts: channels.map((c) => m.contactsByChannel[c] / Math.max(m.parties, 1)),
    value: `${meanOf(m.contacts).toFixed(2)}, at most ${m.contacts.at(-1) ?? 0}`,
  })),
});

export const costing = (all: readonly Measured[], currency: string): BarChart => ({
  id: 'costing',
  title: 'Cost for each patient',
  description: all.map((m) => `${labelOf(m)}: ${money(costPerPatient(m), currency)}.`).join(' '),
  parts: ['calls', 'texts', 'emails', 'WhatsApp', "people's time"],
  bars: all.map((m) => ({
    name: labelOf(m),
    isStrong: m.isDefault,
    parts: [m.cost.calls, m.cost.texts, m.cost.email, m.cost.whatsApp, m.cost.people].map(
      (c) => c / Math.max(m.patients, 1),
    ),
    value: money(costPerPatient(m), currency),
  })),
});

export function loading(all: readonly Measured[], operators: number): LineChart {
  const max = Math.max(60, Math.ceil(Math.max(...all.map((m) => m.desk.load.at(-1)?.after ?? 0)) / 60) * 60);
  const most = Math.max(4, ...all.map((m) => m.desk.most));
  const step = niceStep(most);
  return {
    id: 'loading',
    title: "The operators' list over the day",
    description: all
      .map(
        (m) =>
          `${labelOf(m)}: ${m.tasks.reach} patients handed over, at most ${m.desk.most} at once; ${m.desk.calledInTime} called before they leave home.`,
      )
      .join(' '),
    curves: all.map((m) => ({
      name: labelOf(m),
      style: styleOf(all, m),
      isStrong: m.isDefault,
      points: m.desk.load.map((l) => ({ x: l.after, y: l.count })),
    })),
    x: {
      max,
      ticks: everyOf(max, 60).map(({ at }) => ({ at, label: clock(at) })),
      label: `${operators === 1 ? 'one operator works' : `${operators} operators work`} the list, who leaves home first is called first`,
    },
    y: {
      max: Math.ceil(most / step) * step,
      ticks: everyOf(Math.ceil(most / step) * step, step),
      label: 'patients waiting for a call, or being called',
    },
  };
}

const everyOf = (max: number, step: number): { at: number; label: string }[] =>
  Array.from({ length: Math.floor(max / step) + 1 }, (_, n) => ({ at: n * step, label: String(n * step) }));
const niceStep = (most: number): number =>
  [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].find((step) => most / step <= 6) ?? most;
/** On the practice's wall, so many minutes after a quarter to seven. */
const clock = (after: number): string => {
  const at = 6 * 60 + 45 + after;
  return `${String(Math.floor(at / 60) % 24).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`;
};
