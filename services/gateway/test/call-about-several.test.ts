/** Calls about more than one visit, or about one that is on after all: each matter has its question, and its answer. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { defaultPolicy } from '@rollcall/contracts';
import { conducting, takeBack } from './conducting.js';
import { detected, door, facts, type Heard, inbound, later, open, pickUp, post, question } from './on-the-phone.js';

afterEach(() => door.close());

describe('a call about several visits', () => {
  const noticeIds = async (): Promise<string[]> =>
    (
      await door.database.pool.query(
        `select n.id from notice n join appointment a on a.id = n.appointment_id order by a.start_at`,
      )
    ).rows.map((r) => r.id);
  const states = async (): Promise<string[]> =>
    (
      await door.database.pool.query(
        `select n.state from notice n join appointment a on a.id = n.appointment_id order by a.start_at`,
      )
    ).rows.map((r) => r.state);
  /** Says it to the end and hears the question. */
  const asked = async (from: Heard): Promise<Heard> => {
    const heard = await post(from.next);
    later(20_000);
    return heard;
  };

  test('one key is for all, and 6 asks about each: what is pressed for one leaves the other open [edge case 3]', async () => {
    await open({ children: ['Mia', 'Leo'], patienceMs: 4000 });
    const going = conducting(door);
    const all = await question();
    later(20_000);
    expect(all.words).toContain('Press 6 to answer for each visit by itself.');
    const mia = await post(all.action, { Digits: '6' });
    expect(mia.words).toMatch(/^About the visit of Mia/);
    const forMia = await asked(mia);
    expect(forMia.words).toBe(
      'Please press 1 if you understand. Press 2 for another time. Press 3 to be called by a person.',
    );
    const leo = await post(forMia.action, { Digits: '1' });
    expect(leo.words).toMatch(/^About the visit of Leo/);
    expect(await states()).toEqual(['informed', 'open']);
    // Somebody who hangs up here has answered for Mia alone.
    const forLeo = await asked(leo);
    const after = await post(forLeo.action, { Digits: '3' });
    await going.stop();
    expect(await states()).toEqual(['informed', 'informed']);
    expect(after.words).not.toMatch(/About/);
    const { rows } = await door.database.pool.query(`select reason, notice_ids from task`);
    expect(rows).toContainEqual({ reason: 'asked_for_person', notice_ids: await noticeIds() });
  });

  test('a key before its question, or one that is not offered, answers for no visit [edge cases 3, 27]', async () => {
    await open({ children: ['Mia', 'Leo'] });
    const all = await question();
    later(20_000);
    const forMia = await post((await post(all.action, { Digits: '6' })).next);
    expect((await post(forMia.action, { Digits: '1' })).words).toContain('Please press 1');
    later(20_000);
    expect((await post(forMia.action, { Digits: '9' })).words).toContain('no meaning');
    expect(await facts('twilio.call.key')).toEqual([]);
  });

  test('with one visit, or one minute, there is nothing to go through one by one', async () => {
    await open();
    expect((await question()).words).not.toContain('Press 6');
  });
});

describe('a call about a visit that is on after all', () => {
  const correction = async () =>
    (await door.database.pool.query(`select correction from notice`)).rows.map((r) => r.correction);

  test('says so and asks whether they will come; 5 is noted, and 1 is no answer to it [edge case 44]', async () => {
    await open({ patienceMs: 4000 });
    await takeBack(door);
    const going = conducting(door);
    const asked = await question();
    later(20_000);
    expect(asked.words).toBe('Please press 5 if you will come.');
    const other = await post(asked.action, { Digits: '1' });
    expect(other.words).toContain('no meaning');
    const again = await post(other.next);
    later(20_000);
    expect(await correction()).toEqual(['owed']);
    expect((await post(again.action, { Digits: '5' })).words).toBe('Thank you, it is noted. Goodbye.');
    await going.stop();
    expect(await correction()).toEqual(['confirmed']);
  });

  test('taken back while the message is read out: what is asked is what was just said [edge case 44]', async () => {
    await open();
    await detected('human');
    const message = await post((await pickUp()).next);
    expect(message.words).toContain('We had to cancel');
    await takeBack(door);
    const next = await post(message.next);
    expect(next.words).toContain('Please come after all');
    expect(next.action).toBe('');
    expect(await correction()).toEqual(['owed']);
  });

  test('who calls back hears the correction and can say so [edge cases 30, 44]', async () => {
    await open();
    await takeBack(door);
    const heard = await post('/twilio/inbound/calls', {}, inbound);
    const first = await post(heard.next, {}, inbound);
    expect(first.words).toContain('Please come after all');
  });
});

