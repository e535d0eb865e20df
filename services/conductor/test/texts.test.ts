/** What patients really write, and what becomes of it. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type AttestInput, defaultPolicy } from '@rollcall/contracts';
import { claimAttempts, loadConversations, loadSnapshots, wordsOf, writeDecisions } from '@rollcall/database';
import { attest, Turn, withdraw } from '@rollcall/domain';
import { newId } from '@rollcall/platform';
import { createWorld, type World } from './world.js';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.endWell());

const phone = '+12125550101';
const minute = 60_000;
const hour = 60 * minute;
const states = async () =>
  (await world.rows(`select state from notice order by external_id`)).map((r) => r.state as string);
const tasks = async () =>
  (await world.rows(`select reason from task where state <> 'resolved' order by reason`)).map(
    (r) => r.reason as string,
  );
const suppressed = async () =>
  (await world.rows(`select channel from suppression order by channel`)).map((r) => r.channel as string);
const turns = () => world.turns();
const lastText = () => world.lastText();
async function told(...sketches: Parameters<World['patients']>): Promise<string[]> {
  const outreaches = await world.patients(...sketches);
  await world.plan();
  await world.send();
  return outreaches;
}

describe('whoever wants no more texts', () => {
  test.each(['STOP', 'please stop texting me', 'No más', 'quit it', 'unsubscribe me', 'Revoke'])(
    '%j: nothing more comes from a machine, also no goodbye',
    async (words) => {
      await told({ name: 'Ana', phone });
      await world.text(phone, words);
      expect(await suppressed()).toEqual(['im', 'sms', 'voice']);
      for (let n = 0; n < 6; n++) {
        world.clock.advance(10 * minute);
        await world.plan();
        await world.send();
      }
      expect(await world.rows(`select channel from attempt where state <> 'superseded'`)).toEqual([{ channel: 'sms' }]);
      expect(await tasks()).toEqual(['opted_out']);
    },
  );

  test('CANCEL counts as revoked, and a person is asked to call at once: the visit may have been meant [edge case 24]', async () => {
    await told({ name: 'Ana', phone, email: 'ana@example.org' });
    await world.text(phone, 'Please cancel');
    expect(await suppressed()).toEqual(['im', 'sms', 'voice']);
    expect(await tasks()).toEqual(['said_cancel']);
    expect(await states()).toEqual(['open']);
    expect(await turns()).toEqual([]);
  });

  test('STOP and then 1: the answer counts, the consent stays revoked, and no text goes back [edge case 25]', async () => {
    await told({ name: 'Ana', phone });
    await world.text(phone, 'STOP');
    await world.text(phone, '1');
    expect(await states()).toEqual(['informed']);
    expect(await suppressed()).toEqual(['im', 'sms', 'voice']);
    await world.text(phone, '1');
    await world.text(phone, 'ok thanks');
    await world.text(phone, 'HELP');
    expect(await turns()).toEqual([]);
  });

  test('the opt-out of one number of ours holds for all of them: asked in the claim itself [edge case 69]', async () => {
    await world.patients({ name: 'Ana', phone }, { name: 'Ben', phone });
    await world.plan();
    const [first, second] = await world.jobs();
    const claim = async (job: typeof first, pool: string[]) =>
      (
        await claimAttempts(
          world.database,
          [{ v: 1, attemptId: job?.attemptId as never, generation: 1 }],
          world.clock.now(),
          30_000,
          { pool },
        )
      )[0];
    expect(await claim(first, ['+15550100001'])).toMatchObject({ fence: 1 });
    // Stored, and not yet applied to the other conversation: the claim alone stands between it and the patient.
    await world.rows(
      `insert into suppression (practice_id, address_index, channel, since) select practice_id, address_index, 'sms', $1 from attempt limit 1`,
      world.clock.now(),
    );
    expect(await claim(second, ['+15550100002'])).toBeNull();
  });

  test.each(['START', 'UNSTOP', 'yes'])('%s takes it back', async (word) => {
    await told({ name: 'Ana', phone });
    await world.text(phone, 'STOP');
    await world.text(phone, word);
    expect(await suppressed()).toEqual([]);
  });

  test('YES of somebody who never opted out is no answer and no consent: it is asked back [edge case 25]', async () => {
    await told({ name: 'Ana', phone });
    await world.text(phone, 'YES');
    expect(await states()).toEqual(['open']);
    expect(await turns()).toEqual([['clarify', null]]);
  });
});

describe('whoever is on the way', () => {
  test.each(["I'm already here", 'Ya estoy aquí', 'on my way'])(
    '%j: the desk hears of it at once, first in its list, and the patient not to come [edge case 23]',
    async (words) => {
      const [outreach] = await told({ name: 'Ana', phone });
      await world.text(phone, words);
      const [task] = await world.rows(`select reason, due_at from task where state <> 'resolved'`);
      expect(task).toEqual({ reason: 'on_the_way', due_at: world.clock.now() });
      const [event] = await world.rows(`select body from callback_event where type = 'task.opened'`);
      expect(event?.body.data).toMatchObject({ reason: 'on_the_way', outreachId: outreach });
      // What was written is for the operators, and goes out to nobody else.
      expect(JSON.stringify(await world.rows(`select body from callback_event`))).not.toContain(words);
      expect(await turns()).toEqual([['clarify', 'stay']]);
      expect(await lastText()).toContain('please do not come');
      expect(await states()).toEqual(['open']);
    },
  );

  test('the desk hears of it although a person already has the patient for another reason [edge case 23]', async () => {
    await told({ name: 'Ana', phone, deadlineAt: new Date('2026-11-24T07:30:00-05:00') });
    expect(await tasks()).toEqual(['deadline_near']);
    await world.text(phone, "I'm in the parking lot");
    expect(await tasks()).toEqual(['on_the_way']);
    expect(await world.rows(`select resolution from task where reason = 'deadline_near'`)).toEqual([
      { resolution: 'overtaken' },
    ]);
    await world.text(phone, 'I am here!');
    expect(await tasks()).toEqual(['on_the_way']);
  });
});

describe('words that are no answer', () => {
  test('the operators read what was written, sealed at rest and only for their practice [edge case 23]', async () => {
    const [outreach = ''] = await told({ name: 'Ana', phone });
    await world.text(phone, 'Can my sister come instead?');
    await world.text(phone, 'hello??');
    expect(await tasks()).toEqual(['unclear_answer']);
    const said = await wordsOf(world.database, world.practiceId, [outreach]);
    expect(said.get(outreach)?.map((s) => s.words)).toEqual(['Can my sister come instead?', 'hello??']);
    const [row] = await world.rows(`select words_sealed from patient_words limit 1`);
    expect(row?.words_sealed.toString('latin1')).not.toContain('sister');
    expect((await wordsOf(world.database, '0198c3a0-0000-7000-8000-00000000000f', [outreach])).size).toBe(0);
  });

  test('a phone that answers for its owner is not answered, and the calls go on [edge case 26]', async () => {
    await told({ name: 'Ana', phone });
    await world.text(phone, "I'm driving with Do Not Disturb While Driving turned on. I'll see your message later. 1");
    expect(await states()).toEqual(['open']);
    expect(await turns()).toEqual([]);
    world.clock.advance(15 * minute);
    await world.plan();
    expect(await world.rows(`select channel from attempt where channel = 'voice'`)).toHaveLength(1);
  });

  test('"who is this?" is told who, and not a word about a visit [edge cases 7, 23]', async () => {
    await told({ name: 'Ana', phone });
    await world.text(phone, 'who is this?');
    const text = await lastText();
    expect(text).toContain('Main Street Clinic, +1 555 010 0100');
    expect(text).not.toMatch(/visit|cancelled|12:00|Nov/);
    expect(await tasks()).toEqual([]);
    await world.text(phone, 'who??');
    expect(await tasks()).toEqual(['unclear_answer']);
  });

  test('"wrong number" makes the number bad and not the patient; no text goes there any more [edge case 7]', async () => {
    await told({ name: 'Ana', phone, email: 'ana@example.org' });
    await world.text(phone, 'Sorry, wrong number');
    expect(await world.rows(`select sms_off, voice_off from contact_point where system = 'phone'`)).toEqual([
      { sms_off: 'wrong_number', voice_off: 'wrong_number' },
    ]);
    expect(await turns()).toEqual([]);
    expect(await states()).toEqual(['open']);
    await world.plan();
    expect((await world.rows(`select channel from attempt order by planned_no`)).map((r) => r.channel)).toEqual([
      'sms',
      'email',
    ]);
  });

  test('HELP names the practice and its number, twice at most, and costs nobody the question back', async () => {
    await told({ name: 'Ana', phone });
    await world.text(phone, 'HELP');
    expect(await lastText()).toBe(
      'Main Street Clinic: we text you about your appointments. For help please call +1 555 010 0100. Text STOP to get no more texts.',
    );
    await world.text(phone, 'ayuda');
    await world.text(phone, 'help');
    await world.text(phone, 'k');
    expect(await turns()).toEqual([
      ['clarify', 'help'],
      ['clarify', 'help'],
      ['clarify', null],
    ]);
    expect(await tasks()).toEqual(['unclear_answer']);
  });

  test('thanks after everything is settled start no new conversation, but a question reaches a person', async () => {
    const quiet = await createWorld({ reschedule: { ...defaultPolicy.reschedule, enabled: false } });
    await quiet.patients({ name: 'Ana', phone });
    await quiet.plan();
    await quiet.send();
    await quiet.text(phone, '1');
    await quiet.text(phone, 'Thank you!');
    expect(await quiet.rows(`select purpose from attempt where purpose <> 'tell'`)).toEqual([]);
    expect(await quiet.rows(`select reason from task`)).toEqual([]);
    await quiet.text(phone, 'Do I still take my pills tomorrow?');
    expect(await quiet.rows(`select reason from task`)).toEqual([{ reason: 'unclear_answer' }]);
    expect(await quiet.rows(`select purpose from attempt where purpose <> 'tell'`)).toEqual([]);
    await quiet.close();
  });
});

describe('several questions on one number', () => {
  test('a bare 1 is asked back with the letters and times that number was told, and nothing else [edge case 22]', async () => {
    await told({ name: 'Ana', phone }, { name: 'Ben', phone }, { name: 'Cleo', phone: '+12125550199' });
    await world.text(phone, '1');
    expect(await turns()).toEqual([['clarify', 'which']]);
    expect(await lastText()).toBe(
      'Main Street Clinic: we wrote about several visits: A = Tue Nov 24 12:00 PM, B = Tue Nov 24 12:00 PM. Please reply with letter and number, for example A1.',
    );
    expect(await states()).toEqual(['open', 'open', 'open']);
  });

  test('"wrong number" without a letter is read by a person, and nothing is sent to a stranger [edge case 7]', async () => {
    await told({ name: 'Ana', phone }, { name: 'Ben', phone });
    await world.text(phone, 'wrong number');
    expect(await turns()).toEqual([]);
    expect(await tasks()).toEqual(['unclear_answer']);
  });

  test("a late 1 to yesterday's text does not answer today's question that was not sent yet [edge case 22]", async () => {
    await told({ name: 'Ana', phone, deadlineAt: new Date('2026-11-24T08:00:00-05:00') });
    world.clock.advance(2 * hour);
    await world.plan();
    await world.rows(`update reply_code set closed_at = $1`, world.clock.now());
    // Today's is planned, and no worker has taken it.
    await world.patients({ name: 'Ana2', phone, deadlineAt: new Date('2026-11-24T20:00:00-05:00') });
    await world.plan();
    await world.text(phone, '1');
    expect(await world.rows(`select state from notice where external_id = 'A-Ana2'`)).toEqual([{ state: 'open' }]);
    expect(await turns()).toEqual([]);
    await world.send();
    await world.text(phone, '1');
    expect(await world.rows(`select state from notice where external_id = 'A-Ana2'`)).toEqual([{ state: 'informed' }]);
  });
});

describe('an answer from another phone', () => {
  const otherPhone = '+12125550177';

  test('of the same person counts as hers [edge case 31]', async () => {
    await told({ name: 'Ana', phone, otherPhone });
    await world.text(otherPhone, '1');
    expect(await states()).toEqual(['informed']);
    expect(await suppressed()).toEqual([]);
  });

  test('on which several are reached and nobody was asked is asked back, and counts for nobody yet [edge case 31]', async () => {
    await told({ name: 'Ana', phone, otherPhone }, { name: 'Ben', phone: '+12125550102', otherPhone });
    await world.text(otherPhone, '1');
    expect(await states()).toEqual(['open', 'open']);
    expect(await turns()).toEqual([['clarify', null]]);
    expect(await lastText()).toMatch(/visit of [AB]\. Tue Nov 24 12:00 PM is cancelled\. Please reply with letter/i);
  });
});

describe('an answer that comes too late', () => {
  test('an operator has closed it: nothing changes, and the patient is told once what holds now [edge case 21]', async () => {
    const [outreach = ''] = await told({ name: 'Ana', phone });
    await operatorSays(outreach, { by: 'Jo', how: 'cannot-be-reached' });
    for (const words of ['1', '1', '4']) await world.text(phone, words);
    expect(await states()).toEqual(['unreachable']);
    expect(await turns()).toEqual([['noted', null]]);
  });

  test('the appointment is on after all: that is what the patient hears [edge case 21]', async () => {
    const [outreach = ''] = await told({ name: 'Ana', phone });
    await operatorWithdraws(outreach);
    await world.text(phone, '1');
    expect(await states()).toEqual(['withdrawn']);
    expect(await turns()).toEqual([['correct', null]]);
    expect(await lastText()).toContain('is ON after all');
  });
});

async function decided(outreachId: string, decide: (turn: Turn) => void): Promise<void> {
  const now = world.clock.now();
  await world.database.transaction(async (tx) => {
    const loaded = (await loadSnapshots(tx, [outreachId], now)).get(outreachId);
    if (!loaded) throw new Error('there is no such outreach');
    const turn = new Turn(loaded.snapshot, now, newId);
    decide(turn);
    await writeDecisions(tx, [{ loaded, turn }], { now, newId });
  });
}
const operatorSays = (outreachId: string, input: AttestInput): Promise<void> =>
  decided(outreachId, (turn) => void attest(turn, input));
const operatorWithdraws = (outreachId: string): Promise<void> =>
  decided(outreachId, (turn) => void withdraw(turn, turn.state.notices[0]?.id ?? '', 'Jo'));

describe('the number a patient knows', () => {
  const pool = ['+15550100001', '+15550100002', '+15550100003'];
  const send = async (numbers: string[]): Promise<(string | null)[]> => {
    const jobs = await world.jobs();
    const claims = await claimAttempts(
      world.database,
      jobs.map((j) => ({ v: 1 as const, attemptId: j.attemptId as never, generation: j.generation })),
      world.clock.now(),
      30_000,
      { pool: numbers },
    );
    const ids = claims.flatMap((c) => (c && c !== 'busy' ? [c.attemptId] : []));
    for (const id of ids)
      await world.fact('twilio.message.status', id, { MessageSid: `SM-${id}`, MessageStatus: 'delivered' });
    const sent = await loadConversations(world.database, ids);
    return [...sent.values()].map((c) => c.attempt.from ?? null);
  };

  test('stays the same through text and call, also when the pool grows [edge case 69]', async () => {
    await world.patients({ name: 'Ana', phone });
    await world.plan();
    const [first] = await send(pool);
    expect(pool).toContain(first);
    world.clock.advance(15 * minute);
    await world.plan();
    expect(await send([...pool, '+15550100004', '+15550100005'].reverse())).toEqual([first]);
    world.clock.advance(15 * minute);
    await world.plan();
    // Given up: another one of those that are left.
    const [next] = await send(pool.filter((n) => n !== first));
    expect(next).not.toBe(first);
    expect(pool).toContain(next);
  });

  test('a reply to it answers what was asked from it, not what another number of ours asked [edge case 69]', async () => {
    await world.patients({ name: 'Ana', phone });
    await world.plan();
    await send(['+15550100001']);
    await world.patients({ name: 'Ben', phone });
    await world.plan();
    await send(['+15550100002']);
    await world.fact('twilio.message.inbound', null, {
      From: phone,
      To: '+15550100002',
      Body: '1',
      MessageSid: 'SM-b',
    });
    expect(await world.rows(`select external_id from notice where state = 'informed'`)).toEqual([
      { external_id: 'A-Ben' },
    ]);
  });
});

describe('a text the provider could not send in time [edge case 39]', () => {
  test('is let go (30036): the same text is not sent again, the next step is taken at once', async () => {
    await world.patients({ name: 'Ana', phone });
    await world.plan();
    const [sms] = await world.send();
    await world.fact('twilio.message.status', sms ?? '', {
      MessageSid: `SM-${sms}`,
      MessageStatus: 'failed',
      ErrorCode: '30036',
    });
    await world.plan();
    expect(await world.rows(`select channel, state from attempt order by planned_no`)).toEqual([
      { channel: 'sms', state: 'failed' },
      { channel: 'voice', state: 'queued' },
    ]);
    // The number is as good as it was.
    expect(await world.rows(`select sms_off from contact_point`)).toEqual([{ sms_off: null }]);
  });
});

describe('a text that did not arrive', () => {
  const undelivered = async (code: string): Promise<void> => {
    const [sms] = await world.rows(
      `select id from attempt where channel = 'sms' and state in ('sending','accepted') order by planned_no desc limit 1`,
    );
    await world.fact('twilio.message.status', sms?.id, {
      MessageSid: `SM-${sms?.id}`,
      MessageStatus: 'undelivered',
      ErrorCode: code,
    });
  };
  const goOn = async (steps: number): Promise<string[]> => {
    for (let n = 0; n < steps; n++) {
      world.clock.advance(10 * minute);
      await world.plan();
      await world.send();
    }
    return (await world.rows(`select channel from attempt where state <> 'superseded' order by planned_no`)).map(
      (r) => r.channel as string,
    );
  };

  test.each(['30004', '30007', '21612'])(
    'because it is blocked (%s): no second text goes there, the phone rings',
    async (code) => {
      await told({ name: 'Ana', phone });
      await undelivered(code);
      expect(await goOn(6)).toEqual(['sms', 'voice', 'voice', 'voice']);
      expect(await world.rows(`select sms_off from contact_point`)).toEqual([{ sms_off: null }]);
      expect(await suppressed()).toEqual([]);
    },
  );

  test('to a handset nobody knows: the phone rings at once; said twice, the number takes no texts any more', async () => {
    await told({ name: 'Ana', phone });
    await undelivered('30005');
    expect(await world.rows(`select sms_off from contact_point`)).toEqual([{ sms_off: null }]);
    await world.plan();
    await world.send();
    expect(await goOn(4)).toEqual(['sms', 'voice', 'voice', 'sms']);
    await undelivered('30005');
    expect(await world.rows(`select sms_off, voice_off from contact_point`)).toEqual([
      { sms_off: 'not_in_service', voice_off: null },
    ]);
  });

  test('because the handset was off (30003): another text later, and the call in its time', async () => {
    await told({ name: 'Ana', phone });
    await undelivered('30003');
    expect(await goOn(5)).toEqual(['sms', 'voice', 'voice', 'sms']);
  });
});

test('a text that a carrier calls delivered is not known to be read: the call comes all the same [edge case 64]', async () => {
  await told({ name: 'Ana', phone });
  const [sms] = await world.rows(`select id from attempt`);
  await world.fact('twilio.message.status', sms?.id, { MessageSid: `SM-${sms?.id}`, MessageStatus: 'delivered' });
  expect(await states()).toEqual(['open']);
  world.clock.advance(15 * minute);
  await world.plan();
  expect((await world.rows(`select channel from attempt order by planned_no`)).map((r) => r.channel)).toEqual([
    'sms',
    'voice',
  ]);
});

test('two answers within a second, by text and by key, are one: the second changes nothing [edge case 17]', async () => {
  const quiet = await createWorld({ reschedule: { ...defaultPolicy.reschedule, enabled: false } });
  await quiet.patients({ name: 'Ana', phone });
  await quiet.plan();
  const [sms = ''] = await quiet.send();
  await quiet.store('twilio.message.inbound', null, { From: phone, To: '+15005550006', Body: '1', MessageSid: 'SM-x' });
  await quiet.store('page.key', sms, {
    kind: 'key',
    attemptId: sms,
    channel: 'sms',
    key: '1',
    via: 'page',
    offerId: null,
  });
  await quiet.apply();
  expect(await quiet.rows(`select count(*)::int n from event where type = 'notice.informed'`)).toEqual([{ n: 1 }]);
  expect(await quiet.rows(`select count(*)::int n from callback_event where type = 'notice.informed'`)).toEqual([
    { n: 1 },
  ]);
  await quiet.close();
});
