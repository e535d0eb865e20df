/** The plan and the forecast, from the engine itself: the same decisions, played forward before anything is written. */
import { setImmediate as everybodyElse } from 'node:timers/promises';
import type { BatchPlan, Forecast, Need, Policy } from '@rollcall/contracts';
import { knownFaults, languagesOf, type NewOutreach, type Tx } from '@rollcall/database';
import { forecast, needsOf, type Preview, preview, type Snapshot, taskReasonWords } from '@rollcall/domain';
import type { GroupedOutreach } from './grouping.js';
import type { ReadContact } from './rows.js';

export interface PlannedBatch {
  forecast: Forecast;
  /** What is known of an address, whoever's it is. */
  faultOf: FaultOf;
  /** Only who asks for it gets it: it is longer than the batch. */
  plan(): BatchPlan;
}
type Faults = Awaited<ReturnType<typeof knownFaults>>;
type Fault = Faults extends Map<string, infer F> ? F : never;

export async function planBatch(
  db: Tx,
  practiceId: string,
  outreaches: readonly GroupedOutreach[],
  policy: Policy,
  now: Date,
): Promise<PlannedBatch> {
  const faultOf = await faultsOf(db, practiceId, outreaches);
  const needOf = needsIn(await languagesOf(db, practiceId), policy);
  const cached = new Map<string, Preview>();
  const previews: Preview[] = [];
  for (const [n, o] of outreaches.entries()) {
    if (n % atATime === atATime - 1) await everybodyElse();
    const shape = shapeOf(o, faultOf, needOf);
    let known = cached.get(shape);
    if (!known) {
      known = preview(snapshotOf(o, policy, now, faultOf, needOf), now);
      cached.set(shape, known);
    }
    previews.push(known);
  }
  const told = forecast(
    outreaches.map((o, i) => ({
      deadlineAt: o.deadlineAt,
      operatorLeadMinutes: policy.operatorLeadMinutes,
      preview: previews[i] as Preview,
    })),
    now,
  );
  return { forecast: told.forecast, faultOf, plan: () => outreaches.map((o, i) => planOf(o, previews[i] as Preview)) };
}

const nothing = { voice: null, sms: null, im: null, email: null };

/** Outreaches that are planned before everybody else gets a turn. */
const atATime = 250;

export type FaultOf = (contact: ReadContact) => Fault | undefined;

async function faultsOf(db: Tx, practiceId: string, outreaches: readonly GroupedOutreach[]): Promise<FaultOf> {
  const indexes = outreaches.flatMap((o) => o.party.contacts.map((c) => c.index));
  if (indexes.length === 0) return () => undefined;
  const faults: Faults = await knownFaults(db, practiceId, indexes);
  if (faults.size === 0) return () => undefined;
  return (c) => {
    const known = faults.get(c.index.toString('hex'));
    // Checked by the practice since: only the opt-outs are left.
    return known?.faultyAt && c.verifiedAt && c.verifiedAt > known.faultyAt
      ? { ...known, off: nothing, ofAddress: nothing }
      : known;
  };
}

type NeedOf = (o: GroupedOutreach) => readonly Need[];

const needsIn =
  ({ practice, checked }: Awaited<ReturnType<typeof languagesOf>>, { unreviewedLanguages }: Policy): NeedOf =>
  ({ party }) =>
    needsOf(party.needs ?? [], { wanted: party.language, practice, checked, unreviewed: unreviewedLanguages });

/**
 * Ten thousand patients have few shapes: who has the same kinds of contact points and the same deadlines gets the same plan.
 * All that a snapshot has of an outreach, apart from ids, is in it.
 */
function shapeOf(o: GroupedOutreach, faultOf: FaultOf, needOf: NeedOf): string {
  let shape = `${o.timeZones.join()} ${needOf(o).join()}`;
  for (const n of o.notices) shape += ` ${n.deadlineAt.getTime()} ${n.guardianUntil?.getTime() ?? ''}`;
  for (const c of o.party.contacts) {
    const fault = faultOf(c);
    shape += `;${c.system} ${c.use} ${c.rank} ${c.consent} ${c.allowed} ${c.hasExtension} ${c.line} ${c.region} ${(c.zones ?? []).join()}`;
    if (fault) shape += JSON.stringify(fault);
  }
  return shape;
}

const planOf = (o: NewOutreach, p: Preview): BatchPlan[number] => ({
  appointments: o.notices.map((n) => n.externalId),
  deadline: o.deadlineAt.toISOString(),
  steps: p.steps.map((s) => ({ channel: s.channel, at: s.at.toISOString(), rule: s.rule })),
  taskAt: p.task?.at.toISOString() ?? null,
  because: p.task ? `a person has it then: ${taskReasonWords[p.task.reason]}` : 'machines reach it',
});

function snapshotOf(o: GroupedOutreach, policy: Policy, now: Date, faultOf: FaultOf, needOf: NeedOf): Snapshot {
  return {
    outreach: {
      id: o.id,
      practiceId: '',
      batchId: '',
      partyId: '',
      policyVersion: 1,
      state: 'active',
      step: 0,
      nextActionAt: now,
      deadlineAt: o.deadlineAt,
      timeZones: o.timeZones,
      held: [],
      needs: needOf(o),
    },
    policy,
    batchState: 'running',
    breakers: {},
    notices: o.notices.map((n) => ({
      id: n.id,
      patientId: '',
      state: 'open',
      deadlineAt: n.deadlineAt,
      overdue: false,
      evidence: null,
      bookedSlotId: null,
      barred: null,
      guardianUntil: n.guardianUntil ?? null,
    })),
    contactPoints: o.party.contacts.map((c, i) => {
      const known = faultOf(c);
      return {
        id: String(i),
        system: c.system as never,
        use: c.use,
        rank: c.rank,
        consent: c.consent as never,
        allowed: c.allowed,
        hasExtension: c.hasExtension,
        line: c.line ?? null,
        region: c.region ?? null,
        zones: c.zones ?? [],
        off: (known?.off ?? { voice: null, sms: null, im: null, email: null }) as never,
        suppressed: (known?.suppressed ?? []) as never,
        touchedLastDay: 0,
        touchedLastWeek: 0,
        sessionUntil: null,
      };
    }),
    attempts: [],
    offers: [],
    tasks: [],
  };
}
