/** R5: messages and calls that a provider took, and of which no callback ever came. */
import type { Channel } from '@rollcall/contracts';
import type { Tx } from './connect.js';

export interface Silent {
  attemptId: string;
  channel: Channel;
  providerRef: string;
}

/**
 * As in the index `attempt_silent_asked`. Asked about so often, each time twice as long after the last; then the deadline or the
 * next step settles it. A call is asked about to its end, which it has within a day: one that waits in the provider's queue
 * may still have to be taken back there.
 */
const mostQuestions = 5;
const countedOfCalls = 4;

/**
 * Takes up to `limit` silent attempts to be asked about, earliest deadline first. Taking counts as asking, so that
 * replicas do not ask twice; after a crash the next question comes a little later. SendGrid has nobody to ask.
 */
export async function takeSilent(tx: Tx, now: Date, silenceMs: number, limit: number): Promise<Silent[]> {
  const { rows } = await tx.query({
    name: 'reconcile-silent',
    text: `update attempt a set asked = case a.channel when 'voice' then least(a.asked + 1, ${countedOfCalls}) else a.asked + 1 end, asked_at = $1
           where a.id in (
             select x.id from attempt x join outreach o on o.id = x.outreach_id
             where x.state = 'accepted' and x.reached = 0 and x.channel <> 'email' and x.settled_at < $2 and x.provider_ref is not null
               and x.asked < ${mostQuestions} and (x.asked_at is null or x.asked_at < $1::timestamptz - power(2, x.asked) * $3 * interval '1 millisecond')
               and (o.state = 'active' or x.purpose = 'correct')
             order by o.deadline_at, x.id limit $4 for update of x skip locked)
           returning a.id, a.channel, a.provider_ref`,
    values: [now, new Date(now.getTime() - silenceMs), silenceMs, limit],
  });
  return rows.map((r) => ({ attemptId: r.id, channel: r.channel, providerRef: r.provider_ref }));
}
