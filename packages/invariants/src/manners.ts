/** I12: nobody is rung at night, and no number is rung more often than the practice and the law allow. */
import { Policy } from '@rollcall/contracts';
import { isUrgent, mayRing, windowFor } from '@rollcall/domain';
import { wasSent } from './agreement.js';
import type { Evidence } from './evidence.js';
import { type Invariant, namedAtMost, type Violation } from './invariant.js';

const told = `select a.id, a.outreach_id, a.channel, a.planned_at, a.sent_at, o.deadline_at, o.time_zones, o.practice_id, o.policy_version
  from attempt a join outreach o on o.id = a.outreach_id where a.purpose = 'tell' and a.channel <> 'email'`;

async function policiesOf(e: Evidence): Promise<(row: Record<string, unknown>) => Policy> {
  const rows = await e.query(`select practice_id, version, body from policy`);
  const policies = new Map(rows.map((r) => [`${r.practice_id} ${r.version}`, Policy.parse(r.body)]));
  return (row) => policies.get(`${row.practice_id} ${row.policy_version}`) ?? Policy.parse({});
}

/** What was urgent when it was planned may be sent by the urgent hours, and what has become urgent since may too. */
function inWindow(row: Record<string, unknown>, policy: Policy, at: Date): boolean {
  const deadline = row.deadline_at as Date;
  return [row.planned_at as Date, at].some((seen) =>
    mayRing(at, row.channel as never, windowFor(policy, isUrgent(deadline, seen, policy)), row.time_zones as string[]),
  );
}

/** By our own record: when it was planned, and when it was claimed. */
async function claimedInWindow(e: Evidence): Promise<Violation[]> {
  const rows = await e.query(`${told} and ($1::uuid[] is null or a.outreach_id = any($1))`, [e.changed ?? null]);
  if (rows.length === 0) return [];
  const policyOf = await policiesOf(e);
  const isInside = (r: Record<string, unknown>, at: unknown): boolean => !at || inWindow(r, policyOf(r), at as Date);
  return [
    ...rows.filter((r) => !isInside(r, r.planned_at)).map(outside('planned')),
    ...rows.filter((r) => !isInside(r, r.sent_at)).map(outside('claimed')),
  ].slice(0, namedAtMost);
}

async function sentInWindow(e: Evidence): Promise<Violation[]> {
  const sent = new Map((e.provider ?? []).filter(wasSent).map((p) => [p.rid, new Date(p.at)]));
  const rows = await e.query(`${told} and a.id::text = any($1)`, [[...sent.keys()]]);
  const policyOf = await policiesOf(e);
  return rows
    .filter((r) => {
      const at = sent.get(r.id as string);
      // Claimed within the hours, asked within one lease, dated by the provider within another.
      return at && !inWindow(r, policyOf(r), at) && !inWindow(r, policyOf(r), new Date(at.getTime() - 2 * e.leaseMs));
    })
    .slice(0, namedAtMost)
    .map(outside('sent'));
}

const outside =
  (what: string) =>
  (r: Record<string, unknown>): Violation => ({
    invariant: 'I12',
    what: `${what} outside the patient's hours`,
    outreachId: r.outreach_id as string,
    attemptId: r.id as string,
  });

/**
 * Touches of one address within a day and a week before each one, against the caps of its own practice. Consent is read
 * from the contact point as it is now, so only what was planned since it last changed is judged.
 */
async function withinCaps(e: Evidence): Promise<Violation[]> {
  const rows = await e.query(
    `with looked_at as materialized (
       select o.id, o.practice_id, o.policy_version from outreach o where $1::uuid[] is null or o.id = any($1)),
     caps as materialized (
       select p.practice_id, p.version, coalesce((p.body->'caps'->>'perDay')::int, 12) per_day,
         coalesce((p.body->'caps'->>'withoutConsentPerDay')::int, 1) bare_day, coalesce((p.body->'caps'->>'withoutConsentPerWeek')::int, 3) bare_week
       from (select distinct practice_id, policy_version from looked_at) l
       join policy p on p.practice_id = l.practice_id and p.version = l.policy_version)
     select a.id, a.outreach_id, t.day, t.week from looked_at o join attempt a on a.outreach_id = o.id
     join contact_point c on c.id = a.contact_point_id and c.updated_at < a.planned_at
     join caps p on p.practice_id = o.practice_id and p.version = o.policy_version
     cross join lateral (select count(*) filter (where x.planned_at > a.planned_at - interval '1 day')::int as day, count(*)::int as week from attempt x
       where x.address_index = a.address_index and x.practice_id = a.practice_id and x.planned_at <= a.planned_at and x.planned_at > a.planned_at - interval '7 days'
         and x.channel in ('voice','sms') and x.purpose = 'tell' and x.state <> 'superseded' and not x.excused) t
     where a.purpose = 'tell' and a.channel in ('voice','sms') and a.state <> 'superseded' and not a.excused
       and (t.day > p.per_day or (c.consent <> 'given' and (t.day > p.bare_day or t.week > p.bare_week)))
     limit $2`,
    [e.changed ?? null, namedAtMost],
  );
  return rows.map((r) => ({
    invariant: 'I12',
    what: `one number was rung too often: ${r.day} times in a day, ${r.week} in a week`,
    outreachId: r.outreach_id as string,
    attemptId: r.id as string,
  }));
}

export const manners: readonly Invariant[] = [
  {
    id: 'I12',
    title: 'Nothing that rings is planned or claimed outside the hours',
    when: 'always',
    needs: [],
    check: claimedInWindow,
  },
  {
    id: 'I12',
    title: 'Nothing that rings is sent outside the hours',
    when: 'always',
    needs: ['provider'],
    check: sentInWindow,
  },
  { id: 'I12', title: 'No number is rung more often than allowed', when: 'always', needs: [], check: withinCaps },
];