describe('a patient of two batches who is called', () => {
  const call = async (): Promise<void> => {
    // The first conversation's message is a call.
    await door.database.pool.query(`update attempt set channel = 'voice', state = 'accepted' where id = $1`, [
      door.sms,
    ]);
  };
  const states = async (): Promise<string[]> =>
    (
      await door.database.pool.query(
        `select n.state from notice n join appointment a on a.id = n.appointment_id order by a.start_at`,
      )
    ).rows.map((r) => r.state);
  const noTimes = { reschedule: { ...defaultPolicy.reschedule, enabled: false } };

  test('has both conversations in one call, each answered by itself and in its own ledger [edge case 42]', async () => {
    await open({ alsoInBatch: 'running', patienceMs: 4000, policy: noTimes });
    await call();
    const going = conducting(door);
    const first = await question();
    later(20_000);
    const more = await post(first.action, { Digits: '1' });
    expect(more.words).toContain('There is one more message.');
    expect(await states()).toEqual(['informed', 'open']);
    const second = await post((await post(more.next)).next);
    later(20_000);
    const end = await post(second.action, { Digits: '1' });
    await going.stop();
    expect(end.words).not.toContain('one more');
    expect(await states()).toEqual(['informed', 'informed']);
    const { rows } = await door.database.pool.query(
      `select e.outreach_id, e.body ->> 'noticeId' notice from event e where e.type = 'notice.informed'`,
    );
    expect(new Set(rows.map((r) => r.outreach_id)).size).toBe(2);
  });

  test('hears nothing of the one that was taken back while this call rang [edge case 42]', async () => {
    await open({ alsoInBatch: 'running', patienceMs: 4000, policy: noTimes });
    await call();
    const going = conducting(door);
    const asked = await question();
    later(20_000);
    const { rows } = await door.database.pool.query(`select max(id::text) id from outreach`);
    await takeBack(door, rows[0].id);
    expect((await post(asked.action, { Digits: '1' })).words).not.toContain('one more');
    await going.stop();
    expect(await states()).toEqual(['informed', 'withdrawn']);
  });

  test('hears nothing of a batch that is paused [edge case 42]', async () => {
    await open({ alsoInBatch: 'paused', patienceMs: 4000, policy: noTimes });
    await call();
    const going = conducting(door);
    const asked = await question();
    later(20_000);
    expect((await post(asked.action, { Digits: '1' })).words).not.toContain('one more');
    await going.stop();
    expect(await states()).toEqual(['informed', 'open']);
  });

  test('whose call breaks off between the two has answered the one, and is told of the other on [edge case 42]', async () => {
    await open({ alsoInBatch: 'running', patienceMs: 4000, policy: noTimes });
    await call();
    const going = conducting(door);
    const asked = await question();
    later(20_000);
    await post(asked.action, { Digits: '1' });
    await going.stop();
    const { rows } = await door.database.pool.query(
      `select o.state, o.next_action_at is not null alarm from outreach o join notice n on n.outreach_id = o.id join appointment a on a.id = n.appointment_id order by a.start_at`,
    );
    expect(rows).toEqual([
      { state: 'reached', alarm: false },
      { state: 'active', alarm: true },
    ]);
  });
});
