/** One hash of where everybody stands, for I9: without ids and times, which differ from run to run. */
import { createHash } from 'node:crypto';
import { canonical } from '@rollcall/domain';
import type { Evidence } from './evidence.js';

export async function stateHash({ query }: Pick<Evidence, 'query'>): Promise<string> {
  const rows = await query(
    `select jsonb_build_object(
       'outreach', o.state,
       'notices', (select jsonb_agg(jsonb_build_array(n.external_id, n.state, n.overdue, n.evidence_grade, n.evidence_channel) order by n.external_id) from notice n where n.outreach_id = o.id),
       'attempts', (select jsonb_agg(jsonb_build_array(a.purpose, a.step, a.attempt_no, a.channel, a.state, a.reached) order by a.purpose, a.step, a.attempt_no) from attempt a where a.outreach_id = o.id),
       'offers', (select jsonb_agg(f.state || ' ' || coalesce(f.chosen, 0) order by f.state, f.chosen) from offer f where f.outreach_id = o.id),
       'tasks', (select jsonb_agg(t.kind || ' ' || t.reason || ' ' || t.state order by t.kind, t.reason, t.state) from task t where t.outreach_id = o.id)) state
     from outreach o`,
  );
  const states = rows.map((r) => canonical(r.state)).sort();
  return createHash('sha256').update(states.join('\n')).digest('hex');
}
