/** Real webhooks with something wrong with them. */
import fc from 'fast-check';
import type { InboxKind } from '../../src/index.js';
import { mailEvents, sample } from './payloads.js';

type Fields = Record<string, unknown>;

const calledBack = { CallSid: `CA${'1'.repeat(32)}`, From: '+15552223333', To: '+15551234567', CallStatus: 'ringing' };
const mail = {
  headers: 'Message-ID: <abc@example.org>\nSubject: Re: your visit',
  from: 'Ana <ana@example.org>',
  to: 'practice@example.org',
  subject: 'Re: your visit',
  text: '1',
  envelope: '{"to":["practice@example.org"],"from":"ana@example.org"}',
  charsets: '{"text":"utf-8"}',
};
const samples: Partial<Record<InboxKind, readonly Fields[]>> = {
  'twilio.message.status': [
    sample('sms_status_delivered'),
    sample('sms_status_undelivered'),
    sample('whatsapp_status_read'),
    sample('whatsapp_status_failed'),
  ],
  'twilio.call.status': [sample('voice_status_completed'), sample('voice_status_busy')],
  'twilio.message.inbound': [sample('sms_inbound_stop'), sample('whatsapp_inbound_button')],
  'twilio.call.inbound': [calledBack],
  'sendgrid.event': mailEvents,
  'sendgrid.inbound': [mail],
};
/** The other kinds are all parts of a call. */
const call = [
  sample('voice_twiml_request'),
  sample('voice_gather'),
  sample('voice_gather_speech'),
  sample('voice_async_amd'),
];
export const samplesOf = (kind: InboxKind): readonly Fields[] =>
  samples[kind] ?? (kind.startsWith('twilio.call') ? call : []);

/** A payload with some of its parameters left out, emptied, doubled, or of another type, and some new ones. */
export const changed = (payload: Fields): fc.Arbitrary<Fields> =>
  fc
    .tuple(
      fc.tuple(...Object.keys(payload).map(() => fc.constantFrom('kept', 'kept', 'dropped', 'empty', 'twice', 'odd'))),
      fc.dictionary(fc.string({ maxLength: 12 }), fc.oneof(fc.string(), fc.jsonValue()), { maxKeys: 3 }),
      fc.oneof(fc.string({ unit: 'binary' }), fc.integer().map(String), fc.jsonValue()),
    )
    .map(([fates, added, odd]) => {
      const all: Fields = { ...added };
      for (const [n, [name, value]] of Object.entries(payload).entries()) {
        const fate = fates[n];
        if (fate !== 'dropped') all[name] = { empty: '', twice: [value, value], odd, kept: value }[fate ?? 'kept'];
      }
      return all;
    });
