/** Every conversation of a batch, as the API shows it. */
import type { BatchReport, OutreachView } from '@rollcall/contracts';
import type { IntakeClient } from './intake-client.js';

const atOnce = 6;

/** In no particular order. */
export async function readOutreaches(client: IntakeClient, report: BatchReport): Promise<OutreachView[]> {
  const left: string[] = [...new Set(report.notices.map((n) => n.outreachId))];
  const views: OutreachView[] = [];
  const reader = async (): Promise<void> => {
    for (let id = left.pop(); id !== undefined; id = left.pop())
      views.push(await client.get<OutreachView>(`/v1/outreaches/${id}`));
  };
  await Promise.all(Array.from({ length: atOnce }, reader));
  return views;
}
