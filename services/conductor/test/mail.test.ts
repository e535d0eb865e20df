/** What comes back on mail: answers, sentences, programs, bounces, and people who want no more of it. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createWorld, type World } from './world.js';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.endWell());

const email = 'ana@example.org';
const states = async () => (await world.rows(`select state from notice order by external_id`)).map((r) => r.state);
const tasks = async () => (await world.rows(`select reason from task where state <> 'resolved'`)).map((r) => r.reason);
/** The mail attempts, oldest first. */
const mails = async () =>
  (await world.rows(`select id from attempt where channel = 'email' order by planned_no`)).map((r) => r.id as string);
async function told(...sketches: Parameters<World['patients']>): Promise<string[]> {
  await world.patients(...sketches);
  await world.plan();
  await world.send();
  return mails();
}
const answersOf = (attemptId: string): string => `answers+${world.database.sealer.mailToken(attemptId)}@in.example.org`;
const reply = (to: string, text: string, over: object = {}) =>
  world.fact('sendgrid.inbound', null, {
    headers: `Message-ID: <${text.length}-${to}@mail.example>`,
    from: `Ana <${email}>`,
    to,
    subject: 'Re: A message',
    text,
    ...over,
  });
const event = (attemptId: string, name: string, over: object = {}) =>
  world.fact('sendgrid.event', attemptId, { event: name, sg_message_id: 'm1.x', sg_event_id: name, ...over });

describe('a patient who answers a mail', () => {
  test('with 1 is informed, by the mail that was answered', async () => {
    const [mail = ''] = await told({ name: 'Ana', email });
    await reply(answersOf(mail), '1\n\nOn Tue, Nov 24, 2026, Practice <a@in.example.org> wrote:\n> 2 = new time');
    expect(await states()).toEqual(['informed']);
  });

  test('of two in one mailbox answers for the patient whose mail it was, not for the other', async () => {
    const [first = ''] = await told({ name: 'Ana', email }, { name: 'Bea', email });
    await reply(answersOf(first), '1');
    expect((await states()).sort()).toEqual(['informed', 'open']);
    const [row] = await world.rows(
      `select n.state from attempt a join notice n on n.outreach_id = a.outreach_id where a.id = $1`,
      first,
    );
    expect(row?.state).toBe('informed');
  });

  test('to an address that lost its token answers nobody’s question when there are two: a person reads it', async () => {
    await told({ name: 'Ana', email }, { name: 'Bea', email });
    await reply('answers@in.example.org', '1');
    expect(await states()).toEqual(['open', 'open']);
    expect(await tasks()).toEqual(['unclear_answer']);
  });

  test('that was handed on to somebody else is not answered by them: a person reads it', async () => {
    const [mail = ''] = await told({ name: 'Ana', email });
    await reply(answersOf(mail), '1', { from: 'stranger@example.net' });
    expect(await states()).toEqual(['open']);
    expect(await tasks()).toEqual(['unclear_answer']);
  });

  test('in a sentence is read at the desk, and gets no answer of a machine', async () => {
    const [mail = ''] = await told({ name: 'Ana', email });
    await reply(answersOf(mail), 'Is Dr. Hale well? I can come next week.');
    expect(await states()).toEqual(['open']);
    expect(await tasks()).toEqual(['unclear_answer']);
    expect(await world.rows(`select id from attempt where purpose <> 'tell'`)).toEqual([]);
  });

  test('by a program while they are out of office has answered nothing, and the ladder goes on [edge case 26]', async () => {
    const [mail = ''] = await told({ name: 'Ana', email });
    await reply(answersOf(mail), '1', {
      subject: 'Automatic reply: A message',
      headers: 'Auto-Submitted: auto-replied',
    });
    expect([await states(), await tasks()]).toEqual([['open'], []]);
  });
});

describe('a mail that does not arrive', () => {
  test('because there is no such mailbox is told to the practice, and the next step is taken at once', async () => {
    const [mail = ''] = await told({ name: 'Ana', email, phone: '+12125550101' });
    await event(mail, 'bounce', { type: 'bounce' });
    expect(await world.rows(`select type from callback_event where type = 'contact.invalid'`)).toHaveLength(1);
    const [row] = await world.rows(`select next_action_at from outreach`);
    expect(row?.next_action_at).toEqual(world.clock.now());
  });

  test('because we were refused for now leaves the mailbox as it was, and nobody waits for its answer', async () => {
    const [mail = ''] = await told({ name: 'Ana', email, phone: '+12125550101' });
    await event(mail, 'bounce', { type: 'blocked' });
    expect(await world.rows(`select distinct email_off from contact_point`)).toEqual([{ email_off: null }]);
    const [row] = await world.rows(`select next_action_at from outreach`);
    expect(row?.next_action_at).toEqual(world.clock.now());
  });

  test('yet is neither lost nor known: deferred changes nothing', async () => {
    const [mail = ''] = await told({ name: 'Ana', email });
    const before = await world.rows(`select state, reached from attempt`);
    await event(mail, 'deferred', { attempt: '3' });
    expect(await world.rows(`select state, reached from attempt`)).toEqual(before);
  });

  test('after all, an hour after it was called delivered, is no longer counted on', async () => {
    const [mail = ''] = await told({ name: 'Ana', email });
    await event(mail, 'delivered');
    await event(mail, 'bounce', { type: 'bounce' });
    expect(await world.rows(`select state from attempt where id = $1`, mail)).toEqual([{ state: 'failed' }]);
    expect(await world.rows(`select email_off from contact_point`)).toEqual([{ email_off: 'mailbox_unknown' }]);
  });
});

test('a patient who unsubscribes gets no more mail, of no outreach, and is still told another way', async () => {
  const [mail = ''] = await told({ name: 'Ana', email, phone: '+12125550101' });
  await world.fact('page.unsubscribe', mail, { kind: 'optout', attemptId: mail, providerRef: '', channel: 'email' });
  expect(await world.rows(`select channel from suppression`)).toEqual([{ channel: 'email' }]);
  expect(await states()).toEqual(['open']);
  for (let n = 0; n < 3; n++) {
    world.clock.advance(30 * 60_000);
    await world.plan();
    await world.send();
  }
  const channels = (
    await world.rows(`select distinct channel from attempt where state <> 'superseded' order by 1`)
  ).map((r) => r.channel);
  expect(channels).toEqual(['email', 'sms', 'voice']);
  expect(await mails()).toHaveLength(1);
});
