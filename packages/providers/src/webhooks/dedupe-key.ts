/** The same event told again has the same key; another event never does. */
import { createHash } from 'node:crypto';
import { type Fields, type InboxKind, text } from './inbox-kinds.js';
import { messageIdOf } from './message-id.js';

const fingerprint = (payload: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(payload ?? null))
    .digest('hex')
    .slice(0, 32);

const isPlain = (part: string | null): boolean => part === null || /^[\x20-\x7e]{0,200}$/.test(part);

export function dedupeKey(kind: InboxKind, attemptId: string | null, payload: unknown): string {
  const f = (payload ?? {}) as Fields;
  const parts = ((): (string | null)[] => {
    switch (kind) {
      case 'twilio.message.status':
        return [text(f, 'MessageSid') ?? text(f, 'SmsSid'), text(f, 'MessageStatus') ?? text(f, 'SmsStatus')];
      case 'twilio.call.status':
        return [text(f, 'CallSid'), text(f, 'CallStatus'), text(f, 'SequenceNumber')];
      case 'twilio.call.answered':
        return [text(f, 'CallSid'), text(f, 'AnsweredBy')];
      case 'twilio.call.key':
        return [text(f, 'CallSid'), text(f, 'Digits'), text(f, 'offer'), text(f, 'turn')];
      case 'twilio.call.told':
      case 'twilio.call.challenge':
      case 'twilio.call.stop':
        return [text(f, 'CallSid')];
      case 'page.challenge':
        return [attemptId];
      case 'twilio.message.inbound':
        return [text(f, 'MessageSid')];
      case 'twilio.call.inbound':
        return [text(f, 'CallSid')];
      case 'sendgrid.event':
        return [text(f, 'sg_event_id')];
      case 'sendgrid.inbound': {
        // The rest is judged anew at each delivery (spam score, received lines). Hashed: an id can name a person's device.
        const id = messageIdOf(f);
        return [id === null ? null : fingerprint([id, text(f, 'to')])];
      }
      case 'page.key':
        return [
          attemptId,
          text(f, 'key'),
          text(f, 'offerId'),
          ...(Array.isArray(f.noticeIds) ? [f.noticeIds.join(' ')] : []),
        ];
      default:
        return [fingerprint(payload)];
    }
  })();
  // Without its usual id an event is known by all it says; an odd one must fit into an index, which holds no NUL either.
  const known = parts[0] === null ? [fingerprint(payload)] : parts.every(isPlain) ? parts : [fingerprint(parts)];
  return [kind, ...known.map((p) => p ?? '')].join(' ');
}
