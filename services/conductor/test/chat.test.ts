/** WhatsApp: buttons, the 24 hours, read receipts, refused templates. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { listImTemplates, putImTemplates } from '@rollcall/database';
import { createWorld, type World } from './world.js';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(async () => {
  expect(world.errors.filter((line) => !line.includes('template'))).toEqual([]);
  expect(await world.decidedOtherwise()).toEqual([]);
  await world.close();
});

const number = '+12125550101';
const chat = `whatsapp:${number}`;
const states = async () => (await world.rows(`select state from notice order by external_id`)).map((r) => r.state);
const session = async () => (await world.rows(`select session_until from contact_point`))[0]?.session_until;
async function told(): Promise<string> {
  await world.patients({ name: 'Ana', whatsapp: number });
  await world.plan();
  await world.send();
  return (await world.rows(`select id from attempt where channel = 'im'`))[0]?.id as string;
}
const inbound = (over: Record<string, string>) =>
  world.fact('twilio.message.inbound', null, {
    From: chat,
    To: 'whatsapp:+15005550006',
    MessageSid: `MM-${Math.random()}`,
    ...over,
  });
const status = (attemptId: string, MessageStatus: string, over: object = {}) =>
  world.fact('twilio.message.status', attemptId, { MessageSid: `SM-${attemptId}`, MessageStatus, ...over });
const day = 24 * 3_600_000;

describe('a patient on WhatsApp', () => {
  test.each([
    ['Who is this?', 'who'],
    ['HELP', 'help'],
  ])('who writes "%s" is told who writes, on WhatsApp, as by text', async (Body, wording) => {
    await told();
    await inbound({ Body });
    expect(await world.rows(`select channel, purpose, wording from attempt where purpose <> 'tell'`)).toEqual([
      { channel: 'im', purpose: 'clarify', wording },
    ]);
    expect(await states()).toEqual(['open']);
  });

  test('who presses our button is informed, and may be written to freely for a day', async () => {
    const attemptId = await told();
    await inbound({ Body: 'I understand', ButtonPayload: `key:1:${attemptId}` });
    expect(await states()).toEqual(['informed']);
    expect(await session()).toEqual(new Date(world.clock.now().getTime() + day));
  });

  test('whose button comes with its words alone is informed by the message it belongs to', async () => {
    const attemptId = await told();
    await inbound({ Body: 'I understand', OriginalRepliedMessageSid: `SM-${attemptId}` });
    expect(await states()).toEqual(['informed']);
  });

  test('is not answered for by a stranger who has our button', async () => {
    const attemptId = await told();
    await inbound({ From: 'whatsapp:+12125550999', Body: 'I understand', ButtonPayload: `key:1:${attemptId}` });
    expect(await states()).toEqual(['open']);
  });

  test('to whom it was delivered, and who has read it, does not count as knowing: the ladder goes on [edge case 64]', async () => {
    const attemptId = await told();
    await status(attemptId, 'delivered');
    expect(await world.rows(`select state, evidence_grade from notice`)).toEqual([
      { state: 'open', evidence_grade: null },
    ]);
    await status(attemptId, 'read');
    expect(await world.rows(`select state, evidence_grade from notice`)).toEqual([
      { state: 'open', evidence_grade: 'read' },
    ]);
  });

  test('outside of the 24 hours is known to be, when the provider says so', async () => {
    const attemptId = await told();
    await inbound({ Body: 'hello?' });
    expect(await session()).not.toBeNull();
    await status(attemptId, 'failed', { ErrorCode: '63016' });
    expect(await session()).toBeNull();
  });
});

test('what was written freely outside the 24 hours is not lost: the step is taken again at once, and the sender is not blamed', async () => {
  const attemptId = await told();
  await inbound({ Body: 'hello?' });
  await status(attemptId, 'failed', { ErrorCode: '63016' });
  await world.plan();
  expect(
    await world.rows(
      `select state, excused from attempt where channel = 'im' and purpose = 'tell' order by planned_no`,
    ),
  ).toEqual([
    { state: 'failed', excused: true },
    { state: 'queued', excused: false },
  ]);
  expect(await world.rows(`select breaker from sender where channel = 'im'`)).toEqual([{ breaker: 'closed' }]);
});

test('a template that is refused after it was taken goes to nobody else, and the sender is not blamed', async () => {
  const contentSid = `HX${'1'.repeat(32)}`;
  const template = {
    name: 'appointment_notice',
    language: 'en',
    contentSid,
    category: 'UTILITY',
    state: 'approved',
  } as const;
  await putImTemplates(world.database, [template], world.clock.now());
  const attemptId = await told();
  await status(attemptId, 'failed', { ErrorCode: '63013', content: contentSid });
  expect(await listImTemplates(world.database.pool)).toMatchObject([
    { state: 'paused', because: 'refused by the provider: 63013' },
  ]);
  expect(await world.rows(`select breaker from sender where channel = 'im'`)).toEqual([{ breaker: 'closed' }]);
});
