import { describe, expect, test } from '@jest/globals';
import { dedupeKey, type InboxKind, inboxKinds } from '../../src/index.js';
import { attemptId, offerId } from '../senders.js';
import { mailEvents, sample } from './payloads.js';

const other = '0198c3a0-0000-7000-8000-000000000009';
const key = (kind: InboxKind, payload: unknown, attempt: string | null = attemptId) =>
  dedupeKey(kind, attempt, payload);
const allDiffer = (keys: readonly string[]): void => expect(new Set(keys).size).toBe(keys.length);

describe('the same event told again', () => {
  test.each([
    ['twilio.message.status', 'sms_status_delivered'],
    ['twilio.call.status', 'voice_status_completed'],
    ['twilio.call.answered', 'voice_twiml_request'],
    ['twilio.call.key', 'voice_gather'],
    ['twilio.message.inbound', 'sms_inbound_stop'],
    ['twilio.call.inbound', 'voice_twiml_request'],
  ] as const)('%s is known, even with parameters that were not there before', (kind, name) => {
    const payload = sample(name);
    const again = { ...Object.fromEntries(Object.entries(payload).reverse()), NewParameter: 'x' };
    expect(key(kind, again)).toBe(key(kind, payload));
  });

  test('a mail event is known by its id', () => {
    for (const event of mailEvents)
      expect(key('sendgrid.event', { ...event, ip: 'x' })).toBe(key('sendgrid.event', event));
  });

  test('a reply by mail is known by its message id, however the provider has judged it since', () => {
    const mail = { headers: 'Message-ID: <r1@mail.example>\nTo: x', to: 'a@x.example', text: '1', spam_score: '0.1' };
    const again = { ...mail, headers: `Received: again\n${mail.headers}`, spam_score: '0.2' };
    expect(key('sendgrid.inbound', again, null)).toBe(key('sendgrid.inbound', mail, null));
  });

  test('a key on the page counts once for one question', () => {
    const pressed = { kind: 'key', attemptId, channel: 'sms', key: '1', via: 'page', offerId };
    expect(key('page.key', { ...pressed })).toBe(key('page.key', pressed));
  });
});

describe('another event', () => {
  test('another status of the same message', () => {
    const payload = sample('sms_status_delivered');
    allDiffer(
      ['sent', 'delivered', 'undelivered', 'read'].map((MessageStatus) =>
        key('twilio.message.status', { ...payload, MessageStatus }),
      ),
    );
    allDiffer([key('twilio.message.status', payload), key('twilio.message.status', { ...payload, MessageSid: 'SM2' })]);
  });

  test('another status under the older names', () => {
    const older = (SmsStatus: string, ids: object) => key('twilio.message.status', { ...ids, SmsStatus });
    for (const ids of [{ SmsSid: 'SM1' }, { MessageSid: 'SM1' }])
      allDiffer([older('sent', ids), older('delivered', ids)]);
  });

  test('another step of the same call', () => {
    const payload = sample('voice_status_completed');
    allDiffer([
      key('twilio.call.status', payload),
      key('twilio.call.status', { ...payload, SequenceNumber: '4' }),
      key('twilio.call.status', { ...payload, CallStatus: 'busy' }),
      key('twilio.call.status', { ...payload, CallSid: 'CA2' }),
    ]);
  });

  test('another listener on the same call', () => {
    const payload = sample('voice_twiml_request');
    allDiffer([
      key('twilio.call.answered', payload),
      key('twilio.call.answered', { ...payload, AnsweredBy: 'human' }),
      key('twilio.call.answered', { ...payload, AnsweredBy: 'machine_start' }),
    ]);
  });

  test('another key, question or turn in the same call', () => {
    const payload = sample('voice_gather');
    allDiffer([
      key('twilio.call.key', payload),
      key('twilio.call.key', { ...payload, Digits: '2' }),
      key('twilio.call.key', { ...payload, offer: offerId }),
      key('twilio.call.key', { ...payload, offer: other }),
      key('twilio.call.key', { ...payload, turn: '2' }),
      key('twilio.call.key', { ...payload, turn: '3' }),
    ]);
  });

  test('other words from the same patient', () => {
    const payload = sample('sms_inbound_stop');
    allDiffer([
      key('twilio.message.inbound', payload),
      key('twilio.message.inbound', { ...payload, MessageSid: 'SM9' }),
    ]);
  });

  test('every event of a batch of mail events', () => {
    allDiffer(mailEvents.map((event) => key('sendgrid.event', event)));
  });

  test('another reply by mail, or one to somebody else', () => {
    const mail = (id: string, to: string) => key('sendgrid.inbound', { headers: `Message-Id: ${id}`, to, text: '1' });
    allDiffer([mail('<a@x>', 'one@x.example'), mail('<b@x>', 'one@x.example'), mail('<a@x>', 'two@x.example')]);
  });

  test('another key, question or attempt on the page', () => {
    const press = (over: object, attempt = attemptId) =>
      key('page.key', { kind: 'key', key: '1', offerId: null, ...over }, attempt);
    allDiffer([press({}), press({ key: '2' }), press({ offerId }), press({ offerId: other }), press({}, other)]);
  });

  test('another record of a worker, another result of an offer', () => {
    const outcome = (fence: number, ref: string) =>
      key('worker.outcome', { kind: 'attempt.outcome', attemptId, fence, outcome: { kind: 'accepted', ref } });
    allDiffer([outcome(1, 'SM1'), outcome(2, 'SM1'), outcome(1, 'SM2')]);
    const offer = (result: string) => key('reschedule.offer', { kind: 'offer', offerId, result });
    allDiffer([offer('made'), offer('booked')]);
  });

  test('the same parameters of another kind', () => {
    allDiffer(inboxKinds.map((kind) => key(kind, sample('voice_gather'))));
  });
});

test.each(inboxKinds)('%s without any id is known by all it says', (kind) => {
  expect(dedupeKey(kind, null, { Body: 'a' })).not.toBe(dedupeKey(kind, null, { Body: 'b' }));
  expect(dedupeKey(kind, null, { Body: 'a' })).toBe(dedupeKey(kind, null, { Body: 'a' }));
  for (const nothing of [null, undefined, {}]) expect(dedupeKey(kind, null, nothing)).toContain(kind);
});
