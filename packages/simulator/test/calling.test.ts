import { describe, expect, test } from '@jest/globals';
import type { Say } from './fake-gateway.js';
import { call, cast, control, ourNumber, rid, scenes, twilio } from './scene.js';

const number = '+12125550101';
const voice = `/twilio/voice/${rid}`;
const keyPath = `${voice}/key`;
const menu =
  'This is Hudson Street. Your visit on Tuesday is cancelled. Press 1 if you understand. Press 2 for another time. Press 3 to be called by a person. Press 9 if this is the wrong number.';
const times = 'There are 2 new times. Press 1 for Wednesday. Press 2 for Thursday. Press 4 for none of these.';
const gather = (words: string, action = `${voice}/key`): string =>
  `<?xml version="1.0" encoding="UTF-8"?><Response><Gather input="dtmf" numDigits="1" timeout="8" action="${action}" method="POST"><Say voice="Polly.Joanna-Neural">${words}</Say><Pause length="1"/><Say>Thank you &amp; goodbye.</Say></Gather><Redirect method="POST">${voice}/again</Redirect></Response>`;
/** Asks; offers times after 1 or 2; says goodbye after that. */
const gateway: Say = ({ path, params }) => {
  if (path === voice)
    return {
      body: params.AnsweredBy?.startsWith('machine') ? '<Response><Say>Call us.</Say></Response>' : gather(menu),
    };
  if (path === `${voice}/again`) return { body: gather(menu) };
  if (path === keyPath && ['1', '2'].includes(params.Digits ?? ''))
    return { body: gather(times, `${voice}/key?offer=o1`) };
  return { body: '<Response><Say>Goodbye.</Say><Hangup/></Response>' };
};

