import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { defaultPolicy, firstPolicy } from '@rollcall/contracts';
import { adminToken, handOver, type Intake, openIntake, row } from './practice.js';

let intake: Intake;
beforeAll(async () => {
  intake = await openIntake();
});
afterAll(() => intake.close());

describe('practices', () => {
  const input = {
    name: 'Sierra Clinic',
    spokenName: 'Sierra Clinic',
    timeZone: 'America/Denver',
    country: 'US',
    callbackNumber: '+1 555 010 0101',
  };
  const admin = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown) =>
    intake.ask(method, path, { key: adminToken, ...(body === undefined ? {} : { body }) });

  test('are created with a default policy, and open to a key of their own', async () => {
    const created = await admin('POST', '/v1/practices', input);
    expect([created.status, created.json]).toEqual([201, expect.objectContaining({ ...input, language: 'en' })]);
    const made = await admin('POST', `/v1/practices/${created.json.id}/api-keys`, {
      label: 'PMS',
      scopes: ['settings'],
    });
    expect(made.status).toBe(201);
    expect(made.json.key).toMatch(/^rk_[0-9a-z]{16}_[A-Za-z0-9_-]{43}$/);
    const policy = await intake.ask('GET', '/v1/policy', { key: made.json.key });
    expect(policy.json).toMatchObject({ version: 1, policy: firstPolicy('US') });
    const { rows } = await intake.database.pool.query('select row_to_json(k)::text t from api_key k');
    expect(JSON.stringify(rows)).not.toContain(made.json.key.split('_').at(-1));
  });

  test('change what a patch names, and nothing else', async () => {
    const { json } = await admin('POST', '/v1/practices', { ...input, language: 'es' });
    const patched = await admin('PATCH', `/v1/practices/${json.id}`, { spokenName: 'Sierra' });
    expect(patched.json).toEqual({ ...json, spokenName: 'Sierra' });
  });

  test.each([
    [{ ...input, timeZone: 'Mars/Olympus' }, '/timeZone'],
    [{ ...input, country: 'ZZ' }, '/country'],
    [{ ...input, name: '' }, '/name'],
    [{ ...input, owner: 'x' }, ''],
  ])('are refused as %j', async (body, pointer) => {
    const answer = await admin('POST', '/v1/practices', body);
    expect([answer.status, answer.json.errors[0].pointer]).toEqual([400, pointer]);
  });

  test('that do not exist get no key', async () => {
    const nobody = '00000000-0000-7000-8000-000000000000';
    expect((await admin('POST', `/v1/practices/${nobody}/api-keys`, {})).status).toBe(404);
    expect((await admin('PATCH', `/v1/practices/${nobody}`, {})).status).toBe(404);
    expect((await admin('DELETE', '/v1/api-keys/0000000000000000')).status).toBe(404);
  });
});

describe('instant messages', () => {
  const policyOf = async (country: string, put?: object) => {
    const { json } = await intake.ask('POST', '/v1/practices', {
      key: adminToken,
      body: { name: 'C', spokenName: 'C', timeZone: 'Europe/Madrid', country, callbackNumber: '+1 555 010 0101' },
    });
    const { key } = (await intake.ask('POST', `/v1/practices/${json.id}/api-keys`, { key: adminToken, body: {} })).json;
    if (put) await intake.ask('PUT', '/v1/policy', { key, body: put });
    return (await intake.ask('GET', '/v1/policy', { key })).json.policy;
  };

  test.each(['US', 'PR'])('reach nobody in %s until the practice turns them on, and then they do', async (country) => {
    expect((await policyOf(country)).channels).toEqual({ voice: true, sms: true, email: true, im: false });
    expect((await policyOf(country, { operatorLeadMinutes: 90 })).channels.im).toBe(false);
    const on = { channels: { voice: true, sms: true, email: true, im: true } };
    expect((await policyOf(country, on)).channels.im).toBe(true);
  });

  test('are on elsewhere, for patients who gave their consent', async () => {
    expect((await policyOf('ES')).channels.im).toBe(true);
    expect((await policyOf('ES', {})).channels.im).toBe(true);
  });

  test('a booking’s time is not in a mail where the carrier of mail may not read it', async () => {
    expect([(await policyOf('US')).calendarFile, (await policyOf('ES')).calendarFile]).toEqual(['link', 'attached']);
  });
});

