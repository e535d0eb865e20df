/** Curves over the time since the practice cancelled, as SVG: told apart by colour, by dashes, and by their names at their ends. */
import { escapeText, round } from './markup.js';

export interface Curve {
  name: string;
  /** Which colour and dashes; the same policy has the same ones in every chart. */
  style: number | 'quiet';
  isStrong: boolean;
  /** Steps: the value holds until the next point. */
  points: readonly { x: number; y: number }[];
}
export interface LineChart {
  id: string;
  title: string;
  /** For whoever cannot see it. */
  description: string;
  curves: readonly Curve[];
  x: { max: number; ticks: readonly { at: number; label: string }[]; label: string };
  y: { max: number; ticks: readonly { at: number; label: string }[]; label: string };
}

export const lineChartSize = { width: 860, height: 380 };
const plot = { left: 58, top: 34, right: 650, bottom: 318 };
const labelGap = 17;

export function lineChart(chart: LineChart): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${lineChartSize.width} ${lineChartSize.height}" role="img" aria-labelledby="${chart.id}-title ${chart.id}-desc">
${lineChartInside(chart)}
</svg>`;
}

/** Without the outer element, to be put into a larger picture. */
export function lineChartInside({ id, title, description, curves, x, y }: LineChart): string {
  const atX = (value: number): number => plot.left + (Math.min(value, x.max) / x.max) * (plot.right - plot.left);
  const atY = (value: number): number => plot.bottom - (value / y.max) * (plot.bottom - plot.top);
  const ends = spread(
    curves.map((c) => atY(c.points.at(-1)?.y ?? 0)),
    plot.top,
    plot.bottom,
  );
  const horizontal = y.ticks.map(
    ({ at, label }) =>
      `<line class="grid" x1="${plot.left}" x2="${plot.right}" y1="${round(atY(at))}" y2="${round(atY(at))}"/><text class="scale quiet" x="${plot.left - 8}" y="${round(atY(at) + 4)}">${escapeText(label)}</text>`,
  );
  const vertical = x.ticks.map(
    ({ at, label }) =>
      `<line class="grid" x1="${round(atX(at))}" x2="${round(atX(at))}" y1="${plot.top}" y2="${plot.bottom}"/><text class="tick quiet" x="${round(atX(at))}" y="${plot.bottom + 20}">${escapeText(label)}</text>`,
  );
  const lines = curves.map(
    (c) => `<path class="curve s-${c.style}${c.isStrong ? ' strong' : ''}" d="${pathOf(c, atX, atY, x.max)}"/>`,
  );
  const names = curves.map(
    (c, n) =>
      `<path class="leader s-${c.style}" d="M${plot.right} ${round(atY(c.points.at(-1)?.y ?? 0))}L${plot.right + 14} ${round(ends[n] ?? 0)}"/><text class="name n-${c.style}" x="${plot.right + 18}" y="${round((ends[n] ?? 0) + 4)}">${escapeText(c.name)}</text>`,
  );
  return `<title id="${id}-title">${escapeText(title)}</title>
<desc id="${id}-desc">${escapeText(description)}</desc>
<text class="axis quiet" x="${plot.left - 46}" y="18">${escapeText(y.label)}</text>
${horizontal.join('\n')}
${vertical.join('\n')}
<text class="tick quiet" x="${(plot.left + plot.right) / 2}" y="${plot.bottom + 44}">${escapeText(x.label)}</text>
${lines.join('\n')}
${names.join('\n')}`;
}

function pathOf(c: Curve, atX: (x: number) => number, atY: (y: number) => number, end: number): string {
  let d = `M${round(atX(0))} ${round(atY(0))}`;
  for (const p of c.points) if (p.x <= end) d += `H${round(atX(Math.max(p.x, 0)))}V${round(atY(p.y))}`;
  return `${d}H${round(atX(end))}`;
}

/** Heights as near to the wanted ones as names that do not overlap can be. */
function spread(wanted: readonly number[], top: number, bottom: number): number[] {
  const order = wanted.map((at, n) => ({ at, n })).sort((a, b) => a.at - b.at);
  const placed: number[] = new Array(wanted.length).fill(0);
  let above = top - labelGap;
  for (const { at, n } of order) {
    above = Math.max(at, above + labelGap);
    placed[n] = above;
  }
  let below = bottom + labelGap;
  for (const { n } of [...order].reverse()) {
    below = Math.min(placed[n] ?? below, below - labelGap);
    placed[n] = below;
  }
  return placed;
}
