/** I10: the ledger is whole, nobody changed it, and the rows say what it says. */
import type { LedgerEntry } from '@rollcall/contracts';
import { rankOf, verifyChain } from '@rollcall/domain';
import type { Evidence } from './evidence.js';
import { type History, histories } from './history.js';
import { type Invariant, namedAtMost, type Violation } from './invariant.js';
import { differences } from './refold.js';

async function rowsAreTheirLedger(e: Evidence): Promise<Violation[]> {
  const violations: Violation[] = [];
  for await (const h of histories(e)) {
    const what = faultOf(h);
    if (what) violations.push({ invariant: 'I10', what, outreachId: h.id });
    if (violations.length >= namedAtMost) break;
  }
  return violations;
}

function faultOf(h: History): string | null {
  const broken = verifyChain(h.id, h.ledger);
  if (broken !== null) return `the ledger is broken at event ${broken}`;
  const fallen = fallenGrade(h.ledger);
  if (fallen !== null) return `a grade fell at event ${fallen}`;
  const differing = differences(h);
  return differing.length > 0
    ? `the rows are not the fold of their ledger: ${[...new Set(differing)].join(', ')}`
    : null;
}

/** What a message has proved it never unproves. */
function fallenGrade(ledger: readonly LedgerEntry[]): number | null {
  const grades = new Map<string, number>();
  for (const { seq, event } of ledger) {
    const steps =
      event.type === 'attempt.progressed'
        ? [[event.attemptId, event.grade] as const]
        : event.type === 'evidence.gained'
          ? event.noticeIds.map((id) => [id, event.grade] as const)
          : event.type === 'notice.informed'
            ? [[event.noticeId, event.grade] as const]
            : [];
    for (const [id, grade] of steps) {
      if (rankOf(grade) < (grades.get(id) ?? 0)) return seq;
      grades.set(id, rankOf(grade));
    }
  }
  return null;
}

export const ledger: readonly Invariant[] = [
  {
    id: 'I10',
    title: 'What happened is written down without a gap, and the rows say the same',
    when: 'always',
    needs: [],
    check: rowsAreTheirLedger,
  },
];
