/** The readings as one SVG: a small curve for each process, from zero. It brings its own ground, so that it reads on any page. */
import type { MemoryMeasured } from './run.js';
import type { Reading, Trend } from './trend.js';

const columns = 4;
const cell = { width: 230, height: 130 };
const plot = { left: 14, top: 46, width: 202, height: 66 };
const margin = 16;
const headHeight = 54;
/** Room above the highest reading, so that a curve that stays flat does not lie on the edge. */
const headroom = 1.25;

const style = `
  .ground { fill: #ffffff } .panel { fill: #f4f6f8 } text { fill: #1d2733; font-family: system-ui, sans-serif; font-size: 12px }
  .title { font-size: 15px; font-weight: 600 } .who { font-weight: 600 } .quiet { fill: #55606e }
  .curve { fill: none; stroke: #1f6f8b; stroke-width: 1.5; stroke-linejoin: round }
  .trend { stroke: #b3541e; stroke-width: 1.5; stroke-dasharray: 5 3 } .zero { stroke: #9aa5b1; stroke-width: 1 }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #12181f } .panel { fill: #1b232c } text { fill: #e6ebf0 } .quiet { fill: #a7b3bf }
    .curve { stroke: #6cc3e0 } .trend { stroke: #f0a070 } .zero { stroke: #5b6773 }
  }`;

export function chartOf({ minutes, attemptsPerSecond, readings, trends }: MemoryMeasured): string {
  const all = Object.entries(trends).map(([who, trend]) => ({ who, trend, readings: readings[who] ?? [] }));
  const width = columns * cell.width + 2 * margin;
  const height = Math.ceil(all.length / columns) * cell.height + headHeight + margin;
  const title = `Memory of each process over ${span(minutes)} at ${attemptsPerSecond} attempts a second`;
  const described = all.map(({ who, trend }) => `${who} ${levelOf(trend)}, ${slopeOf(trend)}`).join('; ');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title desc">
<title id="title">${title}</title>
<desc id="desc">Median of the last quarter, and what the second half adds in an hour: ${described}.</desc>
<style>${style}
</style>
<rect class="ground" width="${width}" height="${height}" rx="8"/>
<text class="title" x="${margin}" y="26">${title}</text>
<text class="quiet" x="${margin}" y="44">MiB from zero; the dashed line is the slope of the second half (Theil–Sen)</text>
${all.map(({ who, trend, readings }, n) => panel(n, who, trend, readings)).join('\n')}
</svg>
`;
}

function panel(n: number, who: string, trend: Trend, readings: readonly Reading[]): string {
  const [x, y] = [margin + (n % columns) * cell.width, headHeight + Math.floor(n / columns) * cell.height];
  const lastHour = readings.at(-1)?.hours ?? 1;
  const top = Math.max(...readings.map((r) => r.mb), 1) * headroom;
  const at = (hours: number, mb: number): string =>
    `${(plot.left + (hours / lastHour) * plot.width).toFixed(1)},${(plot.top + plot.height * (1 - mb / top)).toFixed(1)}`;
  const curve = readings.map((r) => at(r.hours, r.mb)).join(' ');
  // Through the middle of the last quarter, whose median is the level.
  const onTrend = (hours: number): string =>
    at(hours, trend.levelMb + trend.slopeMbPerHour * (hours - lastHour * (7 / 8)));
  const [x1, y1] = onTrend(lastHour / 2).split(',');
  const [x2, y2] = onTrend(lastHour).split(',');
  const zero = plot.top + plot.height;
  return `<g transform="translate(${x} ${y})">
<rect class="panel" x="4" y="4" width="${cell.width - 8}" height="${cell.height - 8}" rx="6"/>
<text class="who" x="${plot.left}" y="22">${who}</text><text class="quiet" x="${plot.left}" y="38">${levelOf(trend)}, ${slopeOf(trend)}</text>
<line class="zero" x1="${plot.left}" y1="${zero}" x2="${plot.left + plot.width}" y2="${zero}"/>
<polyline class="curve" points="${curve}"/>
<line class="trend" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}"/>
</g>`;
}

const levelOf = ({ levelMb }: Trend): string => `${levelMb.toFixed(0)} MiB`;
const slopeOf = ({ growthPerHour }: Trend): string =>
  `${growthPerHour < 0 ? '−' : '+'}${Math.abs(growthPerHour * 100).toFixed(1)} % an hour`;
const span = (minutes: number): string => (minutes === 60 ? 'an hour' : `${minutes} minutes`);
