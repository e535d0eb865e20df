/** What callbacks say about our senders: some faults are told only after the message was taken (30034, 30001). */
import {
  channelsOfAttempts,
  closeSessions,
  hearSigns,
  pauseImTemplates,
  type Tx,
  uneasySenders,
} from '@rollcall/database';
import { type HeardSign, signOfFact } from '@rollcall/domain';
import type { Clock, Logger } from '@rollcall/platform';
import { isTemplateFault, isWindowFault } from '@rollcall/providers';
import type { ReadFact } from './applier.js';

/** Locks a sender's row, so it comes before all locks on outreaches and attempts. */
export async function hearFacts(tx: Tx, read: readonly ReadFact[], clock: Clock): Promise<void> {
  const heard = read.flatMap(({ fact }): HeardSign[] => {
    const sign = signOfFact(fact, (ms) => clock.fromReal(ms));
    return sign && 'attemptId' in fact && fact.attemptId ? [{ attemptId: fact.attemptId, sign }] : [];
  });
  if (heard.length === 0) return;
  // That messages arrive is news only while a probe waits for it.
  const probes = new Set((await uneasySenders(tx)).map((s) => s.probeAttemptId));
  const news = heard.filter((h) => h.sign.kind !== 'arrived' || probes.has(h.attemptId));
  if (news.length === 0) return;
  const channelOf = await channelsOfAttempts(
    tx,
    news.map((n) => n.attemptId),
  );
  for (const channel of [...new Set(channelOf.values())].sort())
    await hearSigns(
      tx,
      channel,
      news.filter((n) => channelOf.get(n.attemptId) === channel),
      clock.now(),
    );
}

/** Templates that Meta refuses, and windows that were not open: told by callback, after the message was taken. */
export async function hearTemplates(tx: Tx, read: readonly ReadFact[], clock: Clock, logger: Logger): Promise<void> {
  const failed = read.flatMap(({ fact }) => (fact.kind === 'delivery' && fact.status === 'failed' ? [fact] : []));
  const faults = failed.flatMap(({ code, contentSid }) =>
    contentSid && code !== null && isTemplateFault(code) ? [{ contentSid, code }] : [],
  );
  const outside = failed.flatMap((f) => (!f.contentSid && f.attemptId && isWindowFault(f.code) ? [f.attemptId] : []));
  await closeSessions(tx, outside);
  for (const template of await pauseImTemplates(tx, faults, clock.now()))
    logger.warn({ template }, 'a template is refused by the provider and was stopped');
}
