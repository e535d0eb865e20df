import { describe, expect, test } from '@jest/globals';
import { Fact } from '@rollcall/contracts';
import fc from 'fast-check';
import { buttonPayload, type InboxKind, inboxKinds, readInbox } from '../../src/index.js';
import { attemptId, offerId } from '../senders.js';
import { sample } from './payloads.js';

const callSid = `CA${'1'.repeat(32)}`;
const smsSid = `SM${'1'.repeat(32)}`;
const imSid = `MM${'1'.repeat(32)}`;
const inboundSid = `SM${'4'.repeat(32)}`;
const call = (over: object) => ({
  kind: 'call',
  attemptId,
  providerRef: callSid,
  answeredBy: null,
  sequence: 0,
  code: null,
  fault: null,
  ...over,
});
const delivery = (over: object) => ({
  kind: 'delivery',
  attemptId,
  providerRef: smsSid,
  code: null,
  fault: null,
  scope: 'attempt',
  ...over,
});

describe('the status of a message', () => {
  const read = (name: string) => readInbox('twilio.message.status', attemptId, sample(name));

  test('delivered is delivered', () => {
    expect(read('sms_status_delivered')).toEqual([delivery({ status: 'delivered', transient: expect.any(Boolean) })]);
  });
  test('undelivered with a passing reason may be tried again', () => {
    expect(read('sms_status_undelivered')).toEqual([delivery({ status: 'failed', code: '30003', transient: true })]);
  });
  test('read on WhatsApp is read', () => {
    expect(read('whatsapp_status_read')).toMatchObject([{ status: 'read', providerRef: imSid }]);
  });
  test('outside WhatsApp’s window it goes through another channel, and the number is not burnt', () => {
    expect(read('whatsapp_status_failed')).toEqual([
      delivery({ providerRef: imSid, status: 'failed', code: '63016', transient: false, inAnotherForm: true }),
    ]);
  });
  test.each(['accepted', 'scheduled', 'queued', 'sending', 'receiving', 'received', 'something-new'])(
    '%s is no news',
    (MessageStatus) => {
      expect(readInbox('twilio.message.status', attemptId, { MessageSid: smsSid, MessageStatus })).toEqual([]);
    },
  );
  test('the older names are read too', () => {
    const payload = { SmsSid: smsSid, SmsStatus: 'sent' };
    expect(readInbox('twilio.message.status', attemptId, payload)).toMatchObject([
      { status: 'sent', providerRef: smsSid },
    ]);
  });
  test('without our id the provider’s must do', () => {
    const [fact] = readInbox('twilio.message.status', null, sample('sms_status_delivered'));
    expect(fact).toMatchObject({ attemptId: null, providerRef: smsSid });
  });
});

describe('the status of a call', () => {
  const read = (payload: object) => readInbox('twilio.call.status', attemptId, payload);

  test('completed says who answered, and when in the order it came', () => {
    expect(read(sample('voice_status_completed'))).toEqual([
      call({ status: 'completed', answeredBy: 'human', sequence: 3 }),
    ]);
  });
  test('busy is busy, with the network’s word for it, and no fault of the number', () => {
    expect(read(sample('voice_status_busy'))).toEqual([call({ status: 'busy', sequence: 2, code: 'sip-486' })]);
  });
  test.each([
    ['initiated', 'ringing'],
    ['ringing', 'ringing'],
    ['in-progress', 'answered'],
    ['no-answer', 'no-answer'],
    ['canceled', 'canceled'],
  ])('%s is %s', (CallStatus, status) => {
    expect(read({ CallSid: callSid, CallStatus })).toEqual([call({ status })]);
  });
  test.each([
    ['404', 'not_in_service'],
    ['503', null],
  ])('a call that failed with %s makes the number %s', (SipResponseCode, fault) => {
    expect(read({ CallSid: callSid, CallStatus: 'failed', SipResponseCode })).toEqual([
      call({ status: 'failed', code: `sip-${SipResponseCode}`, fault }),
    ]);
  });
  test('queued, or a status yet to be invented, is no news', () => {
    expect(read({ CallSid: callSid, CallStatus: 'queued' })).toEqual([]);
    expect(read({ CallSid: callSid, CallStatus: 'transferred' })).toEqual([]);
  });
  test('a call that is not ours is no fact', () => {
    expect(readInbox('twilio.call.status', null, sample('voice_status_completed'))).toEqual([]);
  });
});

