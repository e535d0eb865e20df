/** The call list on paper: one file of HTML without a script, to print on A4 or letter and tick off with a pen. */
import type { CallListView } from '@rollcall/contracts';
import { bdi, escapeHtml } from '../html.js';
import { type CallListLine, linesOf, momentIn } from './lines.js';

const style = `@page{size:auto;margin:12mm}*{box-sizing:border-box}
body{margin:1.5rem auto;max-width:64rem;padding:0 1rem;font:14px/1.4 system-ui,-apple-system,Segoe UI,Roboto,sans-serif;color:#111;background:#fff}
h1{font-size:1.5rem;margin:0 0 .25rem}.why{border:2px solid #b3261e;border-radius:.5rem;padding:.5rem .75rem;margin:.75rem 0}
.calm{border-color:#2e6b34}table{width:100%;border-collapse:collapse}thead{display:table-header-group}tr{break-inside:avoid}
th,td{text-align:start;vertical-align:top;border-bottom:1px solid #999;padding:.4rem .5rem}th{border-bottom:2px solid #111}
.before{white-space:nowrap;font-weight:700}.number{white-space:nowrap;font-size:1.05rem;font-weight:600}small{display:block;color:#444}
.tick{width:1.4rem}.tick span{display:inline-block;width:1.1rem;height:1.1rem;border:2px solid #111;border-radius:.2rem}
@media print{body{margin:0;max-width:none;padding:0;font-size:11px}}`;

const row = (l: CallListLine): string =>
  `<tr><td class="tick"><span></span></td><td class="before">${escapeHtml(l.callBefore)}</td>
<td>${bdi(l.askFor)}${l.patient === l.askFor ? '' : `<small>for ${bdi(l.patient)}</small>`}<small>speaks ${escapeHtml(l.language)}</small></td>
<td>${l.numbers.map((n) => `<div class="number">${escapeHtml(n)}</div>`).join('') || '<em>no number</em>'}${l.email ? `<small>${escapeHtml(l.email)}</small>` : ''}</td>
<td>${escapeHtml(l.appointment)}<small>${bdi(l.practitioner)}, ${escapeHtml(l.externalId)}</small></td><td>${escapeHtml(l.tried)}</td></tr>`;

/** The policy its answer needs: nothing is loaded, nothing is run, and no other page shows it inside itself. */
export const callListPolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";

export function callListSheet(list: CallListView): string {
  const lines = linesOf(list);
  const at = momentIn(list.timeZone, list.at);
  const why = list.stall
    ? `<div class="why"><strong>Rollcall stands still since ${escapeHtml(momentIn(list.timeZone, list.stall.since))}.</strong> ${escapeHtml(
        list.stall.reasons.map((r) => r.because).join('; '),
      )}. Please call these patients yourselves, from the top.</div>`
    : `<div class="why calm">Rollcall is at work. These are the patients who have not confirmed yet.</div>`;
  const table =
    lines.length === 0
      ? '<p><strong>Nobody: every patient is accounted for.</strong></p>'
      : `<table><thead><tr><th></th><th>Call before</th><th>Ask for</th><th>Number</th><th>Cancelled visit</th><th>Tried</th></tr></thead><tbody>${lines.map(row).join('\n')}</tbody></table>
<p>Say: your visit is cancelled, please do not come; we will find a new time with you. Then tell Rollcall, so that nobody is called twice.</p>`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex,nofollow">
<title>Call list</title><style>${style}</style></head>
<body><h1>Call list: ${bdi(list.practice)}</h1><p>As of ${escapeHtml(at)} (${escapeHtml(list.timeZone)}). ${lines.length} to call. Patient data: shred it when done.</p>
${why}
${table}</body></html>
`;
}
