/** The audit as a loop: looks, counts, and lets the heart beat when everything is zero. */
import { type Logger, type Loop, type Metrics, pollLoop } from '@rollcall/platform';
import type { Auditor } from './audit.js';
import type { Heart } from './heartbeat.js';

export interface AuditLoopOptions {
  auditor: Auditor;
  /** Null: nobody outside is listening. */
  heart: Heart | null;
  /** Real milliseconds between looks. */
  everyMs: number;
  /** Business milliseconds of ledgers unread, beyond which the next look follows at once. */
  atMostBehindMs: number;
  metrics: Metrics;
  logger: Logger;
}

export function auditLoop({ auditor, heart, everyMs, atMostBehindMs, metrics, logger }: AuditLoopOptions): Loop {
  const found = metrics.gauge('invariant_violations', 'Violations at the last look, at most 100 of a kind', [
    'invariant',
  ]);
  const duration = metrics.gauge('audit_duration_ms', 'How long the last look took', []);
  const behind = metrics.gauge('audit_behind_ms', 'How far the reading of ledgers is behind, business time', []);
  const audits = metrics.counter('audits_total', 'Looks by result', ['result']);
  const beats = metrics.counter('heartbeats_total', 'Heartbeats by result', ['result']);
  return pollLoop({
    name: 'audit',
    idleMs: everyMs,
    logger,
    work: async () => {
      const began = performance.now();
      const audited = await auditor.look().catch((error) => {
        audits.inc({ result: 'failed' });
        throw error;
      });
      duration.set(performance.now() - began);
      behind.set(audited.behindMs);
      for (const [invariant, count] of audited.counts) found.set({ invariant }, count);
      audits.inc({ result: audited.clean ? 'clean' : 'violated' });
      if (audited.clean && heart) {
        const heard = await heart.beat();
        beats.inc({ result: heard ? 'heard' : 'unheard' });
        if (!heard) logger.warn('the heartbeat was not heard');
      }
      return audited.behindMs > atMostBehindMs ? 1 : 0;
    },
  });
}
