/** The comparison as one page: nothing from elsewhere, no script; every number is also in the table. */
import { barChart, barChartHeight, barChartInside, barChartWidth } from './bar-chart.js';
import { chartStyle } from './chart-style.js';
import { contacted, costing, knowing, loading, reached } from './charts.js';
import { lineChart, lineChartInside, lineChartSize } from './line-chart.js';
import { escapeText } from './markup.js';
import { areTied, costPerPatient, type Measured, meanOf, quantile, share, warningOf } from './measure.js';
import type { SimulateOptions } from './options.js';
import { listPrices, type Prices, pricesOf } from './prices.js';
import { minutesWords, money, percent } from './table.js';

export interface Comparison {
  all: readonly Measured[];
  best: Measured | undefined;
  /** Business minutes after the practice cancelled. */
  leftHome: readonly number[];
  options: Pick<SimulateOptions, 'patients' | 'seed' | 'speed' | 'callsPerSecond' | 'operators'>;
  prices: Prices;
}

const style = `
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;color:#1d2733;background:#fff}
h1{font-size:1.6rem;line-height:1.25;margin:0 0 .5rem}h2{font-size:1.15rem;margin:2.5rem 0 .25rem}
.lead{font-size:1.1rem}.note{color:#55606e}figure{margin:0}figcaption{color:#55606e;margin-bottom:.5rem}
svg{width:100%;height:auto;display:block}
.wide{overflow-x:auto}.wide svg{min-width:42rem}caption{text-align:left;padding-bottom:.5rem}tbody th,td{white-space:nowrap}table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{padding:.4rem .6rem;text-align:right;border-bottom:1px solid #d5dbe1;vertical-align:bottom}
th:first-child,td:first-child{text-align:left}thead th{font-weight:600}tr.best th,tr.best td{background:#eef5f0}
@media (prefers-color-scheme:dark){body{color:#e6ebf0;background:#12181f}.note,figcaption{color:#a7b3bf}
th,td{border-color:#38434e}tr.best th,tr.best td{background:#1c2a22}}
@media print{body{max-width:none}}`;

