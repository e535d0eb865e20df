/** Corners where a request once got a wrong answer: races, what cannot be stored, and what the documents promise. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { openApiDocument } from '../src/openapi.js';
import { batch, handOver, type Intake, openIntake, row } from './practice.js';

let intake: Intake;
beforeAll(async () => {
  intake = await openIntake({ errorsExpected: true });
});
afterAll(() => intake.close());

const hand = (body: unknown, key?: string, at: Intake = intake) =>
  at.ask('POST', '/v1/batches', { body, ...(key ? { headers: { 'idempotency-key': key } } : {}) });

/** Does `meanwhile` after the next request has looked for a kept answer, and before it goes on. */
function betweenLookAndWork(meanwhile: () => Promise<unknown>): () => void {
  const { pool } = intake.database;
  const query = pool.query.bind(pool) as (...all: unknown[]) => Promise<unknown>;
  const interrupted = async (...all: unknown[]): Promise<unknown> => {
    const answer = await query(...all);
    if (typeof all[0] === 'string' && all[0].includes('from idempotency')) {
      Object.assign(pool, { query });
      await meanwhile();
    }
    return answer;
  };
  Object.assign(pool, { query: interrupted });
  return () => {
    Object.assign(pool, { query });
  };
}

/** Holds `lock` until `waiting` others wait for a lock, then lets go. */
async function holding(lock: (client: Holder) => Promise<unknown>, waiting: number, others: () => void): Promise<void> {
  const client = await intake.database.pool.connect();
  try {
    await client.query('begin');
    await lock(client);
    others();
    const stuck = `select count(*)::int n from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
    while ((await intake.database.pool.query(stuck)).rows[0].n < waiting);
    await client.query('commit');
  } finally {
    client.release();
  }
}
interface Holder {
  query(sql: string, values?: unknown[]): Promise<unknown>;
}

describe('at the same moment', () => {
  test('a batch needs no more than one connection: as many as there are may come in', async () => {
    const narrow = await openIntake({ poolSize: 1, errorsExpected: true });
    try {
      expect((await hand(batch([row()]), undefined, narrow)).status).toBe(202);
    } finally {
      await narrow.close();
    }
  });

  test('a batch sent again while it is being accepted gets the same answer [edge case 41]', async () => {
    const body = batch([row()]);
    let first: unknown;
    const end = betweenLookAndWork(async () => {
      first = (await hand(body, 'twice')).json;
    });
    const again = await hand(body, 'twice');
    end();
    // Where the look is part of the work there is no moment between.
    first ??= (await hand(body, 'twice')).json;
    expect([again.status, again.json]).toEqual([202, first]);
  });

  test('of two batches with the same appointment one has it, the other hears that it is open', async () => {
    const body = batch([row()]);
    let answers: Promise<{ status: number }[]> | undefined;
    await holding(
      (client) => client.query('lock table notice in share mode'),
      2,
      () => {
        answers = Promise.all([hand(body), hand(body)]);
      },
    );
    expect((await answers)?.map((a) => a.status).sort()).toEqual([202, 422]);
  });

  test('an endpoint is made once for one key', async () => {
    const create = () =>
      intake.ask('POST', '/v1/webhook-endpoints', {
        body: { url: 'https://pms.example.org/hook' },
        headers: { 'idempotency-key': 'hook' },
      });
    const end = betweenLookAndWork(create);
    await Promise.all([create(), create()]);
    end();
    const { rows } = await intake.database.pool.query('select count(*)::int n from webhook_endpoint');
    expect(rows).toEqual([{ n: 1 }]);
  });

  test('two policies put are two versions, one after the other', async () => {
    let put: Promise<{ status: number }> | undefined;
    await holding(
      (client) =>
        client.query(
          `insert into policy (practice_id, version, body, created_at) select practice_id, version + 1, body, created_at
           from policy where practice_id = $1 order by version desc limit 1`,
          [intake.practiceId],
        ),
      1,
      () => {
        put = intake.ask('PUT', '/v1/policy', { body: {} });
      },
    );
    expect((await put)?.status).toBe(200);
  });
});

describe('a request that does not fit is never a 500', () => {
  test('text is refused by its type', async () => {
    const answer = await intake.ask('POST', '/v1/batches', {
      body: 'hello',
      headers: { 'content-type': 'text/plain' },
    });
    expect([answer.status, answer.json.code]).toEqual([415, 'unsupported_media_type']);
  });

  test('an address that differs in case only counts once', async () => {
    const contacts = ['PageScoped1', 'pagescoped1'].map((value) => ({ system: 'messenger' as const, value }));
    expect((await hand(batch([row({ patient: { contacts } })]))).status).toBe(202);
  });

  test('a version beyond all versions is refused or not found', async () => {
    expect([400, 404]).toContain((await intake.ask('GET', '/v1/policy?version=99999999999')).status);
  });

  test('a slot by a name that cannot be stored is not found', async () => {
    expect((await intake.ask('DELETE', '/v1/slots/%00')).status).toBe(404);
  });

  test('a name that cannot be stored is refused where a notice is withdrawn', async () => {
    const { id } = await handOver(intake, [row()]);
    const { json } = await intake.ask('GET', `/v1/batches/${id}/notices`);
    const answer = await intake.ask('POST', `/v1/notices/${json.data[0].id}/withdraw`, { body: { by: 'M\u0000' } });
    expect(answer.status).toBe(400);
  });

  test('a name that cannot be stored is refused where an operator attests', async () => {
    const { id } = await handOver(intake, [row()]);
    const { json } = await intake.ask('GET', `/v1/batches/${id}/notices`);
    const body = { by: 'M\u0000', how: 'cannot-be-reached' };
    const answer = await intake.ask('POST', `/v1/outreaches/${json.data[0].outreachId}/attest`, { body });
    expect(answer.status).toBe(400);
  });

  test('a description that cannot be stored is refused', async () => {
    const body = { url: 'https://pms.example.org/hook', description: 'M\u0000' };
    expect((await intake.ask('POST', '/v1/webhook-endpoints', { body })).status).toBe(400);
  });

  test('a delivery that waits already is no reason to say it does not exist', async () => {
    await intake.ask('POST', '/v1/webhook-endpoints', { body: { url: 'https://pms.example.org/hook' } });
    await handOver(intake, [row()]);
    const { json } = await intake.ask('GET', '/v1/webhook-deliveries?state=pending');
    expect((await intake.ask('POST', `/v1/webhook-deliveries/${json.data[0].id}/replay`)).status).not.toBe(404);
  });
});

describe('what is promised is kept', () => {
  test('an operator who attests is named in the ledger', async () => {
    const { id } = await handOver(intake, [row()]);
    const { json } = await intake.ask('GET', `/v1/batches/${id}/notices`);
    const body = { by: 'Mo at the desk', how: 'spoke-in-person' };
    const { json: after } = await intake.ask('POST', `/v1/outreaches/${json.data[0].outreachId}/attest`, { body });
    expect(JSON.stringify(after.timeline)).toContain('Mo at the desk');
  });

  test('a task whose lease is over is listed as open before anybody tidies up', async () => {
    const { id } = await handOver(intake, [row({ patient: { contacts: [] } })]);
    await intake.conduct();
    const { rows } = await intake.database.pool.query('select id from task where batch_id = $1', [id]);
    await intake.ask('POST', `/v1/tasks/${rows[0].id}/claim`, { body: { by: 'Mo', minutes: 1 } });
    intake.clock.advance(2 * 60_000);
    const { json } = await intake.ask('GET', '/v1/tasks?state=open');
    expect(json.data.map((t: { id: string }) => t.id)).toContain(rows[0].id);
  });

  test('a closed batch is streamed to its last event', async () => {
    const { id } = await handOver(
      intake,
      Array.from({ length: 1100 }, () => row()),
    );
    await intake.database.pool.query('update batch set closed_at = $2 where id = $1', [id, intake.clock.now()]);
    const key = await intake.newKey(intake.practiceId, ['batches']);
    const { text } = await intake.ask('GET', `/v1/batches/${id}/stream`, { key });
    expect(text.match(/^event: timeline$/gm)).toHaveLength(1100);
  });

  const ajv = new Ajv2020({ strict: false, allErrors: true });
  (formats as unknown as (a: Ajv2020) => void)(ajv);
  type Paths = Record<
    string,
    Record<string, { responses: Record<string, { content?: Record<string, { schema: object }> }> }>
  >;
  const { paths } = openApiDocument() as { paths: Paths };
  const schemaOf = (method: string, path: string, status: number): object | undefined =>
    paths[path]?.[method]?.responses[status]?.content?.['application/json']?.schema;

  test('the progress of a batch fits its document', async () => {
    const { id } = await handOver(intake, [row()]);
    const { json } = await intake.ask('GET', `/v1/batches/${id}`);
    expect(ajv.validate(schemaOf('get', '/v1/batches/{id}', 200) ?? {}, json)).toBe(true);
  });

  test('an outreach fits its document', async () => {
    const { id } = await handOver(intake, [row()]);
    const { json } = await intake.ask('GET', `/v1/batches/${id}/notices`);
    const outreach = await intake.ask('GET', `/v1/outreaches/${json.data[0].outreachId}`);
    expect(ajv.validate(schemaOf('get', '/v1/outreaches/{id}', 200) ?? {}, outreach.json)).toBe(true);
  });

  test('a dry run is documented', () => {
    expect(schemaOf('post', '/v1/batches', 200)).toBeDefined();
  });
});
