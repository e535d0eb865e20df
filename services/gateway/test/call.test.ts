/** A call, document by document, as the provider fetches them: what is said to whom, and what counts. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { conduct, conducting, freeTimes, practiceSays } from './conducting.js';
import {
  base,
  detected,
  door,
  facts,
  type Heard,
  hear,
  inbound,
  later,
  open,
  type Params,
  pickUp,
  post,
  question,
  unescaped,
  visit,
} from './on-the-phone.js';

afterEach(() => door.close());

describe('the first words', () => {
  test('say practice and reason at once and nothing of the visit while nobody knows who listens', async () => {
    await open();
    const first = await pickUp();
    expect(first.words).toBe('This is Main Street Clinic, calling about an appointment.');
    const who = await post(first.next);
    expect(who.words).toBe('This is Main Street Clinic with a message for you. Please press 1 to hear it.');
    expect(first.words + who.words).not.toMatch(visit);
  });

  test('a person is told as soon as the provider says that it is one', async () => {
    await open();
    const first = await pickUp();
    expect((await detected('human')).statusCode).toBe(204);
    const message = await post(first.next);
    expect(message.words).toContain('We had to cancel your visit on Tuesday, November 24');
    expect((await post(message.next)).words).toContain('Please press 1 if you understand.');
  });

  test('whoever presses a key where nobody knows is a person, and is told', async () => {
    await open();
    const who = await post((await pickUp()).next);
    expect((await post(who.action, { Digits: '1' })).words).toContain('We had to cancel');
    expect(await facts('twilio.call.key')).toEqual([]);
  });

  test.each([
    ['callback-only', /5 5 5, 0 1 0, 0 1 0 0/],
    ['none', /^$/],
  ] as const)('a mailbox hears what the policy %s allows, and nothing of the visit', async (voicemail, words) => {
    await open({ policy: { voicemail } });
    const first = await pickUp();
    await detected('machine_end_beep');
    const left = await post(first.next);
    expect(left.words).toMatch(words);
    expect(left.words).not.toMatch(visit);
    expect(left.body).toContain('<Hangup/>');
  });

  test('a mailbox may hear all where the policy says so: the message does not wait', async () => {
    await open({ policy: { voicemail: 'full' } });
    const first = await pickUp();
    expect(first.words).toContain('We had to cancel your visit');
    await detected('machine_end_beep');
    const asked = await post(first.next);
    expect((await post(asked.next)).words).toContain('cancel your visit');
    expect(await facts('twilio.call.told')).toEqual([]);
  });

  test('a screening robot gets the practice and its number, and its owner can still press a key', async () => {
    await open();
    const first = await pickUp();
    await detected('machine_end_other');
    const shown = await post(first.next);
    expect(shown.words).toContain('Main Street Clinic with a message for you');
    expect(shown.words).not.toMatch(visit);
    expect((await post(shown.action, { Digits: '1' })).words).toContain('We had to cancel');
  });

  test('who never says a word and presses nothing is left the number, not the visit', async () => {
    await open();
    let heard = await post((await pickUp()).next);
    for (let n = 0; n < 6 && heard.next !== ''; n++) heard = await post(heard.next);
    expect(heard.words).toMatch(/Please call us back today.*5 5 5, 0 1 0, 0 1 0 0/);
    expect(heard.words).not.toMatch(visit);
  });

  test('who has answered by text while the phone rang is not told it all over again [edge case 16]', async () => {
    await open();
    await door.database.pool.query(
      `update notice set state = 'informed', evidence_grade = 'replied', evidence_channel = 'sms', evidence_at = now(), closed_at = now()`,
    );
    const first = await pickUp();
    expect(first.words).toMatch(/already noted/);
    expect(first.body).toContain('<Hangup/>');
  });
});

describe('the challenge', () => {
  const asked = { birthDate: '1961-04-02', policy: { challenge: 'birth-year' as const } };

  test('a stranger who has the number now hears nothing of the visit, and the desk hears of the stranger [edge case 8]', async () => {
    await open(asked);
    await detected('human');
    const first = await pickUp();
    const ask = await post(first.next);
    expect(ask.words).toContain('the year in which the patient was born');
    expect(ask.body).toContain('numDigits="4"');
    const wrong = await post(ask.action, { Digits: '1970' });
    expect(wrong.words).toContain('not the year we have');
    const over = await post(wrong.action, { Digits: '1971' });
    expect(over.words).toContain('5 5 5, 0 1 0, 0 1 0 0');
    for (const heard of [first, ask, wrong, over]) expect(heard.words).not.toMatch(visit);
    expect(await facts('twilio.call.challenge')).toHaveLength(1);
    expect(await facts('twilio.call.key')).toEqual([]);
  });

  test('a stranger who presses 1 without passing it confirms nothing [edge cases 8, 27]', async () => {
    await open(asked);
    const answer = await post(`/twilio/voice/${door.sms}/key?turn=0`, { Digits: '1' });
    expect(answer.words).toContain('the year in which the patient was born');
    expect(await facts('twilio.call.key')).toEqual([]);
  });

  test('the patient is told after the year, also at the second try', async () => {
    await open(asked);
    await detected('human');
    const ask = await post((await pickUp()).next);
    const wrong = await post(ask.action, { Digits: '19' });
    const told = await post(wrong.action, { Digits: '1961' });
    expect(told.words).toContain('We had to cancel your visit');
    const menu = await post(told.next);
    later(5000);
    await post(menu.action, { Digits: '1' });
    expect(await facts('twilio.call.key')).toHaveLength(1);
    expect(await facts('twilio.call.challenge')).toEqual([]);
  });

  test('a stranger can say that it is the wrong number without knowing anything', async () => {
    await open(asked);
    const ask = await post((await pickUp()).next);
    await post(ask.action, { Digits: '9' });
    expect(await facts('twilio.call.key')).toHaveLength(1);
  });

  test('a mailbox passes no challenge: nothing of the visit is left on it, even where the policy would', async () => {
    await open({ ...asked, policy: { challenge: 'birth-year', voicemail: 'full' } });
    const first = await pickUp();
    await detected('machine_end_beep');
    const left = await post(first.next);
    expect(left.words).toContain('Please call us back today');
    expect(first.words + left.words).not.toMatch(visit);
  });

  test('an answer by text while the phone rang ends the call without a question [edge case 16]', async () => {
    await open(asked);
    await door.database.pool.query(
      `update notice set state = 'informed', evidence_grade = 'replied', evidence_channel = 'sms', evidence_at = now(), closed_at = now()`,
    );
    expect((await pickUp()).words).toMatch(/already noted/);
  });
});

describe('a key', () => {
  test('before its question was said, from a pocket or typed ahead, answers nothing [edge case 27]', async () => {
    await open();
    const menu = await question();
    later(200);
    const again = await post(menu.action, { Digits: '1' });
    expect(again.words).toContain('Please press 1 if you understand.');
    expect(await facts('twilio.call.key')).toEqual([]);
    later(5000);
    await post(again.action, { Digits: '1' });
    expect(await facts('twilio.call.key')).toHaveLength(1);
  });

  test('that is named later counts later, and at once for who has heard the question before', async () => {
    await open();
    const menu = await question();
    later(900);
    await post(menu.action, { Digits: '9' });
    expect(await facts('twilio.call.key')).toEqual([]);
    const repeated = await post((await post(menu.next)).next);
    later(300);
    await post(repeated.action, { Digits: '9' });
    expect(await facts('twilio.call.key')).toHaveLength(1);
  });

  test('that was not offered is answered by the question, twice, and then by the practice’s number', async () => {
    await open();
    const menu = await question();
    later(5000);
    let heard = menu;
    for (let n = 0; n < 2; n++) {
      const sorry = await post(heard.action, { Digits: '7' });
      expect(sorry.words).toContain('no meaning here');
      heard = await post(sorry.next);
      later(5000);
    }
    expect((await post(heard.action, { Digits: '7' })).words).toContain('5 5 5, 0 1 0, 0 1 0 0');
    expect(await facts('twilio.call.key')).toEqual([]);
  });

  test('of nobody: the message is repeated twice, then the number is said', async () => {
    await open();
    let heard = await question();
    for (let n = 0; n < 2; n++) {
      const again = await post(heard.next);
      expect(again.words).toContain('Once more.');
      heard = await post(again.next);
    }
    expect((await post(heard.next)).words).toContain('5 5 5, 0 1 0, 0 1 0 0');
  });
});

describe('what is said aloud', () => {
  const listening = { policy: { speech: true } };
  const yes = { SpeechResult: 'Yes.', Confidence: '0.93' };

  test('is not listened to unless the practice wants it', async () => {
    await open();
    expect((await question()).body).toMatch(/input="dtmf"/);
  });

  test('"yes" alone, perhaps from a television, confirms nothing: the key is asked for [edge case 27]', async () => {
    await open(listening);
    const menu = await question();
    expect(menu.body).toMatch(/input="dtmf speech"[^>]*language="en-US"/);
    later(5000);
    const asked = await post(menu.action, yes);
    expect(asked.words).toBe('To be sure that it is you, please press 1 now.');
    expect(await facts('twilio.call.key')).toEqual([]);
    later(2000);
    await post(asked.action, { Digits: '1' });
    expect(await facts('twilio.call.key')).toHaveLength(1);
  });

  test('counts in a call whose challenge was passed by keys, in the language of the patient', async () => {
    await open({
      birthDate: '1961-04-02',
      policy: { speech: true, challenge: 'birth-year', unreviewedLanguages: 'use' },
    });
    await door.database.pool.query(`update party set language = 'es'`);
    await detected('human');
    const ask = await post((await pickUp()).next);
    const menu = await post((await post(ask.action, { Digits: '1961' })).next);
    expect(menu.body).toMatch(/language="es-US"/);
    later(5000);
    await post(menu.action, { SpeechResult: 'sí', Confidence: '0.9' });
    expect(await facts('twilio.call.key')).toHaveLength(1);
  });

  test.each([
    ['badly heard', { SpeechResult: 'yes', Confidence: '0.2' }],
    ['something else', { SpeechResult: 'who is this', Confidence: '0.95' }],
  ])('%s is answered by the question', async (_what, said) => {
    await open(listening);
    const menu = await question();
    later(5000);
    expect((await post(menu.action, said)).words).toContain('no meaning here');
    expect(await facts('twilio.call.key')).toEqual([]);
  });

  test('"stop calling me" is honoured at once', async () => {
    await open(listening);
    const menu = await question();
    later(5000);
    await post(menu.action, { SpeechResult: 'Please stop calling me!', Confidence: '0.4' });
    expect(await facts('twilio.call.stop')).toHaveLength(1);
  });
});

describe('a patient who wants a person', () => {
  const line = '+12125550199';
  /** The conductor has applied whatever came in. */
  const applied = (): Promise<unknown> =>
    door.database.pool.query(`update inbox set processed_at = now() where processed_at is null`);
  async function press3(): Promise<Heard> {
    const menu = await question();
    later(5000);
    const answer = post(menu.action, { Digits: '3' });
    for (let done = false; !done; ) {
      await applied();
      done = (await facts('twilio.call.key')).length > 0;
    }
    await applied();
    return answer;
  }

  test('is put through; who picks up hears neutral words and accepts by a key', async () => {
    await open({ operatorNumber: line, patienceMs: 10_000 });
    const put = await press3();
    expect(put.words).toContain('Please hold the line');
    expect(put.body).toContain(`>${line}</Number>`);
    const whisper = await post(unescaped(/<Number[^>]* url="([^"]+)"/.exec(put.body)?.[1]));
    expect(whisper.words).toMatch(
      /A call for Main Street Clinic.*Reference [0-9a-f]( [0-9a-f]){3}\. Press 1 to accept\./,
    );
    expect(whisper.words).not.toMatch(/Ana|Canary|Tuesday|12:00/);
    expect((await post(whisper.action, { Digits: '1' })).body).toMatch(/<Response\/>$/);
    expect((await post(whisper.action, {})).body).toContain('<Hangup/>');
    expect((await post(put.action, { DialCallStatus: 'completed', DialBridged: 'true' })).words).toBe('');
  });

  test.each([
    ['nobody picks up', { DialCallStatus: 'no-answer' }],
    ['nobody accepts', { DialCallStatus: 'completed', DialBridged: 'false' }],
  ])('is called back where %s', async (_why, ended) => {
    await open({ operatorNumber: line, patienceMs: 10_000 });
    const put = await press3();
    expect((await post(put.action, ended)).words).toContain('A person from Main Street Clinic will call you');
  });

  test('is called back where there is no line', async () => {
    await open();
    expect((await press3()).words).toContain('A person from Main Street Clinic will call you');
  });
});

