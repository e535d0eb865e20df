/** The report against the notices as the events leave them: line by line, then the totals. */
import type { BatchReport } from '@rollcall/contracts';
import type { KnownNotices } from './known-notices.js';
import type { Break } from './verify.js';

export function againstReport(report: BatchReport, known: ReadonlyMap<string, KnownNotices>): Break[] {
  const breaks: Break[] = [];
  const say = (outreachId: string | null, why: string): void => void breaks.push({ outreachId, seq: null, why });
  const listed = new Set<string>();
  for (const line of report.notices) {
    const outreach = known.get(line.outreachId);
    const notice = outreach?.notices.get(line.noticeId);
    if (!outreach || !notice) {
      say(line.outreachId, `the report lists notice ${line.noticeId}, the events do not know it`);
      continue;
    }
    if (listed.has(line.noticeId)) say(line.outreachId, `the report lists notice ${line.noticeId} twice`);
    listed.add(line.noticeId);
    const differs = (what: string, said: unknown, is: unknown): void => {
      if (said !== is)
        say(line.outreachId, `notice ${line.noticeId}: ${what} is ${said} in the report and ${is} by the events`);
    };
    differs('the state', line.state, notice.state);
    differs('the evidence', line.evidence?.grade ?? null, notice.evidence);
    differs('overdue', line.overdue, notice.overdue && notice.state === 'open');
    differs('with a person', line.taskId !== null, outreach.withOperator(line.noticeId));
  }
  for (const [id, outreach] of known)
    for (const noticeId of outreach.notices.keys())
      if (!listed.has(noticeId)) say(id, `the report leaves out notice ${noticeId}`);
  for (const [name, value] of Object.entries(totalsOf(known)))
    if (report.totals[name as keyof BatchReport['totals']] !== value)
      say(
        null,
        `the report's total of ${name} is ${report.totals[name as keyof BatchReport['totals']]}, the events say ${value}`,
      );
  return breaks;
}

function totalsOf(known: ReadonlyMap<string, KnownNotices>): BatchReport['totals'] {
  const all = [...known.values()].flatMap((o) =>
    [...o.notices].map(([id, n]) => ({ ...n, late: n.overdue && n.state === 'open', helped: o.withOperator(id) })),
  );
  const count = (state: string): number => all.filter((n) => n.state === state).length;
  return {
    accepted: all.length,
    open: count('open'),
    informed: count('informed'),
    rebooked: count('rebooked'),
    declined: count('declined'),
    withdrawn: count('withdrawn'),
    unreachable: count('unreachable'),
    overdue: all.filter((n) => n.late).length,
    overdueWithoutTask: all.filter((n) => n.late && !n.helped).length,
    withOperator: all.filter((n) => n.helped).length,
  };
}
