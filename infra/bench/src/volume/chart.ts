/** CPU per attempt over the number of open outreaches, as one SVG. It brings its own ground, so that it reads on any page. */
import type { Grown } from './growth.js';

const size = { width: 720, height: 360 };
const plot = { left: 72, top: 78, width: 616, height: 212 };
/** Room above the dearest, so that a flat line does not lie on the edge. */
const headroom = 1.3;

const style = `
  .ground { fill: #ffffff } text { fill: #1d2733; font-family: system-ui, sans-serif; font-size: 12px }
  .title { font-size: 15px; font-weight: 600 } .quiet { fill: #55606e } .value { font-weight: 600; text-anchor: middle }
  .tick { text-anchor: middle } .scale { text-anchor: end } .grid { stroke: #d5dbe1; stroke-width: 1 }
  .line { fill: none; stroke: #1f6f8b; stroke-width: 2; stroke-linejoin: round } .dot { fill: #1f6f8b }
  .floor { stroke: #b3541e; stroke-width: 2; stroke-dasharray: 6 4 } .of-floor { fill: #b3541e }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #12181f } text { fill: #e6ebf0 } .quiet { fill: #a7b3bf } .grid { stroke: #38434e }
    .line { stroke: #6cc3e0 } .dot { fill: #6cc3e0 } .floor { stroke: #f0a070 } .of-floor { fill: #f0a070 }
  }`;

/** `floorUs` is what an attempt of the floor costs, with nothing beside it. */
export function chartOf(grown: readonly Grown[], floorUs: number): string {
  const points = grown.map((g) => ({ open: g.open, us: g.run.cpuUsTotal }));
  const top = Math.max(...points.map((p) => p.us), floorUs) * headroom;
  const [least, most] = [Math.log10(points[0]?.open ?? 1), Math.log10(points.at(-1)?.open ?? 10)];
  const x = (open: number): string =>
    (plot.left + 40 + ((Math.log10(open) - least) / (most - least || 1)) * (plot.width - 80)).toFixed(1);
  const y = (us: number): string => (plot.top + plot.height * (1 - us / top)).toFixed(1);
  const right = plot.left + plot.width;
  const described = points.map((p) => `${whole(p.us)} µs with ${whole(p.open)}`).join(', ');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" role="img" aria-labelledby="title desc">
<title id="title">CPU per attempt, by the number of open outreaches in the database</title>
<desc id="desc">${described} open outreaches; the floor, a queue and three writes without a feature, takes ${whole(floorUs)} µs.</desc>
<style>${style}
</style>
<rect class="ground" width="${size.width}" height="${size.height}" rx="8"/>
<text class="title" x="24" y="32">CPU per attempt, by the number of open outreaches in the database</text>
<text class="quiet" x="24" y="52">µs of all processes, from zero; the dashed line is the floor with nothing beside it</text>
${ticksOf(top)
  .map(
    (us) =>
      `<line class="grid" x1="${plot.left}" y1="${y(us)}" x2="${right}" y2="${y(us)}"/><text class="scale quiet" x="${plot.left - 8}" y="${Number(y(us)) + 4}">${whole(us)}</text>`,
  )
  .join('\n')}
<line class="floor" x1="${plot.left}" y1="${y(floorUs)}" x2="${right}" y2="${y(floorUs)}"/>
<text class="of-floor" x="${plot.left + 4}" y="${Number(y(floorUs)) - 6}">floor ${whole(floorUs)}</text>
<polyline class="line" points="${points.map((p) => `${x(p.open)},${y(p.us)}`).join(' ')}"/>
${points
  .map(
    (p) =>
      `<circle class="dot" cx="${x(p.open)}" cy="${y(p.us)}" r="4"/><text class="value" x="${x(p.open)}" y="${Number(y(p.us)) - 10}">${whole(p.us)}</text><text class="tick quiet" x="${x(p.open)}" y="${plot.top + plot.height + 22}">${whole(p.open)}</text>`,
  )
  .join('\n')}
<text class="tick quiet" x="${plot.left + plot.width / 2}" y="${size.height - 18}">open outreaches</text>
</svg>
`;
}

/** Four or five round numbers from zero. */
function ticksOf(top: number): number[] {
  const step = [100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000].find((s) => top / s <= 5) ?? top;
  return Array.from({ length: Math.floor(top / step) + 1 }, (_, n) => n * step);
}

const whole = (n: number): string => Math.round(n).toLocaleString('en-US');