describe('a time that was chosen in the call', () => {
  test('is said to be asked for where the practice confirms, and to be gone when it refused it meanwhile [edge case 58]', async () => {
    await open({ policy: { bookings: { confirmedBy: 'practice', withinMinutes: 30 } }, patienceMs: 5000 });
    await freeTimes(door, ['2026-11-25T10:00:00-05:00']);
    const menu = await question();
    later(5000);
    const rounds = conducting(door);
    const told = await post(menu.action, { Digits: '2' });
    const offered = await post(told.next);
    later(5000);
    const chosen = await post(offered.action, { Digits: '1' });
    await rounds.stop();
    expect(chosen.words).toMatch(/We have asked for Wednesday, November 25, at 10:00 AM\. It is not sure yet/);
    expect(chosen.words).not.toMatch(/booked/);
    await practiceSays(door, 'refused');
    await conduct(door);
    await conduct(door);
    const goesOn = await post(`/twilio/voice/${door.sms}/next`);
    expect(goesOn.words).toMatch(
      /We are sorry: Wednesday, November 25, at 10:00 AM is not free after all.*will call you/,
    );
  });
});

describe('a patient who calls back', () => {
  const callsBack = (params: Params = {}): Promise<Heard> => post('/twilio/inbound/calls', params, inbound);

  test('hears the same menu, at once [edge case 30]', async () => {
    await open();
    const sent = await callsBack();
    const message = await post(sent.next, {}, inbound);
    expect(message.words).toContain('We had to cancel your visit');
    const menu = await post(message.next, {}, inbound);
    later(5000);
    await post(menu.action, { Digits: '1' }, inbound);
    expect(await facts('twilio.call.key')).toEqual([{ kind: 'twilio.call.key', attempt_id: door.sms }]);
    // Their call is none of ours: nothing of it is taken for how far ours got.
    expect(await facts('twilio.call.told')).toEqual([]);
  });

  test('is asked for the birth year where the practice wants it [edge cases 8, 30]', async () => {
    await open({ birthDate: '1961-04-02', policy: { challenge: 'birth-year' } });
    const ask = await post((await callsBack()).next, {}, inbound);
    expect(ask.words).toContain('the year in which the patient was born');
    expect(ask.words).not.toMatch(visit);
  });

  test('of two people on one phone says by the birth year who it is, and hears only their own', async () => {
    await open({ birthDate: '1961-04-02', sharedWith: { given: 'Ben', birthDate: '1980-01-01' } });
    const who = await callsBack();
    expect(who.words).toMatch(/more than one person.*the year in which the patient was born/);
    expect(who.words).not.toMatch(/Ana|Ben|Clinic|Tuesday/);
    const sent = await post(who.action, { Digits: '1961' }, inbound);
    expect(sent.next).toContain(`/twilio/voice/${door.sms}`);
    expect(sent.next).not.toContain('later=');
  });

  test('of two people on one phone who knows no year hears nothing of either', async () => {
    await open({ birthDate: '1961-04-02', sharedWith: { given: 'Ben', birthDate: null } });
    const who = await callsBack();
    const again = await post(who.action, { Digits: '1980' }, inbound);
    const over = await post(again.action, { Digits: '' }, inbound);
    expect(over.words).toContain('5 5 5, 0 1 0, 0 1 0 0');
    for (const heard of [again, over]) expect(heard.words).not.toMatch(/Ana|Ben|Tuesday|cancel/);
  });

  test('without an open matter rings the desk, and hears its number where nobody picks up [edge case 30]', async () => {
    await open();
    await door.database.pool.query(
      `update notice set state = 'informed', evidence_grade = 'replied', evidence_channel = 'sms', evidence_at = now(), closed_at = now()`,
    );
    const rings = await callsBack();
    expect(rings.body).toContain('>+15550100100</Number>');
    expect((await post(rings.action, { DialCallStatus: 'no-answer' }, inbound)).words).toContain(
      '5 5 5, 0 1 0, 0 1 0 0',
    );
    expect((await post(rings.action, { DialCallStatus: 'completed' }, inbound)).words).toBe('');
  });

  test('who said that it is a wrong number is no patient of ours', async () => {
    await open();
    await door.database.pool.query(`update contact_point set voice_off = 'wrong_number' where system = 'phone'`);
    expect((await callsBack()).words).not.toMatch(visit);
  });

  test('a stranger is told nothing and put through to the only practice there is', async () => {
    await open();
    const heard = await callsBack({ From: '+12125550177' });
    expect(heard.words).not.toMatch(visit);
    expect(heard.body).toContain('<Dial');
  });
});