describe('a call that is answered', () => {
  const read = (payload: object) => readInbox('twilio.call.answered', attemptId, payload);

  test('the request for instructions says so', () => {
    expect(read(sample('voice_twiml_request'))).toEqual([call({ status: 'answered' })]);
  });
  test.each([
    ['human', 'human'],
    ['machine_start', 'machine'],
    ['machine_end_beep', 'machine'],
    ['machine_end_silence', 'machine'],
    ['machine_end_other', 'machine'],
    ['fax', 'fax'],
    ['unknown', 'unknown'],
    ['something_new', 'unknown'],
  ])('by %s is by %s', (AnsweredBy, answeredBy) => {
    expect(read({ ...sample('voice_twiml_request'), AnsweredBy })).toEqual([call({ status: 'answered', answeredBy })]);
  });
  test('a machine detected later is a machine', () => {
    expect(read(sample('voice_async_amd'))).toEqual([call({ status: 'answered', answeredBy: 'machine' })]);
  });
});

describe('a key in a call', () => {
  const read = (over: object) => readInbox('twilio.call.key', attemptId, { ...sample('voice_gather'), ...over });
  const key = (over: object) => ({ kind: 'key', attemptId, channel: 'voice', via: 'call', offerId: null, ...over });

  test.each(['1', '2', '3', '4', '5', '9'])('%s is an answer', (Digits) => {
    expect(read({ Digits })).toEqual([key({ key: Digits })]);
  });
  test.each(['', '0', '7', '12', '*', '#', 'one'])('"%s" is none', (Digits) => {
    expect(read({ Digits })).toEqual([]);
  });
  test('8 ends all calls', () => {
    expect(read({ Digits: '8' })).toEqual([expect.objectContaining({ kind: 'optout', attemptId, channel: 'voice' })]);
  });
  test('a key is bound to the offer that was read out [edge case 56]', () => {
    expect(read({ Digits: '2', offer: offerId })).toEqual([key({ key: '2', offerId })]);
  });
  test('speech without a key proves nothing', () => {
    expect(readInbox('twilio.call.key', attemptId, sample('voice_gather_speech'))).toEqual([]);
  });
  test('a key for no attempt of ours is no fact', () => {
    expect(readInbox('twilio.call.key', null, sample('voice_gather'))).toEqual([]);
  });
});

