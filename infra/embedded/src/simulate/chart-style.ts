/** How the charts look, by day and by night; in the page and in a picture that stands alone. */

/** Told apart by people who see colours differently, and on both grounds. */
const light = ['#0b6e99', '#b3541e', '#3f7d20', '#8a3fa0', '#9a6b00', '#c2375b', '#23716c', '#4d5562'];
const dark = ['#5cc3ec', '#f0a070', '#93d36f', '#d79bea', '#e6bd55', '#ff8fab', '#6fd0c8', '#b5bdc9'];
const dashes = ['none', '9 4', '3 3', '12 3 3 3', '6 6', '2 5', '14 5', '8 3 2 3 2 3'];
export const stylesThereAre = light.length;

const partLight = ['#0b6e99', '#63a9c6', '#b3541e', '#d99a74', '#8a8f98'];
const partDark = ['#5cc3ec', '#2f7d9e', '#f0a070', '#a9653c', '#808893'];

const coloured = (lines: readonly string[], parts: readonly string[], quiet: string): string =>
  [
    ...lines.map((c, n) => `.s-${n}{stroke:${c}}.n-${n}{fill:${c}}`),
    `.s-quiet{stroke:${quiet}}.n-quiet{fill:${quiet}}`,
    ...parts.map((c, n) => `.p-${n}{fill:${c}}`),
  ].join('');

export const chartStyle = `
svg text{font-family:system-ui,sans-serif;font-size:13px;fill:#1d2733}
svg .quiet{fill:#55606e}svg .tick{text-anchor:middle}svg .scale{text-anchor:end}svg .value{font-weight:600}
svg .name{font-weight:600}svg .strong-name{font-weight:700}svg .headline{font-size:16px;font-weight:600}
.grid{stroke:#d5dbe1;stroke-width:1}.curve{fill:none;stroke-width:2;stroke-linejoin:round}.strong{stroke-width:3.5}
.leader{fill:none;stroke-width:1}.ground{fill:#ffffff}
${dashes.map((d, n) => `.curve.s-${n}{stroke-dasharray:${d}}`).join('')}.curve.s-quiet{stroke-dasharray:2 4;stroke-width:1.5}
${coloured(light, partLight, '#6b7480')}
@media (prefers-color-scheme:dark){svg text{fill:#e6ebf0}svg .quiet{fill:#a7b3bf}.grid{stroke:#38434e}.ground{fill:#12181f}
${coloured(dark, partDark, '#98a3ae')}}`;
