/**
 * R5. A callback can be lost: the provider gives up, or was told a wrong address. What it took and never spoke of again is
 * asked about by its reference, and the answer goes through the inbox like the callback that should have come; a late
 * callback that says the same is the same fact.
 */
import { type NewFact, type Silent, storedKeys, storeFacts, takeSilent } from '@rollcall/database';
import { faultPoint, type Logger } from '@rollcall/platform';
import { type Caller, dedupeKey, markKeys, marksOf, type SmsSender, type Told, withMarks } from '@rollcall/providers';
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
  const marks = await storedKeys(
    database.pool,
    'twilio',
    answers.flatMap(({ told }) => markKeys(endedCall(told) ?? '')),
  );
  const facts = answers.flatMap(({ attemptId, told }): NewFact[] => {
    if (!told) return [];
    const sid = endedCall(told);
    const payload = sid === null ? told.payload : withMarks(told.payload, marksOf(sid, marks));
    return [
      { source: 'twilio', kind: told.kind, payload, dedupeKey: dedupeKey(told.kind, attemptId, payload), attemptId },
    ];
  });
  await storeFacts(database.pool, database.sealer, facts, clock.now());
  return facts.length;
}

/** Of a call that is over: what was noted while it went on belongs to its end. */
const endedCall = (told: Told | null): string | null =>
  told?.kind === 'twilio.call.status' && told.payload.CallStatus === 'completed' ? (told.payload.CallSid ?? '') : null;

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
