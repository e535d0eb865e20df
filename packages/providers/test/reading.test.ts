import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { buttonPayload, dedupeKey, type InboxKind, inboxKinds, readInbox } from '../src/index.js';

const samples = JSON.parse(readFileSync(new URL('./fixtures/webhooks.json', import.meta.url), 'utf8'));
const attempt = '01900000-0000-7000-8000-000000000001';
const offer = '01900000-0000-7000-8000-000000000002';
const read = (kind: InboxKind, payload: unknown) => readInbox(kind, attempt, payload);

describe('webhooks as providers send them, read into facts', () => {
  test.each([
    ['twilio.message.status', samples.sms_status_delivered, { kind: 'delivery', status: 'delivered' }],
    [
      'twilio.message.status',
      samples.sms_status_undelivered,
      { kind: 'delivery', status: 'failed', code: '30003', transient: true, fault: null },
    ],
    ['twilio.message.status', samples.whatsapp_status_read, { kind: 'delivery', status: 'read' }],
    ['twilio.message.status', samples.whatsapp_status_failed, { kind: 'delivery', status: 'failed', code: '63016' }],
    ['twilio.call.status', samples.voice_status_completed, { kind: 'call', status: 'completed', answeredBy: 'human' }],
    ['twilio.call.status', samples.voice_status_busy, { kind: 'call', status: 'busy', code: 'sip-486', fault: null }],
    ['twilio.call.answered', samples.voice_twiml_request, { kind: 'call', status: 'answered' }],
    ['twilio.call.key', samples.voice_gather, { kind: 'key', key: '1', via: 'call', offerId: null }],
    [
      'twilio.message.inbound',
      samples.sms_inbound_stop,
      { kind: 'text', channel: 'sms', body: 'STOP', from: '+15552223333' },
    ],
  ] as const)('%s %#', (kind, payload, fact) => {
    expect(read(kind, payload)).toMatchObject([fact]);
  });

  test('a WhatsApp button is bound to the attempt that asked and to the frozen offer', () => {
    const press = (payload: string) =>
      read('twilio.message.inbound', { ...samples.whatsapp_inbound_button, ButtonPayload: payload });
    expect(press(buttonPayload('2', attempt as never, offer))).toMatchObject([
      { kind: 'key', key: '2', attemptId: attempt, offerId: offer, via: 'button' },
    ]);
    expect(press('somebody else’s button')).toMatchObject([{ kind: 'text', channel: 'im' }]);
  });

  test('mail events: delivered, bounced, blocked and dropped count; opens and clicks never do', () => {
    const facts = (samples.sendgrid_events as Record<string, unknown>[]).map((e) => [
      e.event,
      e.type ?? '',
      read('sendgrid.event', e).map((f) => ({ ...f, providerRef: undefined })),
    ]);
    const of = (event: string, type = '') => facts.find(([e, t]) => e === event && t === type)?.[2];
    expect(of('delivered')).toMatchObject([{ status: 'delivered' }]);
    expect(of('bounce', 'bounce')).toMatchObject([{ status: 'failed', fault: 'mailbox_unknown', transient: false }]);
    expect(of('bounce', 'blocked')).toMatchObject([{ status: 'failed', fault: null, transient: true }]);
    expect(of('dropped')).toMatchObject([{ fault: 'mailbox_unknown' }]);
    for (const silent of ['open', 'click', 'processed', 'deferred']) expect(of(silent)).toEqual([]);
    for (const out of ['spamreport', 'unsubscribe', 'group_unsubscribe'])
      expect(of(out)).toMatchObject([{ kind: 'optout', channel: 'email' }]);
  });

  test('an out-of-office mail is no answer; what is quoted below is not said again', () => {
    expect(
      read('sendgrid.inbound', { headers: 'Auto-Submitted: auto-replied', from: 'A <a@example.org>', text: '1' }),
    ).toEqual([]);
    expect(
      read('sendgrid.inbound', {
        headers: 'Message-ID: <m1>',
        from: 'A <a@example.org>',
        to: 'x@y.z',
        text: '1\n\n> Reply STOP',
      }),
    ).toMatchObject([{ kind: 'text', body: '1', from: 'a@example.org' }]);
  });

  test.each(inboxKinds.filter((k) => !k.startsWith('worker') && !k.startsWith('reschedule') && !k.startsWith('page')))(
    '%s: what is missing makes no fact, what is new does no harm',
    (kind) => {
      expect(() => read(kind, {})).not.toThrow();
      expect(() => read(kind, null)).not.toThrow();
      expect(() => read(kind, { Surprise: ['x'] })).not.toThrow();
    },
  );

  test('the same event has the same key, another has another', () => {
    const key = (kind: InboxKind, payload: object) => dedupeKey(kind, attempt, payload);
    expect(key('twilio.message.status', { MessageSid: 'S', MessageStatus: 'sent', X: 1 })).toBe(
      key('twilio.message.status', { MessageSid: 'S', MessageStatus: 'sent' }),
    );
    expect(key('twilio.message.status', { MessageSid: 'S', MessageStatus: 'sent' })).not.toBe(
      key('twilio.message.status', { MessageSid: 'S', MessageStatus: 'delivered' }),
    );
    expect(key('twilio.call.key', { CallSid: 'C', Digits: '1', turn: '0' })).not.toBe(
      key('twilio.call.key', { CallSid: 'C', Digits: '1', turn: '1' }),
    );
    expect(key('sendgrid.event', {})).not.toBe(key('sendgrid.event', { event: 'x' }));
  });
});
