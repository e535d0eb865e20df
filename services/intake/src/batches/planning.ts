/** The plan and the forecast, from the engine itself: the same decisions, played forward before anything is written. */
import type { BatchPlan, Forecast, Policy } from '@rollcall/contracts';
import { knownFaults, type NewOutreach, type Sealer, type Tx } from '@rollcall/database';
import { forecast, type Preview, preview, type Snapshot, taskReasonWords } from '@rollcall/domain';

export interface PlannedBatch {
  forecast: Forecast;
  plan: BatchPlan;
}

export async function planBatch(
  db: Tx,
  sealer: Sealer,
  practiceId: string,
  outreaches: readonly NewOutreach[],
  policy: Policy,
  now: Date,
): Promise<PlannedBatch> {
  const indexOf = new Map<string, Buffer>();
  for (const o of outreaches)
    for (const c of o.party.contacts) if (!indexOf.has(c.address)) indexOf.set(c.address, sealer.blindIndex(c.address));
  const faults = indexOf.size > 0 ? await knownFaults(db, practiceId, [...indexOf.values()]) : new Map();
  const cached = new Map<string, Preview>();
  const previews = outreaches.map((o) => {
    const snapshot = snapshotOf(o, policy, now, (address) => faults.get(indexOf.get(address)?.toString('hex') ?? ''));
    // Ten thousand patients have few shapes: who has the same kinds of contact points and the same deadline gets the same plan.
    const shape = JSON.stringify([
      snapshot.contactPoints.map(({ id: _id, ...c }) => c),
      snapshot.notices.map((n) => n.deadlineAt),
      o.timeZones,
    ]);
    let known = cached.get(shape);
    if (!known) {
      known = preview(snapshot, now);
      cached.set(shape, known);
    }
    return known;
  });
  const told = forecast(
    outreaches.map((o, i) => ({
      deadlineAt: o.deadlineAt,
      operatorLeadMinutes: policy.operatorLeadMinutes,
      preview: previews[i] as Preview,
    })),
    now,
  );
  return {
    forecast: told.forecast,
    plan: outreaches.map((o, i) => {
      const p = previews[i] as Preview;
      return {
        appointments: o.notices.map((n) => n.externalId),
        deadline: o.deadlineAt.toISOString(),
        steps: p.steps.map((s) => ({ channel: s.channel, at: s.at.toISOString(), rule: s.rule })),
        taskAt: p.task?.at.toISOString() ?? null,
        because: p.task ? `a person has it then: ${taskReasonWords[p.task.reason]}` : 'machines reach it',
      };
    }),
  };
}

function snapshotOf(
  o: NewOutreach,
  policy: Policy,
  now: Date,
  faultOf: (address: string) => { off: Record<string, string | null>; suppressed: string[] } | undefined,
): Snapshot {
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
    })),
    contactPoints: o.party.contacts.map((c, i) => {
      const known = faultOf(c.address);
      return {
        id: String(i),
        system: c.system as never,
        use: c.use,
        rank: c.rank,
        consent: c.consent as never,
        allowed: c.allowed,
        hasExtension: c.hasExtension,
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
