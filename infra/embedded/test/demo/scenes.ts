/** Made-up batches, reports and conversations. */
import type { BatchProgress, BatchReport, OutreachView } from '@rollcall/contracts';
import type { Agreement } from '@rollcall/invariants';
import type { CallbackCounts } from '../../src/demo/receiver.js';

export const zone = 'America/New_York';
type Line = BatchReport['notices'][number];

let made = 0;
export const notice = (more: Partial<Line> = {}): Line => {
  made += 1;
  return {
    noticeId: `n-${made}` as Line['noticeId'],
    outreachId: `o-${made}` as Line['outreachId'],
    externalId: `A-${made}`,
    patientExternalId: `P-${made}`,
    state: 'informed',
    evidence: { grade: 'replied', channel: 'sms', at: '2026-11-24T12:00:00.000Z' },
    deadline: '2026-11-24T14:00:00.000Z',
    overdue: false,
    taskId: null,
    taskReason: null,
    booking: null,
    attempts: [],
    ...more,
  };
};

export function reportOf(notices: Line[]): BatchReport {
  const count = (state: string): number => notices.filter((n) => n.state === state).length;
  return {
    batchId: 'b' as BatchReport['batchId'],
    generatedAt: '2026-11-24T13:00:00.000Z',
    totals: {
      accepted: notices.length,
      ...{ open: count('open'), informed: count('informed'), rebooked: count('rebooked') },
      ...{ declined: count('declined'), withdrawn: count('withdrawn'), unreachable: count('unreachable') },
      overdue: notices.filter((n) => n.overdue).length,
      overdueWithoutTask: notices.filter((n) => n.overdue && n.taskId === null).length,
      withOperator: notices.filter((n) => n.taskId !== null).length,
    },
    notices,
    ledgerHeads: [],
  };
}

export const callbacks: CallbackCounts = { received: 4, verified: 4, events: 4, byType: {}, refusals: [] };
export const agreement: Agreement = {
  ...{ attempts: 9, requests: 9, retried: 0, twice: [], missing: [], unexpected: [], agrees: true },
};

export const progress = (more: Partial<BatchProgress> = {}): BatchProgress => ({
  id: 'b' as BatchProgress['id'],
  state: 'running',
  reason: 'practitioner-emergency',
  createdAt: '2026-11-24T11:45:00.000Z',
  closedAt: null,
  accepted: 200,
  counts: { open: 76, informed: 60, rebooked: 61, declined: 2, withdrawn: 1, unreachable: 0 },
  overdue: 0,
  withOperator: 12,
  attempts: { voice: 1, sms: 184, email: 62, im: 25 },
  forecast: {
    ...{ reachableInTime: 180, withoutContactPoint: 5, toOperatorsFirst: 15 },
    ...{ firstDeadlineAt: null, firstTouchDoneAt: null },
  },
  links: {},
  ...more,
});

type Entry = OutreachView['timeline'][number];
export const entry = (type: string, words: string, data: object = {}, because: string | null = null): Entry => ({
  ...{ seq: 1, at: '2026-11-24T12:03:00.000Z', type, words, rule: null, because, hash: '00' },
  data: data as Record<string, unknown>,
});

export function outreach(timeline: Entry[], more: Partial<OutreachView> = {}): OutreachView {
  made += 1;
  return {
    id: `o-${made}` as OutreachView['id'],
    batchId: 'b' as OutreachView['batchId'],
    state: 'reached',
    deadline: '2026-11-24T14:00:00.000Z',
    nextActionAt: null,
    notices: [],
    attempts: [],
    plan: [],
    timeline,
    ...more,
  };
}