describe('when we are slow or down', () => {
  test('a patient on the line hears the practice’s number, not silence [edge case 67]', async () => {
    await open();
    const first = await pickUp();
    await door.database.pool.query(`alter table notice rename to gone`);
    const heard = await post(first.next);
    expect(heard.words).toContain('5 5 5, 0 1 0, 0 1 0 0');
    expect(heard.body).toContain('<Hangup/>');
    expect(heard.words).not.toMatch(visit);
    await door.database.pool.query(`alter table gone rename to notice`);
  });

  test('a database that does not answer is not waited for until the provider gives up [edge case 67]', async () => {
    await open({ answerWithinMs: 50 });
    const path = `/twilio/voice/${door.sms}?call=15550100100&lang=es`;
    const held = await door.database.pool.connect();
    await held.query('begin');
    await held.query('lock table inbox in access exclusive mode');
    try {
      const heard = await post(path);
      expect(heard.words).toMatch(/Por favor llame al 5 5 5, 0 1 0, 0 1 0 0/);
    } finally {
      await held.query('rollback');
      held.release();
    }
  });

  test('the fallback asks nobody, names nobody, and can be copied to another host [edge case 67]', async () => {
    await open();
    const answer = await door.http('GET', '/twilio/fallback?call=15550100100');
    expect(answer.headers['content-type']).toContain('text/xml');
    expect(hear(answer.body).words).toMatch(/automatic message from your practice.*5 5 5, 0 1 0, 0 1 0 0/);
    const bare = await door.http('POST', '/twilio/fallback?call=%3CSay%3E');
    expect(bare.statusCode).toBe(200);
    expect(bare.body).not.toContain('Say%3E');
  });
});

