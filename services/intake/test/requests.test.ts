import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { maxBodyBytes } from '@rollcall/contracts';
import { adminToken, batch, type Intake, openIntake, row } from './practice.js';

let intake: Intake;
beforeAll(async () => {
  intake = await openIntake();
});
afterAll(() => intake.close());

/** A good batch of exactly so many bytes: JSON may end in white space. */
const ofBytes = (bytes: number): string => {
  const body = JSON.stringify(batch([row()]));
  return body + ' '.repeat(bytes - Buffer.byteLength(body));
};

describe('a request that does not fit is answered with a problem', () => {
  const cases: { what: string; body: unknown; status: number; code: string; pointer?: string }[] = [
    { what: 'is no JSON', body: '{"reason": ', status: 400, code: 'malformed_json' },
    { what: 'is empty', body: '', status: 400, code: 'malformed_json' },
    { what: 'reaches for a prototype', body: '{"__proto__": {"x": 1}}', status: 400, code: 'malformed_json' },
    { what: 'is null', body: 'null', status: 400, code: 'invalid', pointer: '/reason' },
    { what: 'is a list', body: [], status: 400, code: 'invalid', pointer: '' },
    { what: 'has no reason', body: { appointments: [{}] }, status: 400, code: 'invalid', pointer: '/reason' },
    {
      what: 'has a reason of its own',
      body: batch([{}], { reason: 'golf' }),
      status: 400,
      code: 'invalid',
      pointer: '/reason',
    },
    { what: 'has no appointments', body: batch([]), status: 400, code: 'invalid', pointer: '/appointments' },
    {
      what: 'has one appointment instead of a list',
      body: { reason: 'other', appointments: row() },
      status: 400,
      code: 'invalid',
      pointer: '/appointments',
    },
    {
      what: 'has 10,001 appointments',
      body: batch(Array(10_001).fill(1)),
      status: 400,
      code: 'invalid',
      pointer: '/appointments',
    },
    {
      what: 'wants a dry run in words',
      body: batch([row()], { dryRun: 'yes' }),
      status: 400,
      code: 'invalid',
      pointer: '/dryRun',
    },
    {
      what: 'has a field nobody knows',
      body: batch([row()], { urgent: true }),
      status: 400,
      code: 'invalid',
      pointer: '',
    },
  ];
  test.each(cases)('a batch that $what', async ({ body, status, code, pointer }) => {
    const answer = await intake.ask('POST', '/v1/batches', { body });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(answer.json).toMatchObject({ status, code, type: `https://rollcall.dev/problems/${code}` });
    expect(answer.json.requestId).toBe(answer.headers.get('x-request-id'));
    if (pointer !== undefined) expect(answer.json.errors[0]).toMatchObject({ pointer });
  });

  test('a body of exactly 16 MiB is read', async () => {
    expect((await intake.ask('POST', '/v1/batches', { body: ofBytes(maxBodyBytes) })).status).toBe(202);
  });

  test('without a key nothing of it is read', async () => {
    const answer = await intake.ask('POST', '/v1/batches', { key: null, body: '{ not even JSON' });
    expect([answer.status, answer.json.code]).toEqual([401, 'unauthorized']);
  });

  test('one byte more is too large', async () => {
    // With fetch, the server's early answer may be lost to its own closing of the connection.
    const { hostname, port } = new URL(intake.url);
    const key = await intake.newKey(intake.practiceId, ['batches']);
    const [status, text] = await new Promise<[number | undefined, string]>((resolve, reject) => {
      const sent = httpRequest({
        hostname,
        port,
        method: 'POST',
        path: '/v1/batches',
        headers: {
          authorization: `Bearer ${key}`,
          'content-type': 'application/json',
          'content-length': maxBodyBytes + 1,
        },
      });
      sent.on('error', reject);
      sent.on('response', (answer) => {
        let read = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => {
          read += chunk;
        });
        answer.on('end', () => {
          resolve([answer.statusCode, read]);
          sent.destroy();
        });
      });
      sent.flushHeaders();
    });
    expect(status).toBe(413);
    expect(JSON.parse(text)).toMatchObject({ code: 'too_large' });
  });

  test.each(['application/xml', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'a batch as %s is refused by its type',
    async (type) => {
      const answer = await intake.ask('POST', '/v1/batches', { body: '<a/>', headers: { 'content-type': type } });
      expect([answer.status, answer.json.code]).toEqual([415, 'unsupported_media_type']);
    },
  );

  test.each([
    ['GET', '/v1/nothing'],
    ['DELETE', '/v1/batches'],
    ['GET', '/v1/batches/not-an-id'],
    ['GET', '/v1/notices/00000000-0000-7000-8000-000000000000'],
  ] as const)('%s %s is not found', async (method, path) => {
    const answer = await intake.ask(method, path);
    expect([answer.status, answer.json.code]).toEqual([404, 'not_found']);
  });

  test.each([
    'limit=0',
    'limit=501',
    'limit=ten',
    'cursor=nonsense',
    `cursor=${Buffer.from('"x"').toString('base64url')}`,
  ])('a list with ?%s is refused', async (query) => {
    for (const list of ['/v1/batches', '/v1/tasks', '/v1/slots', '/v1/webhook-endpoints', '/v1/webhook-deliveries']) {
      const answer = await intake.ask('GET', `${list}?${query}`);
      expect([list, answer.status, answer.json.code]).toEqual([list, 400, 'invalid']);
    }
  });

  test('a request id is kept when it is plain, and made when it is not', async () => {
    const kept = await intake.ask('GET', '/v1/policy', { headers: { 'x-request-id': 'pms-42' } });
    expect(kept.headers.get('x-request-id')).toBe('pms-42');
    const made = await intake.ask('GET', '/v1/policy', { headers: { 'x-request-id': 'Ana Reyes' } });
    expect(made.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('who asks', () => {
  test.each([null, 'nothing', 'rk_0000000000000000_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', adminToken])(
    'a practice is not opened by %s',
    async (key) => {
      const answer = await intake.ask('GET', '/v1/batches', { key });
      expect([answer.status, answer.json.code]).toEqual([401, 'unauthorized']);
    },
  );

  test('a good key with another secret is refused', async () => {
    const key = await intake.newKey(intake.practiceId, ['batches']);
    const forged = `${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`;
    expect((await intake.ask('GET', '/v1/batches', { key: forged })).status).toBe(401);
  });

  test('a revoked key is refused', async () => {
    const key = await intake.newKey(intake.practiceId, ['batches']);
    const id = key.split('_')[1];
    expect((await intake.ask('DELETE', `/v1/api-keys/${id}`, { key: adminToken })).status).toBe(204);
    expect((await intake.ask('GET', '/v1/batches', { key })).status).toBe(401);
  });

  test('only the administrator manages practices', async () => {
    for (const path of ['/v1/practices', `/v1/practices/${intake.practiceId}`])
      expect((await intake.ask('GET', path)).status).toBe(401);
    expect((await intake.ask('GET', '/v1/practices', { key: adminToken })).status).toBe(200);
  });

  test('a key opens what its scopes name, and 403 says which are missing', async () => {
    const some = '00000000-0000-7000-8000-000000000000';
    const allowed: Record<string, [string, string][]> = {
      batches: [
        ['POST', '/v1/batches'],
        ['GET', '/v1/batches'],
        ['POST', `/v1/notices/${some}/withdraw`],
        ['POST', `/v1/batches/${some}/stop`],
      ],
      slots: [
        ['PUT', '/v1/slots'],
        ['GET', '/v1/slots'],
        ['DELETE', '/v1/slots/S'],
      ],
      operate: [
        ['GET', '/v1/tasks'],
        ['POST', `/v1/tasks/${some}/claim`],
        ['POST', `/v1/outreaches/${some}/attest`],
        ['POST', `/v1/batches/${some}/pause`],
      ],
      settings: [
        ['PUT', '/v1/policy'],
        ['GET', '/v1/webhook-endpoints'],
        ['POST', `/v1/webhook-endpoints/${some}/rotate-secret`],
      ],
    };
    const lacking: Record<string, string> = {
      batches: 'slots',
      slots: 'settings',
      operate: 'slots',
      settings: 'operate',
    };
    for (const [scope, routes] of Object.entries(allowed)) {
      const good = await intake.newKey(intake.practiceId, [scope as 'batches']);
      const bad = await intake.newKey(intake.practiceId, [lacking[scope] as 'batches']);
      for (const [method, path] of routes) {
        const body = method === 'GET' || method === 'DELETE' ? {} : { body: {} };
        const opened = await intake.ask(method as 'GET', path, { key: good, ...body });
        const closed = await intake.ask(method as 'GET', path, { key: bad, ...body });
        expect([method, path, [401, 403].includes(opened.status), closed.status]).toEqual([method, path, false, 403]);
        expect(closed.json.detail).toContain(scope);
      }
    }
  });
});

test('who asks too often waits as long as it is told', async () => {
  const slow = await openIntake({ requestsPerMinute: 2 });
  try {
    await slow.ask('GET', '/v1/policy');
    await slow.ask('GET', '/v1/policy');
    const third = await slow.ask('GET', '/v1/policy');
    expect([third.status, third.json.code]).toEqual([429, 'too_many_requests']);
    expect(Number(third.headers.get('retry-after'))).toBeGreaterThan(0);
    // Another key is another practice's: it does not wait for this one. Nor does whoever watches over us.
    expect((await slow.ask('GET', '/v1/policy', { key: (await slow.newPractice()).key })).status).toBe(200);
    for (const path of ['/healthz', '/readyz', '/metrics']) expect((await slow.ask('GET', path)).status).toBe(200);
  } finally {
    await slow.close();
  }
});
