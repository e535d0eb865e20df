/** What is asked of a large database, and beside each the bare read of as many rows: by primary key or one index, no join. */
import type { IntakeClient } from '@rollcall/embedded';

export interface Asked {
  name: string;
  path: string;
  /** A page of a list is held to the bar; a document is as long as its batch. */
  kind: 'list' | 'document';
  /** Reads `$2` rows of what `$1` names. */
  floor: string;
  of: string;
}
interface Page {
  data: { id: string; outreachId?: string; state?: string }[];
  nextCursor: string | null;
}

const first = async (client: IntakeClient, path: string) => (await client.get<Page>(path)).data[0];

/** Where a list stands after `pages` full pages; where it ends, if that comes first. */
async function cursorAfter(client: IntakeClient, path: string, pages: number): Promise<string> {
  let cursor = '';
  for (let n = 0; n < pages; n++) {
    const { nextCursor } = await client.get<Page>(`${path}limit=500${cursor}`);
    if (nextCursor === null) break;
    cursor = `&cursor=${nextCursor}`;
  }
  return cursor;
}

const ofPractice = (table: string): string => `select * from ${table} where practice_id = $1 order by id desc limit $2`;
const byId = (table: string): string => `select * from ${table} where id = $1 limit $2`;
const ofBatch = `select * from notice where batch_id = $1 order by id limit $2`;
const deepPages = 10;

/** Every list and document of the practice's API, on the batch that runs and on a closed one of the same size. */
export async function everythingAsked(
  client: IntakeClient,
  { practiceId, running, closed }: { practiceId: string; running: string; closed: string },
): Promise<Asked[]> {
  const list = (name: string, path: string, floor: string, of = practiceId): Asked => ({
    name,
    path,
    kind: 'list',
    floor,
    of,
  });
  const notices = `/v1/batches/${running}/notices?`;
  const states = ['open', 'informed', 'rebooked', 'declined', 'withdrawn', 'unreachable'];
  const notice = (await first(client, `${notices}limit=1&state=open`)) ?? { id: running, outreachId: running };
  const lists: [string, string][] = [
    ['slots', 'slot'],
    ['tasks', 'task'],
    ['webhook-deliveries', 'delivery'],
  ];
  const asked = [
    list('batches', '/v1/batches', ofPractice('batch')),
    list('batches, deep', `/v1/batches?limit=100${await cursorAfter(client, '/v1/batches?', 1)}`, ofPractice('batch')),
    list('batches, 500', '/v1/batches?limit=500', ofPractice('batch')),
    list('batch, running', `/v1/batches/${running}`, byId('batch'), running),
    list('batch, closed', `/v1/batches/${closed}`, byId('batch'), closed),
    list('notices', `${notices}limit=100`, ofBatch, running),
    list('notices, 500', `${notices}limit=500`, ofBatch, running),
    list('notices, deep', `${notices}limit=100${await cursorAfter(client, notices, deepPages)}`, ofBatch, running),
    ...states.map((s) => list(`notices, ${s}`, `${notices}state=${s}`, ofBatch, running)),
    list('notice', `/v1/notices/${notice.id}`, byId('notice'), notice.id),
    list('outreach', `/v1/outreaches/${notice.outreachId}`, byId('outreach'), notice.outreachId),
  ];
  for (const [name, table] of lists) {
    const path = `/v1/${name}?`;
    asked.push(list(name, path, ofPractice(table)));
    asked.push(
      list(`${name}, deep`, `${path}limit=100${await cursorAfter(client, path, deepPages)}`, ofPractice(table)),
    );
  }
  for (const s of ['open', 'claimed', 'resolved'])
    asked.push(list(`tasks, ${s}`, `/v1/tasks?state=${s}`, ofPractice('task')));
  for (const s of ['pending', 'delivered', 'dead'])
    asked.push(list(`webhook-deliveries, ${s}`, `/v1/webhook-deliveries?state=${s}`, ofPractice('delivery')));
  asked.push(list('webhook-endpoints', '/v1/webhook-endpoints', ofPractice('webhook_endpoint')));
  const document = (name: string, path: string, of: string, floor: string): Asked => ({
    name,
    path,
    kind: 'document',
    of,
    floor,
  });
  return [
    ...asked,
    document('call list', '/v1/call-list', running, ofBatch),
    document('report, running', `/v1/batches/${running}/report`, running, ofBatch),
    document('report, closed', `/v1/batches/${closed}/report`, closed, ofBatch),
    document('export', `/v1/batches/${closed}/export`, closed, ofBatch),
  ];
}
