/**
 * The ledger folded again from its first event, held against the rows. What is no event is allowed for and nothing else:
 * a claim (`queued` is `sending`), a republication (a higher generation), an operator's claim of a task.
 */
import { defaultPolicy } from '@rollcall/contracts';
import { fold, rankOf, type Snapshot } from '@rollcall/domain';
import type { History } from './history.js';

type Flat = Record<string, unknown>;

/** Names of the differences, `table.column`; empty when the rows are the fold of their ledger. */
export function differences(h: History): string[] {
  const folded = refold(h);
  const { outreach } = folded;
  return [
    ...unequal('outreach', [
      [
        {
          state: h.outreach.state,
          step: h.outreach.step,
          next_action_at: h.outreach.next_action_at,
          held: h.outreach.held,
          correct_at: h.outreach.correct_at,
          correct_step: h.outreach.correct_step,
          seq: h.outreach.seq,
          head: h.outreach.head,
        },
        {
          state: outreach.state,
          step: outreach.step,
          next_action_at: outreach.nextActionAt?.getTime() ?? null,
          held: outreach.held.map((s) => `${s.channel} ${s.step}`).join(', '),
          correct_at: outreach.correctAt?.getTime() ?? null,
          correct_step: outreach.correctStep ?? 0,
          seq: h.ledger.at(-1)?.seq,
          head: h.ledger.at(-1)?.hash,
        },
      ],
    ]),
    ...unequal(
      'notice',
      pair(h.notices, folded.notices, (n) => ({
        state: n.state,
        overdue: n.overdue,
        grade: n.evidence?.grade ?? null,
        channel: n.evidence?.channel ?? null,
        at: n.evidence?.at.getTime() ?? null,
        slot: n.bookedSlotId,
        barred: n.barred,
        correction: n.correction ?? null,
      })),
    ),
    ...unequal(
      'attempt',
      pair(h.attempts, folded.attempts, (a, row) => ({
        contact_point_id: a.contactPointId,
        channel: a.channel,
        purpose: a.purpose,
        step: a.step,
        attempt_no: a.attemptNo,
        offer_id: a.offerId,
        state: a.state === 'queued' && row.state === 'sending' ? 'sending' : a.state,
        reached: rankOf(a.reached),
        code: a.code,
        excused: a.excused,
        generation: Math.max(a.generation, Number(row.generation)),
        planned_at: a.plannedAt.getTime(),
        send_by: a.sendBy.getTime(),
      })),
    ),
    ...unequal(
      'offer',
      pair(h.offers, folded.offers, (o) => ({
        notice_id: o.noticeId,
        state: o.state,
        via: o.via,
        channel: o.channel,
        contact_point_id: o.contactPointId,
        chosen: o.chosen,
      })),
    ),
    ...unequal(
      'task',
      pair(h.tasks, folded.tasks, (t, row) => ({
        kind: t.kind,
        reason: t.reason,
        state: t.state === 'open' && row.state === 'claimed' ? 'claimed' : t.state,
      })),
    ),
  ];
}

function refold(h: History): Snapshot {
  const [opened] = h.ledger;
  const named = new Set<string>(opened?.event.type === 'outreach.opened' ? opened.event.noticeIds : []);
  const begin: Snapshot = {
    outreach: {
      id: h.id,
      practiceId: '',
      batchId: '',
      partyId: '',
      policyVersion: 0,
      state: 'closed',
      step: -1,
      nextActionAt: null,
      deadlineAt: new Date(0),
      timeZones: [],
      held: [],
      needs: [],
    },
    // Notices come with the intake, all open; one the ledger does not name has no counterpart and is reported.
    notices: h.notices
      .filter((n) => named.has(n.id as string))
      .map((n) => ({
        id: n.id as string,
        patientId: n.patient_id as string,
        state: 'open',
        deadlineAt: new Date(n.deadline_at as number),
        overdue: false,
        evidence: null,
        bookedSlotId: null,
        barred: null,
        guardianUntil: null,
      })),
    contactPoints: [],
    attempts: [],
    offers: [],
    tasks: [],
    policy: defaultPolicy,
    batchState: 'running',
    breakers: {},
  };
  return h.ledger.reduce((s, { event, at }) => fold(s, event, at), begin);
}

/** Rows beside their folded counterparts, by id; what only one side has is beside null. */
function pair<F extends { id: string }>(
  rows: Flat[],
  folded: F[],
  flat: (f: F, row: Flat) => Flat,
): [Flat | null, Flat | null][] {
  const byId = new Map(rows.map((r) => [r.id, r]));
  const known = new Set(folded.map((f) => f.id));
  return [
    ...folded.map((f): [Flat | null, Flat | null] => {
      const row = byId.get(f.id) ?? null;
      return [row, flat(f, row ?? {})];
    }),
    ...rows.filter((r) => !known.has(r.id as string)).map((r): [Flat | null, Flat | null] => [r, null]),
  ];
}

function unequal(table: string, pairs: [Flat | null, Flat | null][]): string[] {
  return pairs.flatMap(([row, folded]) => {
    if (!row) return [`${table} is missing`];
    if (!folded) return [`${table} is in no event`];
    return Object.keys(folded)
      .filter((column) => row[column] !== folded[column])
      .map((column) => `${table}.${column}`);
  });
}
