/** Conversations, as the API shows it. */
import type { OutreachView } from '@rollcall/contracts';
import type { IntakeClient } from './intake-client.js';

const atOnce = 6;

/** In no particular order. */
export async function readOutreaches(client: IntakeClient, ids: readonly string[]): Promise<OutreachView[]> {
  const left = [...new Set(ids)];
  const views: OutreachView[] = [];
  const reader = async (): Promise<void> => {
    for (let id = left.pop(); id !== undefined; id = left.pop())
      views.push(await client.get<OutreachView>(`/v1/outreaches/${id}`));
  };
  await Promise.all(Array.from({ length: atOnce }, reader));
  return views;
}
