/** The senders' health as metrics: closed lists only, 0 while all is well. */
import { channels } from '@rollcall/contracts';
import type { SenderRow } from '@rollcall/database';
import type { Metrics } from '@rollcall/platform';

export function senderGauges(metrics: Metrics): (uneasy: readonly SenderRow[]) => void {
  const open = metrics.gauge('breaker_open', 'Senders that are out: nothing is sent on this channel', ['channel']);
  const slow = metrics.gauge('sender_throttled', 'Senders whose provider asked to slow down', ['channel']);
  return (uneasy) => {
    for (const channel of channels) {
      const sender = uneasy.find((s) => s.channel === channel);
      open.set({ channel }, sender && sender.breaker !== 'closed' ? 1 : 0);
      slow.set({ channel }, sender?.notBefore ? 1 : 0);
    }
  };
}
