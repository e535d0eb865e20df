/** What waits for which loop. */
import { type Database, waitingForConductor } from '@rollcall/database';
import type { Sight } from '@rollcall/platform';
import type { InboxKind } from '@rollcall/providers';

/** Somebody is on the line, or looks at a page that has not answered yet; who asked for another time holds for the offer. */
const awaitedKinds: readonly InboxKind[] = ['twilio.call.key', 'page.key', 'reschedule.offer', 'practice.booking'];

/** `enough`: so many facts are a round that need not wait for more. */
export async function lookForWork(
  database: Database,
  now: Date,
  enough: number,
): Promise<Record<'planner' | 'applier' | 'relay', Sight>> {
  const waiting = await waitingForConductor(database, now, { enough, awaitedKinds });
  return {
    planner: waiting.alarms ? 'something' : 'nothing',
    applier: factsAs(waiting.facts, waiting.awaited || waiting.facts >= enough),
    relay: waiting.outbox ? 'something' : 'nothing',
  };
}

const factsAs = (facts: number, atOnce: boolean): Sight => {
  if (facts === 0) return 'nothing';
  return atOnce ? 'at-once' : 'something';
};
