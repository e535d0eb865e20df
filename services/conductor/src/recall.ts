/**
 * R11. Twilio starts as many calls a second as the account may and queues the rest for up to a day. A call that waits there
 * past its use, or whose patient has answered on another way meanwhile, is taken back before it rings. Asking twice does no
 * harm: a call that is over, or in which somebody speaks, stays as it is. What came of it is told by its callback.
 */
import { uselessCalls } from '@rollcall/database';
import type { Logger } from '@rollcall/platform';
import type { Caller } from '@rollcall/providers';
import type { EngineContext } from './planner.js';

const batchSize = 50;
/** A callback is here by then, else it is asked again. Real milliseconds. */
const againMs = 60_000;

/** Returns one round, which returns how many calls were taken back. Rounds remember what they asked for a moment ago. */
export function recallCalls(
  { database, clock }: EngineContext,
  caller: Pick<Caller, 'recall'>,
  logger: Logger,
): () => Promise<number> {
  const asked = new Map<string, number>();
  return async () => {
    const useless = await uselessCalls(database.pool, clock.now(), batchSize);
    const at = performance.now();
    for (const [id, since] of asked) if (at - since > againMs) asked.delete(id);
    const due = useless.filter((u) => !asked.has(u.attemptId));
    await Promise.all(
      due.map(async ({ attemptId, providerRef }) => {
        asked.set(attemptId, at);
        try {
          await caller.recall(providerRef);
        } catch (error) {
          // Over already, or nobody answers: the next round sees.
          logger.warn({ err: error, attemptId }, 'a call could not be taken back');
        }
      }),
    );
    return due.length;
  };
}