describe('the policy', () => {
  test('is replaced whole; old versions stay readable', async () => {
    const first = await intake.ask('GET', '/v1/policy');
    const put = await intake.ask('PUT', '/v1/policy', { body: { ...defaultPolicy, operatorLeadMinutes: 90 } });
    expect([put.status, put.json.version]).toEqual([200, first.json.version + 1]);
    expect((await intake.ask('GET', '/v1/policy')).json.policy.operatorLeadMinutes).toBe(90);
    expect((await intake.ask('GET', `/v1/policy?version=${first.json.version}`)).json).toEqual(first.json);
    expect((await intake.ask('GET', '/v1/policy?version=999')).status).toBe(404);
  });

  test.each([
    [{ ladder: { sameDay: [], ahead: [] } }, '/ladder/sameDay'],
    [
      { windows: { normal: { from: '20:00', to: '08:00' }, urgent: { from: '06:00', to: '22:00' } } },
      '/windows/normal/to',
    ],
    [{ evidence: 'hoped' }, '/evidence'],
    [{ operatorLeadMinutes: -1 }, '/operatorLeadMinutes'],
    [{ callEverybody: true }, ''],
  ])('is refused as %j, and the old one stays', async (body, pointer) => {
    const before = await intake.ask('GET', '/v1/policy');
    const answer = await intake.ask('PUT', '/v1/policy', { body });
    expect([answer.status, answer.json.errors[0].pointer]).toEqual([400, pointer]);
    expect((await intake.ask('GET', '/v1/policy')).json).toEqual(before.json);
  });
});

describe('slots', () => {
  const slot = (externalId: string, more: object = {}) => ({
    externalId,
    resource: 'DR-1',
    start: '2026-11-25T15:00:00Z',
    end: '2026-11-25T15:30:00Z',
    ...more,
  });
  const put = (slots: unknown[]) => intake.ask('PUT', '/v1/slots', { body: { slots } });

  test('are upserted by their externalId, listed, and taken back', async () => {
    expect((await put([slot('S-1'), slot('S-2', { visitTypes: ['a', 'b'], location: 'MAIN' })])).json).toEqual({
      upserted: 2,
    });
    await put([slot('S-1', { resource: 'DR-2' })]);
    const { json } = await intake.ask('GET', '/v1/slots');
    expect(json.data).toHaveLength(2);
    expect(json.data.find((s: { externalId: string }) => s.externalId === 'S-1')).toMatchObject({
      resource: 'DR-2',
      state: 'free',
    });
    expect(json.data.find((s: { externalId: string }) => s.externalId === 'S-2')).toMatchObject({
      visitTypes: ['a', 'b'],
      location: 'MAIN',
    });
    expect((await intake.ask('DELETE', '/v1/slots/S-1')).status).toBe(204);
    expect((await intake.ask('GET', '/v1/slots')).json.data.map((s: { state: string }) => s.state).sort()).toEqual([
      'busy',
      'free',
    ]);
    expect((await intake.ask('DELETE', '/v1/slots/S-9')).status).toBe(404);
  });

  test.each([
    [[slot('S-3', { end: '2026-11-25T14:00:00Z' })], '/slots/0/end', 'end_before_start'],
    [[slot('S-3'), slot('S-3')], '/slots/1/externalId', 'duplicate_external_id'],
    [[slot('S-3', { start: '2026-11-25T15:00:00' })], '/slots/0/start', 'custom'],
    [[], '/slots', 'too_small'],
  ])('are refused whole as %j', async (slots, pointer, code) => {
    const answer = await put(slots);
    expect([answer.status, answer.json.errors[0]]).toEqual([400, expect.objectContaining({ pointer, code })]);
    expect((await intake.ask('GET', '/v1/slots')).text).not.toContain('S-3');
  });

  test('go in ten thousand at a time', async () => {
    const many = Array.from({ length: 10_000 }, (_, n) => slot(`M-${n}`));
    expect((await put(many)).json).toEqual({ upserted: 10_000 });
    expect((await put([...many, slot('M-more')])).status).toBe(400);
  });
});

