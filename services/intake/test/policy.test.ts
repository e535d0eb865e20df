import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { carefulIn, defaultPolicy, PolicyCheck, presetNames, presets } from '@rollcall/contracts';
import { adminToken, type Intake, openIntake } from './practice.js';

let intake: Intake;
beforeAll(async () => {
  intake = await openIntake();
});
afterAll(() => intake.close());

const example = (name: string): object =>
  JSON.parse(readFileSync(fileURLToPath(new URL(`../../../examples/${name}`, import.meta.url)), 'utf8'));

describe('a policy', () => {
  test('is explained and checked without being taken', async () => {
    const before = await intake.ask('GET', '/v1/policy');
    const answer = await intake.ask('POST', '/v1/policy/check', { body: example('policy.json') });
    expect(answer.status).toBe(200);
    const check = PolicyCheck.parse(answer.json);
    expect(check.ok).toBe(true);
    expect(check.policy).toEqual({
      ...presets.gentle.policy,
      calendarFile: 'link',
      ...without(example('policy.json'), 'preset'),
    });
    expect(check.findings.map((f) => [f.code, f.pointer])).toContainEqual([
      'channel_off_in_ladder',
      '/ladder/sameDay/1/channel',
    ]);
    expect(check.sameDay.steps.at(-1)?.kind).toBe('deadline');
    expect((await intake.ask('GET', '/v1/policy')).json).toEqual(before.json);
  });

  test('under which patients would not be told is refused, with the field and the reason, and the old one stays', async () => {
    const before = await intake.ask('GET', '/v1/policy');
    const answer = await intake.ask('PUT', '/v1/policy', { body: { preset: 'same-day', evidence: 'attested' } });
    expect([answer.status, answer.json.code]).toEqual([422, 'unprocessable']);
    expect(answer.json.errors).toMatchObject([{ pointer: '/evidence', code: 'evidence_out_of_reach' }]);
    expect((await intake.ask('GET', '/v1/policy')).json).toEqual(before.json);
  });

  test('that a careful practice would not choose is taken, with warnings', async () => {
    const put = await intake.ask('PUT', '/v1/policy', { body: { ...defaultPolicy, operatorLeadMinutes: 5 } });
    expect(put.status).toBe(200);
    expect(put.json.warnings).toMatchObject([{ code: 'operator_lead_too_short', pointer: '/operatorLeadMinutes' }]);
  });

  test('is taken from a preset by name, whole, and stays as it is when the preset changes', async () => {
    const put = await intake.ask('PUT', '/v1/policy', { body: { preset: 'clinical-priority', sameDayHours: 30 } });
    const stored = (await intake.ask('GET', '/v1/policy')).json;
    expect(stored.policy).toEqual({ ...presets['clinical-priority'].policy, ...carefulIn('US'), sameDayHours: 30 });
    expect(put.json).toEqual({ ...stored, warnings: [] });
  });

  test("is checked with the texts it sends: a name outside of the carriers' alphabet makes each of them dear", async () => {
    const admin = (method: 'POST' | 'PATCH', path: string, body: object) =>
      intake.ask(method, path, { key: adminToken, body });
    const { id, key } = await intake.newPractice();
    const check = async () => (await intake.ask('POST', '/v1/policy/check', { key, body: {} })).json.findings;
    expect(await check()).toEqual([]);
    expect((await admin('PATCH', `/v1/practices/${id}`, { name: '小龍診所', spokenName: '小龍診所' })).status).toBe(
      200,
    );
    expect(await check()).toContainEqual(expect.objectContaining({ code: 'text_too_long', pointer: '' }));
    const silent = { channels: { ...defaultPolicy.channels, sms: false } };
    const findings = (await intake.ask('POST', '/v1/policy/check', { key, body: silent })).json.findings;
    expect(findings.map((f: { code: string }) => f.code)).not.toContain('text_too_long');
  });

  test('of no such preset is refused', async () => {
    const answer = await intake.ask('PUT', '/v1/policy', { body: { preset: 'brave' } });
    expect([answer.status, answer.json.errors[0].pointer]).toEqual([400, '/preset']);
  });

  test('can be chosen among presets, one of them the default', async () => {
    const { json } = await intake.ask('GET', '/v1/policy/presets');
    expect(json.data.map((p: { name: string }) => p.name)).toEqual([...presetNames]);
    expect(json.data.filter((p: { isDefault: boolean }) => p.isDefault)).toMatchObject([{ policy: defaultPolicy }]);
  });

  test('has a schema that says of each field what it means and why', async () => {
    const { json } = await intake.ask('GET', '/v1/policy/schema');
    expect(json.properties.operatorLeadMinutes).toMatchObject({ default: 60, 'x-unit': 'minutes' });
  });
});

const without = (record: object, name: string): object =>
  Object.fromEntries(Object.entries(record).filter(([key]) => key !== name));
