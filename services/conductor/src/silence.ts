/**
 * R5. A callback can be lost: the provider gives up, or was told a wrong address. What it took and never spoke of again is
 * asked about by its reference, and the answer goes through the inbox like the callback that should have come; a late
 * callback that says the same is the same fact.
 */
import { type NewFact, type Silent, storeFacts, takeSilent } from '@rollcall/database';
import { faultPoint, type Logger } from '@rollcall/platform';
import { type Caller, dedupeKey, type SmsSender, type Told } from '@rollcall/providers';
import type { EngineContext } from './planner.js';

export type Ask = (silent: Silent) => Promise<Told | null>;

/** Per round: a provider that lost an hour of callbacks is asked in the order of deadlines, and not run over. */
const batchSize = 100;

/** Returns how many answers were stored. `silenceMs` is real time. */
export async function askAboutSilence(
  { database, clock }: EngineContext,
  ask: Ask,
  silenceMs: number,
): Promise<number> {
  const silent = await takeSilent(database.pool, clock.now(), clock.fromReal(silenceMs), batchSize);
  if (silent.length === 0) return 0;
  const answers = await Promise.all(silent.map(async (s) => ({ ...s, told: await ask(s) })));
  faultPoint('silence.after-answer');
  const facts = answers.flatMap(({ attemptId, told }): NewFact[] =>
    told ? [{ source: 'twilio', ...told, dedupeKey: dedupeKey(told.kind, attemptId, told.payload), attemptId }] : [],
  );
  await storeFacts(database.pool, database.sealer, facts, clock.now());
  return facts.length;
}

export const askTwilio =
  (sms: Pick<SmsSender, 'statusOf'>, caller: Pick<Caller, 'statusOf'>, logger: Logger): Ask =>
  async ({ attemptId, channel, providerRef }) => {
    try {
      return await (channel === 'voice' ? caller : sms).statusOf(providerRef);
    } catch (error) {
      logger.warn({ err: error, channel, attemptId }, 'the provider could not be asked');
      return null;
    }
  };
