/** A correction on its way to a patient, until the patient knows. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  claimConversations,
  loadConversations,
  loadSnapshots,
  lockOutreaches,
  writeDecisions,
} from '@rollcall/database';
import { Turn, withdrawAll } from '@rollcall/domain';
import { renderSms, voiceScript } from '@rollcall/messages';
import { newId } from '@rollcall/platform';
import { createWorld, type World } from './world.js';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.endWell());

const phone = '+12125550101';
const minute = 60_000;
const corrections = async () =>
  (
    await world.rows(
      `select channel, state from attempt where purpose = 'correct' and state <> 'superseded' order by planned_no`,
    )
  ).map((r) => r.channel as string);
const correction = async () =>
  (await world.rows(`select correction from notice order by external_id`)).map((r) => r.correction);
async function takeBack(outreachId: string): Promise<void> {
  await world.database.transaction(async (tx) => {
    await lockOutreaches(tx, [outreachId]);
    const now = world.clock.now();
    const loaded = (await loadSnapshots(tx, [outreachId], now)).get(outreachId);
    if (!loaded) throw new Error('there is no such outreach');
    const turn = new Turn(loaded.snapshot, now, newId);
    withdrawAll(turn, 'Jo');
    await writeDecisions(tx, [{ loaded, turn }], { now, newId });
  });
}
async function corrected(...sketches: Parameters<World['patients']>): Promise<string> {
  const [outreach = ''] = await world.patients(...sketches);
  await world.plan();
  await world.send();
  await takeBack(outreach);
  await world.send();
  return outreach;
}
async function lastOn(channel: string) {
  const [row] = await world.rows(`select id from attempt where channel = $1 order by planned_no desc limit 1`, channel);
  const conversation = (await loadConversations(world.database, [row?.id])).get(row?.id);
  if (!conversation) throw new Error('there is no message');
  return conversation;
}
const goOn = async (minutes: number): Promise<void> => {
  world.clock.advance(minutes * minute);
  await world.plan();
  await world.send();
};

describe('a patient who was told that the visit is off, and then that it is on', () => {
  test('is asked to say that they will come, and asked again by phone until they do [edge case 44]', async () => {
    await corrected({ name: 'Ana', phone });
    expect(renderSms(await lastOn('sms')).text).toBe(
      'Main Street Clinic: correction, your visit Tue Nov 24 12:00 PM is ON after all. Please come. We are sorry. Reply 5 = I will come, 3 = call me',
    );
    await world.plan();
    await goOn(7);
    expect(await corrections()).toEqual(['sms', 'voice']);
    expect(voiceScript(await lastOn('voice'), 'correction').say).toEqual([
      'This is Main Street Clinic with a correction. Please come after all: your visit on Tuesday, November 24, at 12:00 PM is on.',
      'Please press 5 if you will come.',
    ]);
    await world.text(phone, '5');
    expect(await correction()).toEqual(['confirmed']);
    for (let n = 0; n < 5; n++) await goOn(10);
    expect(await corrections()).toEqual(['sms', 'voice']);
    expect(await world.rows(`select reason from task`)).toEqual([]);
  });

  test('who does not answer any of it is called by a person in time [edge case 44]', async () => {
    await corrected({ name: 'Ana', phone });
    for (let n = 0; n < 12; n++) await goOn(10);
    expect(await correction()).toEqual(['handed']);
    expect(await world.rows(`select kind, reason from task where state <> 'resolved'`)).toEqual([
      { kind: 'correct', reason: 'correction_unconfirmed' },
    ]);
    // A word that comes after all relieves the person.
    await world.text(phone, '5 thanks');
    expect(await correction()).toEqual(['confirmed']);
    expect(await world.rows(`select reason from task where state <> 'resolved'`)).toEqual([]);
  });

  test('a 1 answers the cancellation, late or not: it confirms nothing, and is asked back once [edge cases 22, 44]', async () => {
    await corrected({ name: 'Ana', phone });
    await world.text(phone, '1');
    expect(await correction()).toEqual(['owed']);
    expect(renderSms(await lastOn('sms')).text).toContain('Reply 5 = I will come');
    await world.text(phone, 'ok 5');
    expect(await correction()).toEqual(['confirmed']);
  });

  test('a key 5 in a call counts like the text; of a patient who shares the phone nothing is confirmed [edge cases 1, 44]', async () => {
    await corrected({ name: 'Ana', phone }, { name: 'Ben', phone });
    const [call] = await world.rows(`select id from attempt where purpose = 'correct' limit 1`);
    await world.text(phone, '1');
    expect(await world.rows(`select external_id, state from notice order by external_id`)).toEqual([
      { external_id: 'A-Ana', state: 'withdrawn' },
      { external_id: 'A-Ben', state: 'informed' },
    ]);
    expect(await correction()).toEqual(['owed', null]);
    await world.fact('twilio.call.key', call?.id, { CallSid: 'CA1', Digits: '5', turn: '0' });
    expect(await correction()).toEqual(['confirmed', null]);
  });

  test('the visit is cancelled anew: what waits to say that it is on is not sent, and nothing follows [edge case 44]', async () => {
    const [outreach = ''] = await world.patients({ name: 'Ana', phone });
    await world.plan();
    await world.send();
    await takeBack(outreach);
    await world.patients({ name: 'Ana', phone });
    const jobs = (await world.jobs()).map((j) => ({
      v: 1 as const,
      attemptId: j.attemptId as never,
      generation: j.generation,
    }));
    expect(await claimConversations(world.database, jobs, world.clock.now(), 30_000)).toEqual([null]);
    await world.apply();
    for (let n = 0; n < 3; n++) await goOn(10);
    expect(await corrections()).toEqual([]);
    expect(await correction()).toContain('let-go');
  });

  test('a worker that dies in the middle of the correction costs the patient nothing: the next way is taken [edge cases 44, 73]', async () => {
    const [outreach = ''] = await world.patients({ name: 'Ana', phone });
    await world.plan();
    await world.send();
    await takeBack(outreach);
    // Claimed, and never heard of again.
    await world.claim(await world.jobs());
    await world.plan();
    await goOn(7);
    expect(await corrections()).toEqual(['sms', 'voice']);
  });
});
