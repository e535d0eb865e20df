/** One text about several visits, and answers that are for some of them only. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { loadConversations, loadSnapshots, lockOutreaches, writeDecisions } from '@rollcall/database';
import { Turn, withdrawAll } from '@rollcall/domain';
import { renderSms } from '@rollcall/messages';
import { newId } from '@rollcall/platform';
import { createWorld, type World } from './world.js';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.endWell());

const phone = '+12125550101';
const minute = 60_000;
const rosa = { name: 'Rosa', phone, children: ['Mia', 'Leo'] };
async function told(...sketches: Parameters<World['patients']>): Promise<void> {
  await world.patients(...sketches);
  await world.plan();
  await world.send();
}
const stateOf = async (...names: string[]): Promise<string[]> => {
  const rows = await world.rows(`select external_id, state from notice`);
  return names.map((n) => rows.find((r) => r.external_id === `A-${n}`)?.state);
};
const turns = () => world.turns();
const lastText = () => world.lastText();

describe('a mother of two who gets one text', () => {
  test('reads which letter is whose, and that a number alone is for both [edge case 3]', async () => {
    await told(rosa);
    expect(await lastText()).toBe(
      'Main Street Clinic: the visits of Mia (A, 12:00 PM) and Leo (B, 12:30 PM) on Tue Nov 24 are cancelled, do not come. Reply 1 = I understand, 2 = new time, 3 = call me, 9 = wrong no. For one visit alone: A1.',
    );
    await world.text(phone, '1');
    expect(await stateOf('Mia', 'Leo')).toEqual(['informed', 'informed']);
  });

  test.each(['B1', 'b', '1b', '\u06282'])('%j is for Leo alone: Mia is told on [edge case 3]', async (words) => {
    await told(rosa);
    await world.text(phone, words);
    expect(await stateOf('Mia', 'Leo')).toEqual(['open', 'informed']);
    expect(await world.rows(`select n.external_id from offer o join notice n on n.id = o.notice_id`)).toEqual([
      { external_id: 'A-Leo' },
    ]);
    world.clock.advance(30 * minute);
    await world.plan();
    await world.send();
    const text = await lastText();
    expect(text).toContain('visit of Mia Tue Nov 24 12:00 PM is cancelled');
    expect(text).toContain('A1 = I understand');
    expect(text).not.toContain('Leo');
    await world.text(phone, 'A');
    expect(await stateOf('Mia', 'Leo')).toEqual(['informed', 'informed']);
  });

  test('wants a person for one and a time for the other: each gets what was asked for [edge case 3]', async () => {
    await told(rosa);
    await world.text(phone, '3A 2B');
    expect(await stateOf('Mia', 'Leo')).toEqual(['informed', 'informed']);
    expect(await world.rows(`select n.external_id, o.state from offer o join notice n on n.id = o.notice_id`)).toEqual([
      { external_id: 'A-Leo', state: 'requested' },
    ]);
    expect(
      await world.rows(`select t.reason, n.external_id from task t join notice n on n.id = any(t.notice_ids)`),
    ).toEqual([{ reason: 'asked_for_person', external_id: 'A-Mia' }]);
  });

  test.each(['A1 C1', 'A1 A3', 'A1 B9', 'A4', 'C'])(
    '%j is asked back once, with the letters, and counts for nobody [edge cases 3, 23]',
    async (words) => {
      await told(rosa);
      await world.text(phone, words);
      expect(await stateOf('Mia', 'Leo')).toEqual(['open', 'open']);
      expect(await turns()).toHaveLength(1);
      expect(await lastText()).toMatch(/A[,)= ].*B[,)= ]/);
      await world.text(phone, words);
      expect(await turns()).toHaveLength(1);
      expect(await world.rows(`select reason from task where state <> 'resolved'`)).toEqual([
        { reason: 'unclear_answer' },
      ]);
      expect(await stateOf('Mia', 'Leo')).toEqual(['open', 'open']);
    },
  );

  test('says that it is the wrong number with the letter of the one visit that is left: it is believed [edge case 7]', async () => {
    await told(rosa);
    await world.text(phone, 'A1');
    await world.text(phone, 'B9');
    expect(await world.rows(`select sms_off from contact_point`)).toEqual([{ sms_off: 'wrong_number' }]);
    expect(await stateOf('Leo')).toEqual(['open']);
  });
});

describe('a phone of two people who are no household', () => {
  test('each text has letters of its own, and an answer by them reaches whom it names [edge cases 1, 3]', async () => {
    await told(rosa, { name: 'Ben', phone });
    const texts = await world.rows(`select id from attempt where channel = 'sms' order by planned_no`);
    const conversations = await loadConversations(
      world.database,
      texts.map((t) => t.id),
    );
    const written = [...conversations.values()].map((c) => renderSms(c).text).sort();
    expect(written.find((t) => t.includes('Mia'))).not.toMatch(/\bB\./);
    expect(written.find((t) => !t.includes('Mia'))).not.toMatch(/Leo|Rosa/);
    const [ben] = await world.rows(`select code from reply_code where visit_codes = '{}'`);
    const [children] = await world.rows(`select visit_codes, visit_ids from reply_code where visit_codes <> '{}'`);
    await world.text(phone, `${children?.visit_codes[1]}1 ${ben?.code}1`);
    const informed = await world.rows(
      `select id, external_id from notice where state = 'informed' order by external_id`,
    );
    expect(informed.map((n) => n.external_id)).toEqual(['A-Ben', expect.stringMatching(/^A-(Mia|Leo)$/)]);
    expect(informed[1]?.id).toBe(children?.visit_ids[1]);
    expect(await world.rows(`select count(*)::int n from notice where state = 'open'`)).toEqual([{ n: 1 }]);
  });

  test('a number without a letter is asked back with every letter that this phone was told [edge cases 3, 22]', async () => {
    await told(rosa, { name: 'Ben', phone });
    await world.text(phone, '1');
    expect(await stateOf('Mia', 'Leo', 'Ben')).toEqual(['open', 'open', 'open']);
    const text = await lastText();
    expect(text).toContain('we wrote about several visits');
    expect(text.match(/[A-D] = Tue Nov 24/g)).toHaveLength(3);
    expect(text).not.toMatch(/Mia|Leo|Ben/);
  });
});

describe('a patient of two batches', () => {
  const twoBatches = async (): Promise<void> => {
    const reach = { name: 'Ana', phone, deadlineAt: new Date('2026-11-24T09:00:00-05:00') };
    await world.patients(reach);
    await world.patients({ ...reach, children: ['Ana2'] });
    await world.rows(`update outreach set party_id = (select min(party_id::text)::uuid from outreach)`);
  };
  /** Plans until calls are due, and claims them. */
  const calls = async () => {
    world.clock.advance(10 * minute);
    await world.plan();
    return (await world.jobs()).filter((j) => j.channel === 'voice');
  };

  test('is not rung twice at once: the second call waits until the first is over [edge case 42]', async () => {
    await twoBatches();
    await world.plan();
    await world.send();
    const jobs = await calls();
    expect(jobs).toHaveLength(2);
    const granted = (await world.claim(jobs)).flatMap((c) => (c ? [c.attemptId] : []));
    expect(granted).toHaveLength(1);
    const [first = ''] = granted;
    await world.fact('worker.outcome', first, {
      kind: 'attempt.outcome',
      attemptId: first,
      fence: 1,
      outcome: { kind: 'accepted', ref: 'CA1' },
    });
    const waiting = jobs.filter((j) => j.attemptId !== first);
    expect(await world.claim(waiting)).toEqual([null]);
    await world.fact('twilio.call.status', first, { CallSid: 'CA1', CallStatus: 'no-answer', SequenceNumber: '2' });
    expect((await world.claim(waiting)).map((c) => c?.attemptId)).toEqual(waiting.map((j) => j.attemptId));
  });

  test('may answer both texts in one, by their letters, each in its own conversation [edge case 42]', async () => {
    await twoBatches();
    await world.plan();
    await world.send();
    await world.text(phone, 'A1 B1');
    expect(await world.rows(`select distinct outreach_id from event where type = 'notice.informed'`)).toHaveLength(2);
  });

  test('taken back in the one batch while its call rings: it alone is corrected, and the other is told on [edge cases 42, 44]', async () => {
    await twoBatches();
    await world.plan();
    await world.send();
    const [ringing] = (await world.claim(await calls())).flatMap((c) => (c ? [c.attemptId] : []));
    const [own] = await world.rows(`select outreach_id id from attempt where id = $1`, ringing);
    await world.database.transaction(async (tx) => {
      await lockOutreaches(tx, [own?.id]);
      const loaded = (await loadSnapshots(tx, [own?.id], world.clock.now())).get(own?.id);
      if (!loaded) throw new Error('there is no such outreach');
      const turn = new Turn(loaded.snapshot, world.clock.now(), newId);
      withdrawAll(turn, 'Jo');
      await writeDecisions(tx, [{ loaded, turn }], { now: world.clock.now(), newId });
    });
    expect(
      await world.rows(
        `select n.state, n.correction, o.next_action_at is not null alarm from notice n join outreach o on o.id = n.outreach_id order by o.id = $1 desc`,
        own?.id,
      ),
    ).toEqual([
      { state: 'withdrawn', correction: 'owed', alarm: false },
      { state: 'open', correction: null, alarm: true },
    ]);
    // What is said on the phone that rings already counts for the other one only when that was asked about.
    await world.fact('twilio.call.key', ringing ?? '', { CallSid: 'CA9', Digits: '1', turn: '0' });
    expect(await world.rows(`select state from notice where state = 'informed'`)).toEqual([]);
  });
});