describe('what patients write', () => {
  const read = (payload: object) => readInbox('twilio.message.inbound', null, payload);
  const button = (ButtonPayload: string) => ({ ...sample('whatsapp_inbound_button'), ButtonPayload });

  test('a text is words from a number to a number', () => {
    expect(read(sample('sms_inbound_stop'))).toEqual([
      {
        kind: 'text',
        channel: 'sms',
        from: '+15552223333',
        to: '+15551234567',
        body: 'STOP',
        providerRef: inboundSid,
        inReplyTo: null,
      },
    ]);
  });
  test.each(['whatsapp:+15552223333', 'messenger:4242'])('from %s it is a chat message', (From) => {
    expect(read({ ...sample('sms_inbound_stop'), From })).toMatchObject([{ channel: 'im', from: From }]);
  });
  test.each([null, offerId])('our button is a key, bound to attempt and offer %s', (offer) => {
    const payload = button(buttonPayload('3', attemptId, offer));
    const from = 'whatsapp:+15552223333';
    expect(read(payload)).toEqual([
      { kind: 'key', attemptId, channel: 'im', key: '3', via: 'button', offerId: offer, from },
    ]);
  });
  test.each(['confirm:r1', 'key:7:x', 'key:1', 'key:1:not-an-id', `key:1:${attemptId}:not-an-id`])(
    'a button that says "%s" is not ours, and its words still count',
    (payload) => {
      expect(read(button(payload))).toEqual([
        expect.objectContaining({ kind: 'text', channel: 'im', body: 'Confirm', inReplyTo: imSid }),
      ]);
    },
  );
  test('a text cannot pretend to be a button', () => {
    const payload = { ...sample('sms_inbound_stop'), ButtonPayload: buttonPayload('1', attemptId, null) };
    expect(read(payload)).toMatchObject([{ kind: 'text', body: 'STOP' }]);
  });
  test('a picture without words is a text without words', () => {
    const { Body: _words, ...rest } = sample('sms_inbound_stop');
    expect(read({ ...rest, NumMedia: '1' })).toMatchObject([{ kind: 'text', body: '' }]);
  });
  test('a patient who calls back is known by the number', () => {
    const payload = { CallSid: callSid, From: '+15552223333', To: '+15551234567', CallStatus: 'ringing' };
    expect(readInbox('twilio.call.inbound', null, payload)).toEqual([
      { kind: 'callback', from: '+15552223333', to: '+15551234567', providerRef: callSid },
    ]);
  });
});

describe('whatever a provider sends', () => {
  const foreign = inboxKinds.filter((k) => k.startsWith('twilio.') || k.startsWith('sendgrid.'));

  test.each(foreign)('%s without parameters is no fact', (kind) => {
    for (const payload of [{}, null, undefined, [], 'text', 7]) expect(readInbox(kind, attemptId, payload)).toEqual([]);
  });
  test.each([
    ['twilio.message.status', { MessageStatus: 'delivered' }],
    ['twilio.call.status', { CallStatus: 'completed' }],
    ['twilio.message.inbound', { From: '+15552223333', Body: 'YES' }],
    ['twilio.message.inbound', { To: '+15551234567', MessageSid: 'SM1', Body: 'YES' }],
    ['twilio.call.inbound', { CallSid: 'CA1', To: '+15551234567' }],
  ] as const)('%s without what names it is no fact', (kind, payload) => {
    expect(readInbox(kind, attemptId, payload)).toEqual([]);
  });
  test('reads into facts or nothing, and never throws', () => {
    const names = ['MessageSid', 'MessageStatus', 'CallSid', 'CallStatus', 'AnsweredBy', 'SequenceNumber', 'Digits'];
    const more = ['From', 'To', 'Body', 'ButtonPayload', 'event', 'type', 'reason', 'headers', 'from', 'text', 'offer'];
    const payload = fc.dictionary(fc.constantFrom(...names, ...more), fc.oneof(fc.string(), fc.jsonValue()));
    fc.assert(
      fc.property(fc.constantFrom(...foreign), fc.oneof(payload, fc.jsonValue()), (kind, given) => {
        for (const fact of readInbox(kind, attemptId, given)) expect(Fact.safeParse(fact).success).toBe(true);
      }),
    );
  });
});

describe('our own facts', () => {
  const facts = [
    ['worker.outcome', { kind: 'attempt.outcome', attemptId, fence: 2, outcome: { kind: 'accepted', ref: 'SM1' } }],
    ['worker.dropped', { kind: 'attempt.dropped', attemptId, because: 'too_late' }],
    ['page.key', { kind: 'key', attemptId, channel: 'sms', key: '1', via: 'page', offerId: null }],
    ['reschedule.offer', { kind: 'offer', offerId, result: 'made' }],
  ] as const;
  test.each(facts)('%s is read as it was written', (kind, fact) => {
    expect(readInbox(kind, attemptId, fact)).toEqual([fact]);
  });
  test.each(facts.map(([kind]): [InboxKind] => [kind]))('%s that does not fit is a bug, and is shouted', (kind) => {
    expect(() => readInbox(kind, attemptId, { kind: 'key' })).toThrow();
  });
});
