/** Numbers and the people behind them: what one says binds whom, what is told to the practice, and how often a number is rung. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createWorld, type World } from './world.js';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.endWell());

const phone = '+12125550101';
const minute = 60_000;
const sent = () =>
  world.rows(
    `select n.external_id, a.channel from attempt a join notice n on n.outreach_id = a.outreach_id where a.sent_at is not null order by 1, 2`,
  );
const told = () =>
  world.rows(`select body->'data' as data from callback_event where type = 'contact.invalid' order by seq`);
const unasked = () => world.rows(`update contact_point set consent = 'unknown', region = 'US'`);

describe('one number, several people', () => {
  test('STOP of one binds the other as well, and each goes on by mail or is with a person [edge case 2]', async () => {
    await world.patients({ name: 'Ana', phone, email: 'ana@example.org' }, { name: 'Ben', phone });
    await world.plan();
    await world.send();
    const before = await sent();
    await world.text(phone, 'STOP');
    for (let i = 0; i < 30; i++) {
      world.clock.advance(5 * minute);
      await world.plan();
      await world.send();
    }
    expect((await sent()).filter((s) => s.channel !== 'email')).toEqual(before.filter((s) => s.channel !== 'email'));
    expect(
      await world.rows(
        `select distinct n.external_id from task t join notice n on n.id = any(t.notice_ids) order by 1`,
      ),
    ).toEqual([{ external_id: 'A-Ana' }, { external_id: 'A-Ben' }]);
    // And whoever comes to that number later is bound from the start.
    await world.patients({ name: 'Cem', phone });
    await world.plan();
    expect((await world.jobs()).filter((j) => j.channel !== 'email')).toEqual([]);
  });

  test('STOP between the decision and the send: the claim asks again, and nothing goes out [edge case 81]', async () => {
    await world.patients({ name: 'Ana', phone });
    await world.plan();
    const jobs = await world.jobs();
    await world.rows(
      `insert into suppression (practice_id, address_index, channel, since) select practice_id, address_index, 'sms', $1 from contact_point`,
      world.clock.now(),
    );
    expect(await world.claim(jobs)).toEqual([null]);
    await world.apply();
    expect(await world.rows(`select state, code from attempt`)).toEqual([{ state: 'superseded', code: 'suppressed' }]);
    await world.plan();
    expect(await sent()).toEqual([]);
  });

  test('two without consent who share a number are not both texted that day: one is, the other is with a person [edge case 82]', async () => {
    await world.patients({ name: 'Ana', phone }, { name: 'Ben', phone });
    await unasked();
    await world.plan();
    await world.send();
    expect(await sent()).toHaveLength(1);
    const [task] = await world.rows(`select reason, (select count(*)::int from task) n from task`);
    expect(task).toEqual({ reason: 'rule_blocks', n: 1 });
  });

  test('planned by two planners at one moment, only the first of them is sent [edge case 82]', async () => {
    await world.patients({ name: 'Ana', phone }, { name: 'Ben', phone });
    await world.plan();
    await unasked();
    const jobs = await world.jobs();
    const claims = await world.claim(jobs);
    expect(claims.filter((c) => c !== null)).toHaveLength(1);
    await world.apply();
    expect(await world.rows(`select code from attempt where state = 'superseded'`)).toEqual([{ code: 'cap_reached' }]);
    await world.plan();
    expect(await world.rows(`select reason from task`)).toEqual([{ reason: 'rule_blocks' }]);
  });
});

describe('what the practice is told of a bad contact point', () => {
  const failing = async (code: string) => {
    await world.patients({ name: 'Ana', phone });
    await world.rows(`update contact_point set external_id = 'C-7', use = 'mobile'`);
    await world.plan();
    const [sms] = await world.send();
    await world.fact('twilio.message.status', sms ?? '', {
      MessageSid: `SM-${sms}`,
      MessageStatus: 'undelivered',
      ErrorCode: code,
    });
    const [event] = await told();
    return event?.data;
  };
  const contact = {
    patientExternalIds: ['Ana'],
    contactId: 'C-7',
    party: 'patient',
    system: 'phone',
    use: 'mobile',
    rank: 1,
  };

  test.each([
    ['a landline', '30006', { fault: 'landline', scope: 'sms', source: 'carrier' }],
    ['a landline, refused at once', '21614', { fault: 'landline', scope: 'sms', source: 'carrier' }],
    [
      'an opt-out that nobody told us of',
      '21610',
      { fault: 'opted_out', scope: 'sms', source: 'carrier', mayBe: 'reassigned' },
    ],
  ])('%s is told by the ids of the practice, never by the number [edge case 10]', async (_what, code, fault) => {
    const data = await failing(code);
    expect(data).toMatchObject({ ...contact, ...fault });
    expect(JSON.stringify(data)).not.toContain('5550101');
    await world.plan();
    const channels = await world.rows(`select distinct channel from attempt order by 1`);
    expect(channels).toEqual(code === '21610' ? [{ channel: 'sms' }] : [{ channel: 'sms' }, { channel: 'voice' }]);
  });

  test('a stranger says it is the wrong number: told so, with what it may mean, and no more is sent there [edge case 8]', async () => {
    await world.patients({ name: 'Ana', phone, email: 'ana@example.org' });
    await world.rows(`update contact_point set external_id = 'C-7', use = 'mobile' where system = 'phone'`);
    // The same number under WhatsApp.
    await world.rows(
      `insert into contact_point select (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(), 'system', 'whatsapp'))).* from contact_point c where system = 'phone'`,
    );
    await world.plan();
    await world.send();
    await world.text(phone, '9');
    expect((await told())[0]?.data).toMatchObject({
      ...contact,
      fault: 'wrong_number',
      source: 'holder',
      mayBe: 'reassigned',
    });
    expect(await world.rows(`select system, im_off from contact_point where system <> 'email' order by 1`)).toEqual([
      { system: 'phone', im_off: 'wrong_number' },
      { system: 'whatsapp', im_off: 'wrong_number' },
    ]);
    const before = await sent();
    for (let i = 0; i < 20; i++) {
      world.clock.advance(5 * minute);
      await world.plan();
      await world.send();
    }
    expect((await sent()).filter((s) => s.channel !== 'email')).toEqual(before.filter((s) => s.channel !== 'email'));
  });

  test('a landline is one for everybody who has the number; a wrong number is wrong for one', async () => {
    await world.patients({ name: 'Ana', phone }, { name: 'Ben', phone });
    await world.plan();
    const [first] = await world.send();
    await world.fact('twilio.message.status', first ?? '', {
      MessageSid: `SM-${first}`,
      MessageStatus: 'undelivered',
      ErrorCode: '30006',
    });
    expect(await world.rows(`select sms_off from contact_point`)).toEqual([
      { sms_off: 'landline' },
      { sms_off: 'landline' },
    ]);
    const [asked] = await world.rows(`select reply_code from attempt where state = 'accepted'`);
    await world.text(phone, `${asked?.reply_code}9`);
    expect(await world.rows(`select voice_off from contact_point order by 1 nulls last`)).toEqual([
      { voice_off: 'wrong_number' },
      { voice_off: null },
    ]);
  });
});

test('a key pressed in a call without consent ends all calls and texts to the number', async () => {
  await world.patients({ name: 'Ana', phone });
  await world.plan();
  await world.send();
  world.clock.advance(15 * minute);
  await world.plan();
  const [call] = await world.send((id) => ({ kind: 'accepted', ref: `CA-${id}` }));
  await world.fact('twilio.call.key', call ?? '', { CallSid: `CA-${call}`, Digits: '8', turn: '0' });
  expect(await world.rows(`select channel from suppression order by 1`)).toEqual(
    ['im', 'sms', 'voice'].map((channel) => ({ channel })),
  );
  expect(await world.rows(`select state from notice`)).toEqual([{ state: 'open' }]);
  await world.plan();
  expect(await world.rows(`select reason from task`)).toEqual([{ reason: 'opted_out' }]);
});
