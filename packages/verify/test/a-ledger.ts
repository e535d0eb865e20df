/** A small batch as intake exports it, and its report: two outreaches, three notices. */
import type { BatchReport, ExportLine, LedgerEvent } from '@rollcall/contracts';
import { chain, firstHash } from '@rollcall/domain';

const id = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
export const batchId = id(1);
export const [anna, ben] = [id(10), id(20)] as [string, string];
const at = new Date('2026-11-24T12:00:00.000Z');
const why = { rule: 'ladder.sameDay', because: 'step 0 is due' };

const opened = (noticeIds: string[]): LedgerEvent => ({
  type: 'outreach.opened',
  batchId: batchId as never,
  noticeIds: noticeIds as never,
  policyVersion: 1,
  deadlineAt: at.toISOString(),
  nextActionAt: at.toISOString(),
});
const events: Record<string, LedgerEvent[]> = {
  [anna]: [
    opened([id(11), id(12)]),
    { type: 'outreach.waiting', until: at.toISOString(), step: 1, reason: why },
    { type: 'notice.informed', noticeId: id(11) as never, grade: 'confirmed', channel: 'sms', attemptId: null },
    { type: 'notice.informed', noticeId: id(12) as never, grade: 'confirmed', channel: 'sms', attemptId: null },
    { type: 'notice.declined', noticeId: id(12) as never },
    { type: 'outreach.reached', reason: why },
  ],
  [ben]: [
    opened([id(21)]),
    { type: 'notice.overdue', noticeId: id(21) as never },
    {
      type: 'task.opened',
      taskId: id(30) as never,
      kind: 'reach',
      reason: 'deadline_near',
      dueAt: at.toISOString(),
      noticeIds: [id(21)] as never,
    },
  ],
};

/** The export; `more` are events of Ben's that came later. */
export function exported(more: LedgerEvent[] = []): ExportLine[] {
  const lines = Object.entries({ ...events, [ben]: [...(events[ben] ?? []), ...more] }).flatMap(([outreachId, own]) => {
    const entries = chain({ seq: 0, hash: firstHash(outreachId) }, own, at);
    const last = entries.at(-1);
    return [
      ...entries.map(
        (e): ExportLine => ({
          kind: 'event',
          outreachId: outreachId as never,
          seq: e.seq,
          at: at.toISOString(),
          body: e.event as never,
          hash: e.hash,
        }),
      ),
      { kind: 'head', outreachId, seq: last?.seq, hash: last?.hash } as ExportLine,
    ];
  });
  const count = (kind: string): number => lines.filter((l) => l.kind === kind).length;
  return [
    { kind: 'batch', v: 1, batchId: batchId as never, accepted: 3, exportedAt: at.toISOString() },
    ...lines,
    { kind: 'end', outreaches: count('head'), events: count('event') },
  ];
}

const line = (outreachId: string, noticeId: string, more: object): BatchReport['notices'][number] =>
  ({
    noticeId,
    outreachId,
    externalId: noticeId,
    patientExternalId: noticeId,
    deadline: at.toISOString(),
    overdue: false,
    taskId: null,
    taskReason: null,
    booking: null,
    attempts: [],
    evidence: { grade: 'confirmed', channel: 'sms', at: at.toISOString() },
    ...more,
  }) as never;

export function reported(): BatchReport {
  return {
    batchId: batchId as never,
    generatedAt: at.toISOString(),
    totals: {
      accepted: 3,
      open: 1,
      informed: 1,
      rebooked: 0,
      declined: 1,
      withdrawn: 0,
      unreachable: 0,
      overdue: 1,
      overdueWithoutTask: 0,
      withOperator: 1,
    },
    notices: [
      line(anna, id(11), { state: 'informed' }),
      line(anna, id(12), { state: 'declined' }),
      line(ben, id(21), { state: 'open', evidence: null, overdue: true, taskId: id(30), taskReason: 'deadline_near' }),
    ],
    ledgerHeads: exported().flatMap((l) =>
      l.kind === 'head' ? [{ outreachId: l.outreachId, seq: l.seq, hash: l.hash }] : [],
    ),
  };
}