describe('webhook endpoints', () => {
  const create = async (body: object = {}) =>
    (await intake.ask('POST', '/v1/webhook-endpoints', { body: { url: 'https://pms.example.org/hook', ...body } }))
      .json;

  test('show their secret at creation and rotation only, and keep it sealed', async () => {
    const made = await create({ events: ['batch.accepted'], description: 'PMS' });
    expect(made.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const rotated = await intake.ask('POST', `/v1/webhook-endpoints/${made.id}/rotate-secret`);
    expect(rotated.json.secret).not.toBe(made.secret);
    expect((await intake.ask('GET', '/v1/webhook-endpoints')).text).not.toContain('whsec_');
    const { rows } = await intake.database.pool.query('select * from webhook_endpoint where id = $1', [made.id]);
    const open = (sealed: Buffer) => intake.database.sealer.open(sealed, 'secret', intake.practiceId);
    expect([open(rows[0].secret_sealed), open(rows[0].previous_secret_sealed)]).toEqual([
      rotated.json.secret,
      made.secret,
    ]);
    expect(rows[0].previous_until).toEqual(new Date(intake.clock.now().getTime() + 24 * 3_600_000));
  });

  test('are changed and removed', async () => {
    const made = await create();
    const patched = await intake.ask('PATCH', `/v1/webhook-endpoints/${made.id}`, {
      body: { enabled: false, events: ['task.opened'] },
    });
    expect(patched.json).toMatchObject({ enabled: false, events: ['task.opened'], url: made.url });
    expect((await intake.ask('DELETE', `/v1/webhook-endpoints/${made.id}`)).status).toBe(204);
    expect((await intake.ask('DELETE', `/v1/webhook-endpoints/${made.id}`)).status).toBe(404);
    expect((await intake.ask('GET', '/v1/webhook-endpoints')).text).not.toContain(made.id);
  });

  test.each([
    { url: 'not a url' },
    { url: 'https://a.example', events: [] },
    { url: 'https://a.example', events: ['all'] },
  ])('are refused as %j', async (body) => {
    const answer = await intake.ask('POST', '/v1/webhook-endpoints', { body });
    expect([answer.status, answer.json.code]).toEqual([400, 'invalid']);
  });

  test('deliver what was accepted, thin; a delivery is replayed with the same event', async () => {
    const made = await create({ events: ['batch.accepted'] });
    const { id } = await handOver(intake, [row()]);
    const listed = await intake.ask('GET', '/v1/webhook-deliveries?state=pending');
    const mine = listed.json.data.filter((d: { endpointId: string }) => d.endpointId === made.id);
    expect(mine).toEqual([expect.objectContaining({ type: 'batch.accepted', state: 'pending', tries: 0 })]);
    const event = await intake.database.pool.query('select body from callback_event where id = $1', [mine[0].eventId]);
    expect(event.rows[0].body.data).toEqual({ batchId: id, accepted: 1, outreaches: 1 });
    await intake.database.pool.query(
      `update delivery set state = 'delivered', delivered_at = now(), next_attempt_at = null, tries = 1 where id = $1`,
      [mine[0].id],
    );
    expect((await intake.ask('POST', `/v1/webhook-deliveries/${mine[0].id}/replay`)).status).toBe(202);
    const again = await intake.ask('GET', '/v1/webhook-deliveries?state=pending');
    expect(again.json.data.find((d: { id: string }) => d.id === mine[0].id)).toMatchObject({
      eventId: mine[0].eventId,
      tries: 0,
    });
  });

  test('that came late recover what happened before them, once [edge case 51]', async () => {
    await handOver(intake, [row()]);
    const made = await create({ events: ['batch.accepted'] });
    const recover = (since: string) =>
      intake.ask('POST', `/v1/webhook-endpoints/${made.id}/recover?since=${encodeURIComponent(since)}`);
    expect((await recover('2026-11-24T00:00:00-05:00')).json.again).toBeGreaterThan(0);
    expect((await recover('2026-11-24T00:00:00-05:00')).json.again).toBe(0);
    expect((await recover('yesterday')).status).toBe(400);
  });
});
