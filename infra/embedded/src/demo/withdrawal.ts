/** One appointment turns out to be on after all. */
import { setTimeout as pause } from 'node:timers/promises';
import type { NoticeView } from '@rollcall/contracts';
import type { IntakeClient } from './intake-client.js';

/** Business milliseconds after the batch: some have been told by then, and must be told again. */
const afterMs = 25 * 60_000;
const leastNotices = 5;

/** The one to withdraw: somebody who knows already, so that a correction has to go out; else somebody still open. */
export function chooseWithdrawal(notices: readonly NoticeView[]): NoticeView | null {
  if (notices.length < leastNotices) return null;
  return (
    notices.find((n) => n.state === 'informed' && !n.withOperator) ?? notices.find((n) => n.state === 'open') ?? null
  );
}

/** Withdraws one notice of the batch after a while, if there is one to withdraw. */
export async function withdrawOne(
  client: IntakeClient,
  batchId: string,
  speed: number,
  signal: AbortSignal,
): Promise<void> {
  await pause(afterMs / speed, undefined, { signal });
  const { data } = await client.get<{ data: NoticeView[] }>(`/v1/batches/${batchId}/notices?limit=500`);
  const chosen = chooseWithdrawal(data);
  if (!chosen) return;
  await client.post(`/v1/notices/${chosen.id}/withdraw`, { by: 'front desk' });
}
