import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { adminToken, type Intake, openIntake } from './practice.js';

let intake: Intake;
beforeAll(async () => {
  intake = await openIntake();
});
afterAll(() => intake.close());

const sid = (n: number): string => `HX${String(n).padStart(32, '0')}`;
const template = (over: object = {}) => ({
  name: 'appointment_notice',
  language: 'en',
  contentSid: sid(1),
  state: 'approved',
  ...over,
});
const put = (...templates: object[]) => intake.ask('PUT', '/v1/im-templates', { key: adminToken, body: { templates } });

describe('WhatsApp templates', () => {
  test('are entered, changed one by one, and listed with why they are not approved', async () => {
    await put(template(), template({ language: 'es', contentSid: sid(2), state: 'pending' }));
    const because = 'Meta: variables without words between them';
    const { status, json } = await put(template({ language: 'es', contentSid: sid(3), state: 'rejected', because }));
    expect(status).toBe(200);
    expect(json.data).toEqual([
      expect.objectContaining({
        language: 'en',
        contentSid: sid(1),
        state: 'approved',
        category: 'UTILITY',
        because: null,
      }),
      expect.objectContaining({ language: 'es', contentSid: sid(3), state: 'rejected', because }),
    ]);
    expect((await intake.ask('GET', '/v1/im-templates', { key: adminToken })).json).toEqual(json);
  });

  test.each([
    [template({ name: 'promotion' }), '/templates/0/name'],
    [template({ category: 'MARKETING' }), '/templates/0/category'],
    [template({ contentSid: 'HX1' }), '/templates/0/contentSid'],
    [template({ state: 'maybe' }), '/templates/0/state'],
    [template({ language: 'en-US' }), '/templates/0/language'],
  ])('are refused as %j', async (body, pointer) => {
    const answer = await put(body);
    expect([answer.status, answer.json.errors[0].pointer]).toEqual([400, pointer]);
  });

  test('one content is not two templates', async () => {
    expect((await put(template({ name: 'appointment_offer', contentSid: sid(1) }))).status).toBe(409);
    expect((await put(template(), template())).status).toBe(422);
  });

  test('are the administrator’s: one sender serves all practices', async () => {
    expect((await intake.ask('GET', '/v1/im-templates')).status).toBe(401);
    expect((await intake.ask('PUT', '/v1/im-templates', { body: { templates: [template()] } })).status).toBe(401);
  });
});