describe('calling people', () => {
  const scene = scenes();
  const told = (path: string) => scene.current.gateway.at(path);
  const statuses = () => told(`/twilio/status/${rid}`).map((t) => t.params.CallStatus);
  const ring = async (persona: Parameters<typeof cast>[1]): Promise<void> => {
    const { gateway: door, simulator } = scene.current;
    door.say = gateway;
    simulator.world.cast.put([cast(number, persona)]);
    expect((await call(scene.current, number)).status).toBe(201);
    await simulator.idle();
    expect(simulator.world.callFaults).toEqual([]);
  };
  const keys = () => told(keyPath).map((t) => t.params.Digits);

  test('a call is reported step by step, in order, with the parameters of the real callbacks', async () => {
    await ring('answers-and-presses-1');
    expect(statuses()).toEqual(['initiated', 'ringing', 'in-progress', 'completed']);
    const reports = told(`/twilio/status/${rid}`).map((t) => t.params);
    expect(reports.map((p) => p.SequenceNumber)).toEqual(['0', '1', '2', '3']);
    expect(reports[3]).toMatchObject({
      CallbackSource: 'call-progress-events',
      SipResponseCode: '200',
      AnsweredBy: 'human',
      Direction: 'outbound-api',
      Caller: ourNumber,
      Called: number,
      Timestamp: expect.stringMatching(/ \+0000$/),
    });
    expect(Number(reports[3]?.CallDuration)).toBeGreaterThan(5);
    expect(Number(reports[3]?.Duration)).toBeGreaterThan(0);
  });

  test.each([
    ['answers-and-presses-1', ['1']],
    ['answers-presses-1-then-chooses', ['1', expect.stringMatching(/^[12]$/)]],
    ['answers-presses-2-then-chooses', ['2', expect.stringMatching(/^[12]$/)]],
    ['presses-3', ['3']],
    ['presses-9', ['9']],
    ['answers-listens-hangs-up', []],
    ['landline', ['2', expect.stringMatching(/^[12]$/)]],
  ] as const)('%s presses %j', async (persona, pressed) => {
    await ring(persona);
    expect(keys()).toEqual(pressed);
    expect(told(voice)[0]?.params).toMatchObject({ CallStatus: 'in-progress', AnsweredBy: 'human', To: number });
    expect(scene.current.simulator.ledger.entries[0]).toMatchObject({ kind: 'call', rid, replies: pressed.length });
  });

  test('the choice goes to the address of the offer, resolved against the document', async () => {
    await ring('answers-presses-2-then-chooses');
    expect(told(keyPath).map((t) => t.path)).toEqual([keyPath, `${keyPath}?offer=o1`]);
  });

  test('nobody picks up: no-answer, and no instructions are fetched', async () => {
    await ring('lets-it-ring');
    expect(statuses()).toEqual(['initiated', 'ringing', 'no-answer']);
    expect(told(voice)).toEqual([]);
  });

  test('busy at first, answering the second call', async () => {
    await ring('busy-then-answers');
    const [, busy] = told(`/twilio/status/${rid}`);
    expect(busy?.params).toMatchObject({ CallStatus: 'busy', SipResponseCode: '486', CallDuration: '0' });
    await call(scene.current, number);
    await scene.current.simulator.idle();
    expect(statuses().at(-1)).toBe('completed');
    expect(keys()[0]).toBe('1');
  });

  test('a mailbox is detected after its beep, hears the message and presses nothing', async () => {
    await ring('voicemail');
    expect(told(voice)[0]?.params.AnsweredBy).toBe('machine_end_beep');
    expect(keys()).toEqual([]);
    expect(statuses().at(-1)).toBe('completed');
  });

  test('a mailbox without detection hears the menu out and presses nothing', async () => {
    const { gateway: door, simulator } = scene.current;
    door.say = ({ path }) => ({ body: path === voice ? gather(menu) : '<Response><Hangup/></Response>' });
    simulator.world.cast.put([cast(number, 'voicemail')]);
    await call(scene.current, number, { MachineDetection: '' });
    await simulator.idle();
    expect(told(voice)[0]?.params.AnsweredBy).toBeUndefined();
    expect(keys()).toEqual([]);
    expect(told(`${voice}/again`)).toHaveLength(1);
  });

  test('a dead number is refused, or fails with SIP 404', async () => {
    const { simulator } = scene.current;
    const numbers = Array.from({ length: 12 }, (_, n) => `+121255501${n + 10}`);
    simulator.world.cast.put(numbers.map((n) => cast(n, 'dead-number')));
    const answers = await Promise.all(numbers.map((n) => call(scene.current, n)));
    await simulator.idle();
    const failed = told(`/twilio/status/${rid}`).filter((t) => t.params.CallStatus === 'failed');
    expect(new Set(answers.filter((a) => a.status === 400).map((a) => a.body.code))).toEqual(new Set([21217]));
    expect(new Set(failed.map((t) => t.params.SipResponseCode))).toEqual(new Set(['404']));
  });

  test('somebody calls back later, and the same menu is answered', async () => {
    const { gateway: door, simulator } = scene.current;
    door.say = (t) =>
      t.path === '/twilio/inbound/calls' ? { body: `<Response><Redirect>${voice}</Redirect></Response>` } : gateway(t);
    simulator.world.cast.put([cast(number, 'voicemail-then-calls-back')]);
    await call(scene.current, number);
    await simulator.idle();
    expect(told('/twilio/inbound/calls')[0]?.params).toMatchObject({
      From: number,
      To: ourNumber,
      Direction: 'inbound',
      CallStatus: 'ringing',
    });
    expect(keys()[0]).toBe('1');
  });

  test('an experimenter can have somebody call and press keys of their choice', async () => {
    const { gateway: door, simulator } = scene.current;
    door.say = (t) => (t.path === '/twilio/inbound/calls' ? { body: gather(menu) } : gateway(t));
    const order = { kind: 'call', from: number, to: ourNumber, keys: '24' };
    expect((await control(scene.current, 'POST', '/sim/inbound', order)).status).toBe(202);
    await simulator.idle();
    expect(keys()).toEqual(['2', '4']);
  });

  test('only the events asked for are reported; by default the end', async () => {
    const { gateway: door, simulator } = scene.current;
    door.say = gateway;
    simulator.world.cast.put([cast(number, 'answers-and-presses-1')]);
    await call(scene.current, number, { StatusCallbackEvent: [] });
    await simulator.idle();
    expect(statuses()).toEqual(['completed']);
  });

  test('a ringing call that is hung up is canceled; one that is talking is completed', async () => {
    const { gateway: door, simulator } = scene.current;
    simulator.world.cast.put([cast(number, 'lets-it-ring'), cast('+12125550102', 'answers-and-presses-1')]);
    const ringing = await call(scene.current, number);
    const end = async (sid: unknown) => twilio(scene.current, `/Calls/${String(sid)}.json`, { Status: 'completed' });
    expect((await end(ringing.body.sid)).status).toBe(200);
    await simulator.idle();
    expect(statuses().at(-1)).toBe('canceled');
    let sid: unknown;
    let ended: Promise<unknown> | undefined;
    door.say = ({ path }) => {
      // In the middle of the conversation, as somebody who answers by text meanwhile.
      if (path === voice) ended = end(sid);
      return { body: gather(menu) };
    };
    sid = (await call(scene.current, '+12125550102')).body.sid;
    await simulator.idle();
    await ended;
    expect(statuses().at(-1)).toBe('completed');
    expect(keys()).toEqual([]);
    expect((await end(sid)).body.code).toBe(21220);
  });

  test('a call can be given other words while it talks', async () => {
    const { gateway: door, simulator } = scene.current;
    simulator.world.cast.put([cast(number, 'answers-and-presses-1')]);
    let sid: unknown;
    let replaced: Promise<unknown> | undefined;
    door.say = ({ path }) => {
      if (path === voice)
        replaced = twilio(scene.current, `/Calls/${String(sid)}.json`, { Url: `${door.url}/twilio/other` });
      return { body: path === voice ? gather(menu) : '<Response><Say>It is on after all.</Say></Response>' };
    };
    sid = (await call(scene.current, number)).body.sid;
    await simulator.idle();
    await replaced;
    expect(told('/twilio/other')).toHaveLength(1);
    expect(keys()).toEqual([]);
  });

  test('inline instructions are spoken, too', async () => {
    const { simulator } = scene.current;
    simulator.world.cast.put([cast(number, 'answers-and-presses-1')]);
    await call(scene.current, number, { Url: '', Twiml: '<Response><Say>Hello</Say></Response>' });
    await simulator.idle();
    expect(statuses().at(-1)).toBe('completed');
  });

  test.each([
    ['no TwiML', () => ({ body: '<html></html>' })],
    ['no XML', () => ({ body: '{"say":1}' })],
    ['an error', ({ path }) => (path === voice ? { status: 500, body: '' } : undefined)],
    ['a call in circles', () => ({ body: `<Response><Redirect>${voice}</Redirect></Response>` })],
  ] as [string, Say][])('%s ends the call and is counted as a fault', async (_what, say) => {
    const { gateway: door, simulator } = scene.current;
    door.say = say;
    simulator.world.cast.put([cast(number, 'answers-and-presses-1')]);
    await call(scene.current, number);
    await simulator.idle();
    expect(simulator.world.callFaults).toHaveLength(1);
    expect(statuses().at(-1)).toBe('completed');
  });

  const asking = (words: string, more = ''): string =>
    `<Response><Gather input="dtmf speech" numDigits="1" timeout="8" action="${keyPath}" method="POST"><Say>${words}</Say></Gather>${more}</Response>`;
  const async = (door: { url: string }) => ({
    AsyncAmd: 'true',
    AsyncAmdStatusCallback: `${door.url}${voice}/detected`,
    AsyncAmdStatusCallbackMethod: 'POST',
  });

  test('who answers is told beside the call, which speaks at once', async () => {
    const { gateway: door, simulator } = scene.current;
    door.say = gateway;
    simulator.world.cast.put([cast(number, 'answers-and-presses-1')]);
    await call(scene.current, number, async(door));
    await simulator.idle();
    expect(told(voice)[0]?.params.AnsweredBy).toBeUndefined();
    expect(told(`${voice}/detected`)[0]?.params).toMatchObject({ AnsweredBy: 'human', CallSid: expect.any(String) });
    expect(Number(told(`${voice}/detected`)[0]?.params.MachineDetectionDuration)).toBeGreaterThan(0);
  });

  test('without words the fallback address is asked, with the reason', async () => {
    const { gateway: door, simulator } = scene.current;
    door.say = ({ path }) =>
      path === voice ? { status: 500, body: '' } : { body: '<Response><Say>Call us.</Say></Response>' };
    simulator.world.cast.put([cast(number, 'answers-and-presses-1')]);
    await call(scene.current, number, { FallbackUrl: `${door.url}/twilio/fallback` });
    await simulator.idle();
    expect(told('/twilio/fallback')[0]?.params).toMatchObject({ ErrorUrl: `${door.url}${voice}` });
    expect(simulator.world.callFaults).toHaveLength(1);
  });

  test.each([
    ['operator-accepts', 'completed', 'true'],
    ['operator-does-not-accept', 'completed', 'false'],
    ['lets-it-ring', 'no-answer', 'false'],
  ] as const)('a call is put through to %s: %s, bridged %s', async (operator, status, bridged) => {
    const { gateway: door, simulator } = scene.current;
    const line = '+12125550199';
    door.say = ({ path }) => {
      if (path === voice)
        return {
          body: `<Response><Dial action="/twilio/over" timeout="20"><Number url="/twilio/whisper">${line}</Number></Dial></Response>`,
        };
      if (path === '/twilio/whisper') return { body: asking('Press 1 to accept.', '<Hangup/>') };
      return { body: path === keyPath ? '<Response/>' : '<Response><Hangup/></Response>' };
    };
    simulator.world.cast.put([cast(number, 'answers-and-presses-1'), cast(line, operator)]);
    await call(scene.current, number);
    await simulator.idle();
    expect(told('/twilio/over')[0]?.params).toMatchObject({ DialCallStatus: status, DialBridged: bridged });
  });

  test('somebody says yes where words are understood, and somebody’s pocket presses a key too early', async () => {
    const { gateway: door, simulator } = scene.current;
    door.say = ({ path }) => ({
      body: path === voice ? asking('Press 1 if you understand.') : '<Response><Hangup/></Response>',
    });
    simulator.world.cast.put([cast(number, 'says-yes-and-presses-nothing')]);
    await call(scene.current, number);
    await simulator.idle();
    expect(told(keyPath)[0]?.params).toMatchObject({ SpeechResult: 'Yes.', Confidence: '0.92' });
    simulator.world.cast.put([cast(number, 'presses-in-the-pocket-then-hangs-up')]);
    await call(scene.current, number);
    await simulator.idle();
    expect(told(keyPath)[1]?.params.Digits).toBe('1');
  });

  test('a call lasts no longer than its limit', async () => {
    const { gateway: door, simulator } = scene.current;
    door.say = () => ({ body: `<Response><Pause length="600"/><Redirect>${voice}</Redirect></Response>` });
    simulator.world.cast.put([cast(number, 'answers-and-presses-1')]);
    await call(scene.current, number, { TimeLimit: '60' });
    await simulator.idle();
    expect(told(`/twilio/status/${rid}`).at(-1)?.params.CallDuration).toBe('60');
  });
});
