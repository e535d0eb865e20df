/** One bar for each policy, in parts where it has some, as SVG. The value stands beside it. */
import { escapeText, round } from './markup.js';

export interface Bar {
  name: string;
  isStrong: boolean;
  /** In the order of the parts' names. */
  parts: readonly number[];
  value: string;
}
export interface BarChart {
  id: string;
  title: string;
  description: string;
  /** Names of the parts; one without a name needs no legend. */
  parts: readonly string[];
  bars: readonly Bar[];
  /** Where the scale ends; default: the longest bar. */
  max?: number;
}

export const barChartWidth = 860;
const left = 190;
const right = 700;
const rowHeight = 34;
const legendHeight = 30;

export const barChartHeight = ({ bars, parts }: BarChart): number =>
  bars.length * rowHeight + 12 + (parts.length > 1 ? legendHeight : 0);

export function barChart(chart: BarChart): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${barChartWidth} ${barChartHeight(chart)}" role="img" aria-labelledby="${chart.id}-title ${chart.id}-desc">
${barChartInside(chart)}
</svg>`;
}

export function barChartInside(chart: BarChart): string {
  const { id, title, description, bars, parts } = chart;
  const max = chart.max ?? Math.max(...bars.map((b) => sum(b.parts)), Number.MIN_VALUE);
  const wide = (value: number): number => (value / max) * (right - left);
  const top = parts.length > 1 ? legendHeight : 0;
  const legend = parts.length > 1 ? legendOf(parts) : '';
  const rows = bars.map((bar, n) => {
    const y = top + 6 + n * rowHeight;
    let x = left;
    const drawn = bar.parts.map((part, p) => {
      const rect = `<rect class="part p-${p}" x="${round(x)}" y="${y}" width="${round(wide(part))}" height="20"/>`;
      x += wide(part);
      return part > 0 ? rect : '';
    });
    return `<text class="scale${bar.isStrong ? ' strong-name' : ''}" x="${left - 10}" y="${y + 15}">${escapeText(bar.name)}</text>${drawn.join('')}<text class="value" x="${round(x + 8)}" y="${y + 15}">${escapeText(bar.value)}</text>`;
  });
  return `<title id="${id}-title">${escapeText(title)}</title>
<desc id="${id}-desc">${escapeText(description)}</desc>
${legend}
${rows.join('\n')}`;
}

function legendOf(parts: readonly string[]): string {
  let x = left;
  return parts
    .map((name, p) => {
      const entry = `<rect class="part p-${p}" x="${x}" y="6" width="14" height="14"/><text class="quiet" x="${x + 20}" y="18">${escapeText(name)}</text>`;
      x += 44 + name.length * 7;
      return entry;
    })
    .join('');
}

const sum = (values: readonly number[]): number => values.reduce((total, v) => total + v, 0);
