/** Tasks that nobody has taken although their patient must know soon: the practice is told once, to page whoever is on call. */
import { emitCallbacks } from './callback-events.js';
import type { Tx } from './connect.js';

/** An operator who is there takes an urgent task within this. Business minutes. */
const patienceMinutes = 10;
/** So long before the deadline a person must be at it. */
const aheadMinutes = 45;

/** Returns how many were told. Replicas that look at the same moment tell each once. */
export async function tellUnattended(tx: Tx, now: Date, newId: () => string): Promise<number> {
  const { rows } = await tx.query(
    `update task t set unattended_at = $1 where id in (
       select id from task where state <> 'resolved' and unattended_at is null and kind in ('reach','correct')
         and due_at <= $1::timestamptz + make_interval(mins => $2) and opened_at <= $1::timestamptz - make_interval(mins => $3)
         and (state = 'open' or claimed_until < $1)
       order by due_at, id limit 500 for update skip locked)
     returning t.id, t.practice_id, t.batch_id, t.outreach_id, t.notice_ids, t.reason, t.due_at`,
    [now, aheadMinutes, patienceMinutes],
  );
  await emitCallbacks(
    tx,
    rows.map((r) => ({
      type: 'task.unattended' as const,
      practiceId: r.practice_id,
      orderKey: r.notice_ids[0],
      data: {
        taskId: r.id,
        batchId: r.batch_id,
        outreachId: r.outreach_id,
        noticeIds: r.notice_ids,
        reason: r.reason,
        dueAt: (r.due_at as Date).toISOString(),
      },
    })),
    { now, newId },
  );
  return rows.length;
}
