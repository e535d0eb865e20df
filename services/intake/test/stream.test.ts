import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { handOver, type Intake, openIntake, row } from './practice.js';

let intake: Intake;
let key: string;
beforeAll(async () => {
  intake = await openIntake();
  key = await intake.newKey(intake.practiceId, ['batches']);
});
afterAll(() => intake.close());

interface Said {
  event: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test names what it expects of the event
  data: any;
}

/** Listens to a batch; each event as it comes. */
async function* listen(batchId: string, signal: AbortSignal): AsyncGenerator<Said> {
  const answer = await fetch(`${intake.url}/v1/batches/${batchId}/stream`, {
    headers: { authorization: `Bearer ${key}` },
    signal,
  });
  expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/);
  let rest = '';
  for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    rest += chunk;
    const blocks = rest.split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const [event = '', data = ''] = block.split('\n');
      if (event.startsWith('event: ')) yield { event: event.slice(7), data: JSON.parse(data.slice(6)) };
    }
  }
}

test('a batch is followed live, in words, until it is closed', async () => {
  const { id } = await handOver(intake, [row({ externalId: 'A-live' })]);
  const heard: Said[] = [];
  const stopping = new AbortController();
  for await (const said of listen(id, stopping.signal)) {
    heard.push(said);
    // Each step waits for the one before it to have been heard.
    if (heard.length === 2) await intake.conduct();
    if (
      said.event === 'timeline' &&
      said.data.type === 'attempt.planned' &&
      !heard.some((h) => h.data.type === 'notice.informed')
    ) {
      const { rows } = await intake.database.pool.query('select id from outreach where batch_id = $1', [id]);
      await intake.ask('POST', `/v1/outreaches/${rows[0].id}/attest`, { body: { by: 'Mo', how: 'spoke-by-phone' } });
      await intake.database.pool.query('update batch set closed_at = $2 where id = $1', [id, intake.clock.now()]);
    }
  }
  const timeline = heard.filter((h) => h.event === 'timeline').map((h) => h.data);
  expect(timeline[0]).toMatchObject({ type: 'outreach.opened', externalIds: ['A-live'], words: expect.any(String) });
  expect(timeline.map((t) => t.type)).toEqual(expect.arrayContaining(['attempt.planned', 'notice.informed']));
  const progress = heard.filter((h) => h.event === 'progress').map((h) => h.data.counts);
  expect(progress[0]).toMatchObject({ open: 1 });
  expect(progress.at(-1)).toMatchObject({ open: 0, informed: 1 });
  expect(heard.at(-1)?.event).toBe('closed');
});

test('a batch that is closed already is told from its beginning', async () => {
  const { id } = await handOver(intake, [row()]);
  await intake.database.pool.query('update batch set closed_at = $2 where id = $1', [id, intake.clock.now()]);
  const heard: string[] = [];
  for await (const said of listen(id, new AbortController().signal)) heard.push(said.event);
  expect(heard).toEqual(['timeline', 'progress', 'closed']);
});

test('who stops listening is let go', async () => {
  const { id } = await handOver(intake, [row()]);
  const leaving = new AbortController();
  const hear = async (): Promise<void> => {
    for await (const _ of listen(id, leaving.signal)) leaving.abort();
  };
  await expect(hear()).rejects.toThrow('abort');
});