export function pageOf(c: Comparison): string {
  const { all, options, prices } = c;
  const subtitle = `${options.patients} appointments of one day, cancelled at 06:45; seed ${options.seed}. The same people, with the same habits, under each policy.`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Rollcall: the same day under ${all.length} policies</title>
<style>${style}
${chartStyle}
</style>
</head>
<body>
<main>
<h1>The same cancelled day under ${all.length === 1 ? 'one policy' : `${all.length} policies`}</h1>
<p class="note">${subtitle}</p>
${verdict(c)}
<div class="wide" role="region" aria-label="The numbers" tabindex="0">
<table>
<caption class="note">Times count from the practice's cancelling. Contacts are those that tell; the cost has all messages, and people's time.</caption>
<thead><tr><th scope="col">policy</th><th scope="col">told in time by machine</th><th scope="col">half know after</th><th scope="col">9 of 10 after</th><th scope="col">contacts each</th><th scope="col">9 of 10 get at most</th><th scope="col">cost each</th><th scope="col">handed to people</th><th scope="col">called in time</th></tr></thead>
<tbody>
${all.map((m) => row(m, m === c.best && all.length > 1, prices.currency)).join('\n')}
</tbody>
</table>
</div>
${section('Who knows when', 'Of all patients, including those who can be reached by nobody. The steeper the better.', lineChart(knowing(all, c.leftHome)))}
${section('Told before leaving home', 'By machine alone: the answer came before the patient had to leave.', barChart(reached(all)))}
${section('Contacts', 'Calls and messages to tell one patient or parent, on average. Messages about new times do not count.', barChart(contacted(all)))}
${section('Cost', `For each patient: ${pricesInWords(prices)}.`, barChart(costing(all, prices.currency)))}
${section('The operators’ list', `Whom the machines hand to people, and how long ${options.operators === 1 ? 'one operator needs' : `${options.operators} operators need`} at ${prices.operatorMinutesEach} minutes each. Worked out, not played: a call made is not a patient told.`, lineChart(loading(all, options.operators)))}
<h2>How it was played</h2>
<p>Every policy had the whole system to itself: all services as processes, a fresh database, and a simulator in place of the providers, on a clock that runs up to ${options.speed} times as fast, and slows down where this machine has more to do than it can within seconds of that day. People answer texts, pick up, let it ring, are not there, press wrong keys; who does what is drawn from the seed and is the same for each policy. The account starts ${options.callsPerSecond === 1 ? 'one call' : `${options.callsPerSecond} calls`} a second.</p>
<p class="note">What this machine itself added to the waiting, in seconds of that day (95 of 100 times it was less): ${all.map((m) => `${escapeText(m.name)} ${Math.round(m.machineDelaySeconds)}`).join(', ')}.${all.some((m) => warningOf(m) !== null) ? ' Half a minute and more is seen in a curve: play it on a machine that has less to do.' : ''}</p>
</main>
</body>
</html>
`;
}

function verdict({ all, best }: Comparison): string {
  if (!best || all.length < 2) return '';
  const name = `<strong>${escapeText(best.name)}</strong>${best.isDefault && best.name !== 'default' ? ', the default,' : ''}`;
  const hasRival = all.some((m) => m !== best && areTied(m, best));
  return `<p class="lead">On this day ${name} tells most patients before they leave home: ${percent(share(best.inTime, best.patients))}${hasRival ? '. Another is within half a percent of it, but contacts them more often' : ''}.</p>`;
}

const row = (m: Measured, isBest: boolean, currency: string): string => {
  const cells = [
    `${percent(share(m.inTime, m.patients))}`,
    minutesWords(m.half),
    minutesWords(m.nineTenths),
    meanOf(m.contacts).toFixed(2),
    String(quantile(m.contacts, 0.9)),
    money(costPerPatient(m), currency),
    String(m.tasks.reach),
    String(m.desk.calledInTime),
  ];
  const name = `${escapeText(m.name)}${m.isDefault && m.name !== 'default' ? ' (default)' : ''}`;
  return `<tr${isBest ? ' class="best"' : ''}><th scope="row">${name}</th>${cells.map((c) => `<td>${escapeText(c)}</td>`).join('')}</tr>`;
};

const section = (title: string, caption: string, svg: string): string =>
  `<h2>${escapeText(title)}</h2>\n<figure><figcaption>${escapeText(caption)}</figcaption>\n<div class="wide" role="region" aria-label="${escapeText(title)}, drawn" tabindex="0">${svg}</div>\n</figure>`;

const pricesInWords = (p: Prices): string =>
  `${p.currency}${p.textPart} a part of a text, ${p.currency}${p.callMinute} a begun minute of a call, ${p.currency}${p.email} an email, ${p.currency}${p.whatsApp} a WhatsApp message, ${p.currency}${p.operatorMinute} a minute of a person${isListPrice(p) ? ` (list prices in the United States, ${pricesOf}; the last is a guess)` : ''}`;

const isListPrice = (p: Prices): boolean => JSON.stringify(p) === JSON.stringify(listPrices);

/** The two that matter most, as a picture for other pages. It brings its own ground. */
export function pictureOf({ all, leftHome, options }: Comparison): string {
  const bars = reached(all);
  const pester = contacted(all);
  const head = 52;
  const gap = 44;
  const barsAt = head + lineChartSize.height + gap;
  const pesterAt = barsAt + barChartHeight(bars) + gap;
  const height = pesterAt + barChartHeight(pester) + 20;
  const curves = knowing(all, leftHome);
  const title = 'The same cancelled day under each policy';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${barChartWidth} ${height}" role="img" aria-labelledby="picture-title picture-desc">
<title id="picture-title">${title}</title>
<desc id="picture-desc">${escapeText(`${curves.description} Told by machine before leaving home: ${bars.description} Contacts: ${pester.description}`)}</desc>
<style>${chartStyle}
</style>
<rect class="ground" width="${barChartWidth}" height="${height}" rx="8"/>
<text class="headline" x="16" y="28">${title}</text>
<text class="quiet" x="16" y="46">${options.patients} appointments, cancelled at 06:45; seed ${options.seed}</text>
<g transform="translate(0 ${head + 8})">${lineChartInside(curves)}</g>
<text class="headline" x="16" y="${barsAt - 10}">${bars.title}</text>
<g transform="translate(0 ${barsAt})">${barChartInside(bars)}</g>
<text class="headline" x="16" y="${pesterAt - 10}">${pester.title}</text>
<g transform="translate(0 ${pesterAt})">${barChartInside(pester)}</g>
</svg>
`;
}
