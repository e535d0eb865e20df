/** Which words go out on WhatsApp and Messenger, and when none may. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Conversation, Outcome } from '@rollcall/contracts';
import { type Database, listImTemplates, openDatabase, putImTemplates, seedImTemplates } from '@rollcall/database';
import { freshDatabase, testKeys } from '@rollcall/database/testing';
import { manualClock } from '@rollcall/platform';
import type { ImRequest } from '@rollcall/providers';
import { dueFor } from '../../../packages/messages/test/scenes.js';
import { imSend } from '../src/send.js';
import { readContentSids, templatesIn } from '../src/templates.js';

const now = new Date('2026-11-24T12:00:00Z');
const sid = (n: number): string => `HX${String(n).padStart(32, '0')}`;
let database: Database;
let drop: () => Promise<void>;
let asked: ImRequest[];
let outcome: Outcome;
beforeEach(async () => {
  const fresh = await freshDatabase();
  drop = fresh.drop;
  database = openDatabase({ url: fresh.url, poolSize: 2, encryptionKeys: testKeys, applicationName: 'test' });
  asked = [];
  outcome = { kind: 'accepted', ref: 'MM1' };
});
afterEach(async () => {
  await database.close();
  await drop();
});

type Purpose = Conversation['attempt']['purpose'];
const approve = (language: string, n: number, state: 'approved' | 'pending' | 'rejected' | 'paused' = 'approved') =>
  putImTemplates(
    database,
    [{ name: 'appointment_notice', language, contentSid: sid(n), category: 'UTILITY', state }],
    now,
  );
const patient = (language: string, over: Partial<Conversation['attempt']> = {}, purpose: Purpose = 'tell') =>
  dueFor(purpose, language, { attempt: { channel: 'im', system: 'whatsapp', ...over } });
const send = (c: Conversation): Promise<Outcome> => {
  const sender = {
    send: async (r: ImRequest) => {
      asked.push(r);
      return outcome;
    },
  };
  const clock = manualClock(now);
  const publicUrl = 'https://hooks.example.org';
  const to = imSend({ sender, clock, publicUrl, templates: templatesIn(database, clock) });
  return to(c, { token: 'AAAAAAAAAAAAAAAAAAAAAA', mailToken: '' });
};
const open = new Date(now.getTime() + 60_000);
const shut = new Date(now.getTime() - 60_000);

describe('a patient who has not written', () => {
  test('gets the approved template of their language, with buttons that name our attempt', async () => {
    await approve('es', 2);
    expect(await send(patient('es'))).toEqual({ kind: 'accepted', ref: 'MM1' });
    expect(asked).toMatchObject([
      {
        to: 'whatsapp:+15550100001',
        body: null,
        template: { contentSid: sid(2), variables: { payload1: 'key:1:a1' } },
      },
    ]);
    expect(asked[0]?.statusCallback).toBe(`https://hooks.example.org/twilio/status/a1?content=${sid(2)}`);
    expect(JSON.stringify(asked[0]?.template?.variables)).not.toMatch(/\d:\d\d|Qwertyoncology|Zzyzx/);
  });

  test.each(['pending', 'rejected', 'paused'] as const)(
    'in whose language it is %s gets the practice’s, and the desk is told so',
    async (state) => {
      await approve('es', 2, state);
      await approve('en', 1);
      expect(await send(patient('es'))).toEqual({ kind: 'accepted', ref: 'MM1', writtenIn: 'en' });
      expect(asked[0]?.template?.contentSid).toBe(sid(1));
      expect(asked[0]?.template?.variables['1']).toMatch(/^Hello/);
    },
  );

  test('for whom nothing is approved gets nothing there, and the next channel moves up at once', async () => {
    await approve('en', 1, 'paused');
    expect(await send(patient('en'))).toMatchObject({
      kind: 'rejected',
      code: 'template_not_approved',
      transient: false,
    });
    expect(asked).toEqual([]);
  });
});

describe('the 24 hours after a patient wrote', () => {
  test('allow free text, in their own language, without a template', async () => {
    await send(patient('es', { sessionUntil: open }));
    expect(asked[0]).toMatchObject({ template: null, body: expect.stringContaining('Hola') });
  });

  test('are over: a booking is told by template or not at all, although the patient was in the conversation', async () => {
    const booked = patient('en', { sessionUntil: shut }, 'booked');
    expect(await send(booked)).toMatchObject({ code: 'template_not_approved' });
    expect(asked).toEqual([]);
  });

  test('are all there is on Messenger', async () => {
    const on = (sessionUntil: Date | null) =>
      patient('en', { system: 'messenger', address: '1234567890', sessionUntil });
    await approve('en', 1);
    for (const closed of [null, shut])
      expect(await send(on(closed))).toMatchObject({ kind: 'rejected', code: 'outside_window', transient: false });
    expect(asked).toEqual([]);
    await send(on(open));
    expect(asked).toMatchObject([
      { to: 'messenger:1234567890', template: null, body: expect.stringContaining('Hello') },
    ]);
  });
});

describe('a template that Meta refuses', () => {
  test.each(['63005', '63013', '63021', '63016'])(
    '(%s) goes to nobody else until somebody has looked',
    async (code) => {
      await approve('en', 1);
      outcome = { kind: 'rejected', code, fault: null, scope: 'attempt', transient: false };
      await send(patient('en'));
      expect(await listImTemplates(database.pool)).toMatchObject([
        { state: 'paused', because: `refused by the provider: ${code}` },
      ]);
      expect(await send(patient('en'))).toMatchObject({ code: 'template_not_approved' });
      expect(asked).toHaveLength(1);
    },
  );

  test('is not blamed for a patient who is not on WhatsApp', async () => {
    await approve('en', 1);
    outcome = { kind: 'rejected', code: '63003', fault: 'no_whatsapp', scope: 'im', transient: false };
    await send(patient('en'));
    expect(await listImTemplates(database.pool)).toMatchObject([{ state: 'approved' }]);
  });
});

test('the environment enters what the registry does not know, and brings back nothing that was stopped', async () => {
  await approve('en', 1, 'paused');
  const named = `appointment_notice.en=${sid(9)}, appointment_offer.en=${sid(2)}`;
  await seedImTemplates(database, readContentSids(named), now);
  expect(await listImTemplates(database.pool)).toMatchObject([
    { name: 'appointment_notice', contentSid: sid(1), state: 'paused' },
    { name: 'appointment_offer', contentSid: sid(2), state: 'approved' },
  ]);
  expect(() => readContentSids('appointment_notice=HX1')).toThrow('TWILIO_CONTENT_SIDS');
});

describe('a patient who asks', () => {
  test.each(['who', 'help'] as const)('(%s) is answered in words, although a template is approved', async (wording) => {
    await putImTemplates(
      database,
      [{ name: 'appointment_clarify', language: 'en', contentSid: sid(7), category: 'UTILITY', state: 'approved' }],
      now,
    );
    await send(patient('en', { sessionUntil: open, wording }, 'clarify'));
    expect(asked[0]?.template).toBeNull();
    expect(asked[0]?.body).toContain('This is Main Street Clinic');
    await send(patient('en', { sessionUntil: open }, 'clarify'));
    expect(asked[1]?.template?.contentSid).toBe(sid(7));
  });
});
