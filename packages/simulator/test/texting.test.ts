import { describe, expect, test } from '@jest/globals';
import { aviso, cast, notice, offer, ourNumber, rid, scenes, text } from './scene.js';

const number = '+12125550101';
const inbound = '/twilio/inbound/messages';
const statuses = (at: { params: Record<string, string> }[]) => at.map((t) => t.params.MessageStatus);

describe('texting with people', () => {
  const scene = scenes();
  const repliesOf = () => scene.current.gateway.at(inbound).map((t) => t.params.Body);
  const status = () => scene.current.gateway.at(`/twilio/status/${rid}`);

  test('a text is reported as sent, then delivered, with the parameters of the real callbacks', async () => {
    const { simulator } = scene.current;
    simulator.world.cast.put([cast(number, 'silent')]);
    const created = await text(scene.current, number, notice);
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ status: 'queued', to: number, from: ourNumber, direction: 'outbound-api' });
    await simulator.idle();
    expect(statuses(status())).toEqual(['sent', 'delivered']);
    expect(status()[1]?.params).toMatchObject({
      MessageSid: created.body.sid,
      SmsSid: created.body.sid,
      SmsStatus: 'delivered',
      RawDlrDoneDate: expect.stringMatching(/^\d{10}$/),
    });
  });

  test.each([
    ['texts-1', notice, ['1']],
    ['texts-1', aviso, ['1']],
    ['texts-3', notice, ['3']],
    ['texts-9', notice, ['9']],
    ['texts-ok-thanks', notice, ['Ok thanks']],
    ['texts-ok-thanks', aviso, ['Ok gracias']],
    ['texts-who-is-this', notice, ['Who is this?']],
    ['texts-STOP', notice, ['STOP']],
    ['texts-on-my-way', notice, ["I'm on my way"]],
    ['texts-please-stop', aviso, ['No más mensajes por favor']],
    ['texts-CANCEL', notice, ['Cancel']],
    ['texts-STOP-then-1', notice, ['STOP', '1']],
    ['texts-wrong-number', notice, ['Sorry, wrong number']],
    ['texts-already-here', aviso, ['Ya estoy aquí en la sala']],
    ['texts-while-driving', aviso, ['Estoy manejando, le llamo luego', '1']],
    ['texts-HELP-then-1', notice, ['HELP', '1']],
    ['texts-thumbs-up', notice, ['👍']],
    ['silent', notice, []],
    ['texts-1', 'Hudson Street: thank you, noted.', []],
    ['texts-2-then-declines', offer, ['4']],
    ['texts-1', offer, []],
    ['texts-1', notice.replaceAll(/\b([1239]) = /g, 'B$1 = '), ['B1']],
  ] as const)('%s, asked "%s", says %j', async (persona, words, replies) => {
    const { simulator } = scene.current;
    simulator.world.cast.put([cast(number, persona)]);
    await text(scene.current, number, words);
    await simulator.idle();
    expect(repliesOf()).toEqual(replies);
    expect(simulator.ledger.entries[0]?.replies).toBe(replies.length);
  });

  test('somebody who chooses picks one of the offered keys, with the letter of the question', async () => {
    const { simulator } = scene.current;
    simulator.world.cast.put([cast(number, 'texts-1-then-chooses-slot')]);
    await text(scene.current, number, offer.replaceAll(/\b([124]) = /g, 'C$1 = '));
    await simulator.idle();
    expect(repliesOf()).toEqual([expect.stringMatching(/^C[12]$/)]);
  });

  test('the same question is not answered twice; asked again in other words, the helpful answer comes', async () => {
    const { simulator } = scene.current;
    simulator.world.cast.put([cast(number, 'texts-ok-thanks')]);
    await text(scene.current, number, notice);
    await simulator.idle();
    await text(scene.current, number, notice);
    await simulator.idle();
    await text(scene.current, number, 'Please reply 1 = I understand the visit is cancelled, 2 = new time.');
    await simulator.idle();
    expect(repliesOf()).toEqual(['Ok thanks', '1']);
  });

  test('an inbound text looks like one of Twilio: to our number, with our account, and never twice the same id', async () => {
    const { simulator, gateway } = scene.current;
    simulator.world.cast.put([cast(number, 'texts-1')]);
    await text(scene.current, number, notice);
    await simulator.idle();
    expect(gateway.at(inbound)[0]?.params).toMatchObject({
      From: number,
      To: ourNumber,
      Body: '1',
      NumMedia: '0',
      SmsStatus: 'received',
      ApiVersion: '2010-04-01',
    });
  });

  test('after STOP nothing is taken for that number any more, until START', async () => {
    const { simulator } = scene.current;
    simulator.world.cast.put([cast(number, 'texts-STOP')]);
    await text(scene.current, number, notice);
    await simulator.idle();
    expect(await text(scene.current, number, notice)).toMatchObject({ status: 400, body: { code: 21610 } });
    simulator.world.speaks({ kind: 'text', from: number, body: 'start' });
    expect(await text(scene.current, number, notice)).toMatchObject({ status: 201 });
  });

  test('a block holds for the number of ours that was written to, as at Twilio [edge case 69]', async () => {
    const { simulator } = scene.current;
    simulator.world.cast.put([cast(number, 'texts-STOP')]);
    await text(scene.current, number, notice);
    await simulator.idle();
    expect(await text(scene.current, number, notice)).toMatchObject({ status: 400, body: { code: 21610 } });
    expect(await text(scene.current, number, notice, { From: '+15005550005' })).toMatchObject({ status: 201 });
  });

  test('landlines take no texts: some are known beforehand, some only on the way', async () => {
    const { simulator } = scene.current;
    const numbers = Array.from({ length: 12 }, (_, n) => `+121255501${n + 10}`);
    simulator.world.cast.put(numbers.map((n) => cast(n, 'landline')));
    const answers = await Promise.all(numbers.map((n) => text(scene.current, n, notice)));
    await simulator.idle();
    const refused = answers.filter((a) => a.status === 400).map((a) => a.body.code);
    const undelivered = status().filter((t) => t.params.MessageStatus === 'undelivered');
    expect(new Set(refused)).toEqual(new Set([21614]));
    expect(new Set(undelivered.map((t) => t.params.ErrorCode))).toEqual(new Set(['30006']));
    expect(refused.length + undelivered.length).toBe(12);
  });

  test('a dead number is refused as invalid, or its handset is unknown', async () => {
    const { simulator } = scene.current;
    const numbers = Array.from({ length: 12 }, (_, n) => `+121255501${n + 10}`);
    simulator.world.cast.put(numbers.map((n) => cast(n, 'dead-number')));
    const answers = await Promise.all(numbers.map((n) => text(scene.current, n, notice)));
    await simulator.idle();
    const refused = answers.filter((a) => a.status === 400).map((a) => a.body.code);
    const codes = status().flatMap((t) => t.params.ErrorCode ?? []);
    expect(new Set(refused)).toEqual(new Set([21211]));
    expect(new Set(codes)).toEqual(new Set(['30005']));
  });

  test('a text that may not wait is not delivered late', async () => {
    const { simulator } = scene.current;
    const numbers = Array.from({ length: 8 }, (_, n) => `+12125550${n + 110}`);
    simulator.world.cast.put(numbers.map((n) => cast(n, 'silent')));
    for (const n of numbers) await text(scene.current, n, notice, { ValidityPeriod: '1' });
    await simulator.idle();
    expect(status().flatMap((t) => t.params.ErrorCode ?? [])).toContain('30036');
  });

  test('the same seed gives a stranger the same persona', async () => {
    const { simulator } = scene.current;
    const names = Array.from({ length: 40 }, (_, n) => simulator.world.cast.of(`+1212555${1000 + n}`).name);
    simulator.world.cast.clear();
    expect(Array.from({ length: 40 }, (_, n) => simulator.world.cast.of(`+1212555${1000 + n}`).name)).toEqual(names);
    expect(new Set(names).size).toBeGreaterThan(4);
  });
});
