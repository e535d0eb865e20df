/**
 * Every door a provider may come in by, with parameters left out, emptied, doubled and made up: answered, stored, never a
 * 500, because after a few of those Twilio plays its own words to the patient, or gives up.
 */
import { stringify } from 'node:querystring';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import webhooks from 'twilio/lib/webhooks/webhooks.js';
import { type OpenDoor, openDoor, publicUrl, token } from './door.js';

let door: OpenDoor;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(() => door.close());

type Params = Record<string, string | string[]>;
const message = {
  MessageSid: `SM${'1'.repeat(32)}`,
  SmsSid: `SM${'1'.repeat(32)}`,
  MessageStatus: 'delivered',
  From: '+12125550101',
  To: '+15005550006',
  Body: '1',
  NumMedia: '0',
  ErrorCode: '30003',
  AccountSid: 'AC0',
};
const call = {
  CallSid: `CA${'1'.repeat(32)}`,
  CallStatus: 'in-progress',
  From: '+15005550006',
  To: '+12125550101',
  Digits: '1',
  AnsweredBy: 'human',
  SequenceNumber: '1',
  SpeechResult: 'yes',
  Confidence: '0.93',
};
const paths = [
  '/twilio/status/ATTEMPT',
  '/twilio/voice/ATTEMPT',
  '/twilio/voice/ATTEMPT/key',
  '/twilio/voice/ATTEMPT/again',
  '/twilio/voice/ATTEMPT/next',
  '/twilio/voice/ATTEMPT/detected',
  '/twilio/voice/ATTEMPT/listen',
  '/twilio/voice/ATTEMPT/year',
  '/twilio/voice/ATTEMPT/ask',
  '/twilio/voice/ATTEMPT/transferred',
  '/twilio/voice/ATTEMPT/whisper',
  '/twilio/voice/ATTEMPT/accepted',
  '/twilio/inbound/messages',
  '/twilio/inbound/calls',
  '/twilio/inbound/calls/year',
  '/twilio/inbound/calls/desk',
  '/twilio/fallback',
] as const;

const value = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.constantFrom('', '0', '-1', 'null', '9'.repeat(40), '\u0000', '💩'),
);
const params = fc
  .tuple(
    fc.constantFrom(message, call, { ...message, ...call }),
    fc.array(fc.constantFrom('kept', 'kept', 'dropped', 'empty', 'twice', 'differently', 'odd'), {
      minLength: 20,
      maxLength: 20,
    }),
    fc.dictionary(
      fc.stringMatching(/^[A-Za-z]{1,12}$/),
      fc.oneof(value, fc.array(value, { minLength: 2, maxLength: 3 })),
      {
        maxKeys: 3,
      },
    ),
    value,
  )
  .map(([of, fates, added, odd]) => {
    const all: Params = { ...added };
    for (const [n, [name, given]] of Object.entries(of).entries()) {
      const fate = fates[n % fates.length] ?? 'kept';
      if (fate === 'dropped') continue;
      all[name] = { kept: given, empty: '', twice: [given, given], differently: [odd, given], odd }[fate] ?? given;
    }
    return all;
  });
const place = fc.constantFrom(
  '',
  '?repeats=1&holds=2&turn=3',
  '?repeats=x&holds=&turn=-5',
  '?offer=nonsense',
  '?offer=',
);

describe.each(paths)('%s', (path) => {
  test('answers whatever it is sent, and breaks on nothing', async () => {
    await fc.assert(
      fc.asyncProperty(params, place, fc.boolean(), async (sent, query, known) => {
        const to = path.replace('ATTEMPT', known ? door.sms : '0198c3a0-0000-7000-8000-0000000000ff') + query;
        // As Twilio signs: repeated values once each, in order.
        const signature = webhooks.getExpectedTwilioSignature(token, publicUrl + to, sent);
        const answer = await door.http('POST', to, stringify(sent), {
          'content-type': 'application/x-www-form-urlencoded',
          'x-twilio-signature': signature,
        });
        expect([200, 204]).toContain(answer.statusCode);
      }),
      { numRuns: 25 },
    );
    expect(door.lines.filter((line) => (JSON.parse(line) as { level: number }).level >= 50)).toEqual([]);
  });
});

test('mail events with parameters of any kind are stored, and those that are none are passed over', async () => {
  const event = fc.oneof(
    fc.record(
      {
        event: fc.constantFrom('delivered', 'bounce', 'dropped', 'open', 'brand_new', ''),
        sg_event_id: fc.oneof(fc.uuid(), fc.constant('')),
        sg_message_id: fc.oneof(fc.string(), fc.integer(), fc.constant(null)),
        rid: fc.oneof(fc.uuid(), fc.string(), fc.integer(), fc.array(fc.string())),
        type: fc.oneof(fc.string(), fc.jsonValue()),
        timestamp: fc.oneof(fc.integer(), fc.string()),
        email: fc.oneof(fc.emailAddress(), fc.array(fc.string())),
      },
      { requiredKeys: [] },
    ),
    fc.jsonValue(),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 5 }), async (events) => {
      expect((await door.sendGrid(JSON.stringify(events))).statusCode).toBe(204);
    }),
    { numRuns: 40 },
  );
  expect(door.lines.filter((line) => (JSON.parse(line) as { level: number }).level >= 50)).toEqual([]);
});
