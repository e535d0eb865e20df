/** Calls that a provider still holds back and that are of no use any more. */
import type { Tx } from './connect.js';

export interface Useless {
  attemptId: string;
  providerRef: string;
}

/** A provider's queue holds no call longer: what it has not told of by then it never will. */
const queueHours = 25;

/**
 * Calls of which the provider has told nothing yet, not even that it dials, and whose time is over or whose patient has
 * answered meanwhile. Read by the index `attempt_silent_asked`, as the reconciler reads silence.
 */
export async function uselessCalls(tx: Tx, now: Date, limit: number): Promise<Useless[]> {
  const { rows } = await tx.query({
    name: 'recall-calls',
    text: `select a.id, a.provider_ref from attempt a
           where a.state = 'accepted' and a.reached = 0 and a.channel <> 'email' and a.asked < 5 and a.channel = 'voice'
             and a.provider_ref is not null and a.planned_at > $1::timestamptz - interval '${queueHours} hours'
             and (a.send_by <= $1 or a.purpose = 'tell' and not exists (select from notice n where n.outreach_id = a.outreach_id and n.state = 'open'))
           order by a.send_by, a.id limit $2`,
    values: [now, limit],
  });
  return rows.map((r) => ({ attemptId: r.id, providerRef: r.provider_ref }));
}