describe('the end of a call', () => {
  const ended = async (): Promise<Record<string, unknown>> => {
    await door.twilio(`/twilio/status/${door.sms}`, {
      ...base,
      CallStatus: 'completed',
      CallDuration: '40',
      SequenceNumber: '3',
    });
    const { rows } = await door.database.pool.query(
      `select payload_sealed from inbox where kind = 'twilio.call.status'`,
    );
    return JSON.parse(
      door.database.sealer.open(rows[0].payload_sealed, 'fact', '00000000-0000-0000-0000-000000000000'),
    );
  };

  test('says that a person heard the message to its end [edge case 28]', async () => {
    await open();
    await question();
    expect(await ended()).toMatchObject({ AnsweredBy: 'human', Heard: '1' });
  });

  test('does not say so of who hung up before', async () => {
    await open();
    await detected('human');
    await post((await pickUp()).next);
    expect(await ended()).toMatchObject({ AnsweredBy: 'human', Heard: '0' });
  });

  test('of a mailbox says that nobody heard it [edge case 64]', async () => {
    await open({ policy: { voicemail: 'full' } });
    const first = await pickUp();
    await detected('machine_end_beep');
    await post(first.next);
    expect(await ended()).toMatchObject({ AnsweredBy: 'machine_end_beep', Heard: '0' });
  });
});
