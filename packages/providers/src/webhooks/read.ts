/** What lies in the inbox, read into facts. Unknown parameters are ignored; what is missing makes no fact. */
import { type AnswerKey, answerKeys, Fact } from '@rollcall/contracts';
import { consequenceOf, faultOfSip, isWindowFault } from '../codes.js';
import { readButton } from './buttons.js';
import { type Fields, type InboxKind, refIn, text } from './inbox-kinds.js';
import { readMail } from './mail/inbound-mail.js';

export function readInbox(kind: InboxKind, attemptId: string | null, payload: unknown): Fact[] {
  const fields = (payload ?? {}) as Fields;
  switch (kind) {
    case 'worker.outcome':
    case 'worker.dropped':
    case 'reschedule.offer':
    case 'practice.booking':
    case 'page.key':
    case 'page.challenge':
    case 'page.unsubscribe':
      return [Fact.parse(payload)];
    case 'twilio.message.status':
      return messageStatus(attemptId, fields);
    case 'twilio.call.status':
      return callStatus(attemptId, fields, text(fields, 'CallStatus'));
    case 'twilio.call.answered':
      return callStatus(attemptId, fields, 'in-progress');
    case 'twilio.call.told':
      // A mark for the end of the call, which is judged by it: see call-marks.ts.
      return [];
    case 'twilio.call.key':
      return callKey(attemptId, fields);
    case 'twilio.call.challenge':
      return text(fields, 'CallSid') === null
        ? []
        : facts({ kind: 'challenge', attemptId, channel: 'voice', result: 'failed' });
    case 'twilio.call.stop':
      return text(fields, 'CallSid') === null
        ? []
        : facts({ kind: 'optout', attemptId, providerRef: text(fields, 'CallSid'), channel: 'voice' });
    case 'twilio.message.inbound':
      return inboundMessage(fields);
    case 'twilio.call.inbound':
      return facts({
        kind: 'callback',
        from: text(fields, 'From'),
        to: text(fields, 'To') ?? '',
        providerRef: refIn(fields, 'CallSid'),
      });
    case 'sendgrid.event':
      return mailEvent(attemptId, fields);
    case 'sendgrid.inbound':
      return facts(readMail(fields));
  }
}

/** Checked like everything that crosses a process; what does not fit is no fact. */
const facts = (candidate: unknown): Fact[] => {
  const read = Fact.safeParse(candidate);
  return read.success ? [read.data] : [];
};

const delivered: Record<string, 'sent' | 'delivered' | 'read' | 'failed'> = {
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  undelivered: 'failed',
  failed: 'failed',
};

function messageStatus(attemptId: string | null, f: Fields): Fact[] {
  const status = delivered[text(f, 'MessageStatus') ?? text(f, 'SmsStatus') ?? ''];
  if (!status) return [];
  const code = text(f, 'ErrorCode');
  const consequence = consequenceOf(code);
  return facts({
    kind: 'delivery',
    attemptId,
    providerRef: refIn(f, 'MessageSid', 'SmsSid'),
    status,
    code,
    fault: consequence.kind === 'rejected' ? consequence.fault : null,
    scope: consequence.kind === 'rejected' ? consequence.scope : 'attempt',
    transient: consequence.kind !== 'rejected' || consequence.transient,
    ...(status === 'failed' && consequence.kind !== 'rejected'
      ? { sender: consequence.kind === 'throttled' ? 'throttled' : 'refused' }
      : {}),
    ...(text(f, 'content') ? { contentSid: text(f, 'content') } : {}),
    // What was written freely goes again as a template.
    ...(status === 'failed' && isWindowFault(code) && !text(f, 'content') ? { inAnotherForm: true } : {}),
  });
}

const callStates: Record<string, string> = {
  initiated: 'ringing',
  ringing: 'ringing',
  'in-progress': 'answered',
  completed: 'completed',
  busy: 'busy',
  'no-answer': 'no-answer',
  failed: 'failed',
  canceled: 'canceled',
};
const answeredBy = (f: Fields): 'human' | 'machine' | 'fax' | 'unknown' | null => {
  const by = text(f, 'AnsweredBy');
  if (by === null) return null;
  return by.startsWith('machine') ? 'machine' : by === 'human' || by === 'fax' ? by : 'unknown';
};

function callStatus(attemptId: string | null, f: Fields, status: string | null): Fact[] {
  // A patient who calls back hears the menu of our last attempt; their call proves nothing about ours.
  if (text(f, 'Direction') === 'inbound') return [];
  const sip = text(f, 'SipResponseCode');
  return facts({
    kind: 'call',
    attemptId,
    providerRef: refIn(f, 'CallSid'),
    status: callStates[status ?? ''],
    answeredBy: answeredBy(f),
    sequence: Number(text(f, 'SequenceNumber') ?? 0),
    code: sip === null || sip === '200' ? null : `sip-${sip}`,
    fault: status === 'failed' ? faultOfSip(sip) : null,
    ...(text(f, 'Heard') === null ? {} : { heard: text(f, 'Heard') === '1' }),
  });
}

const keyOf = (digits: string | null): AnswerKey | null => answerKeys.find((k) => k === digits) ?? null;

function callKey(attemptId: string | null, f: Fields): Fact[] {
  // In a call to a number without consent, 8 is the way out of all calls and texts.
  if (text(f, 'Digits') === '8')
    return facts({ kind: 'optout', attemptId, providerRef: text(f, 'CallSid') ?? '', channel: 'voice' });
  const key = keyOf(text(f, 'Digits'));
  return key === null
    ? []
    : facts({
        kind: 'key',
        attemptId,
        channel: 'voice',
        key,
        via: 'call',
        offerId: text(f, 'offer'),
        ...(text(f, 'notice') === null ? {} : { noticeIds: [text(f, 'notice')] }),
      });
}

function inboundMessage(f: Fields): Fact[] {
  const from = text(f, 'From');
  const isIm = from !== null && (from.startsWith('whatsapp:') || from.startsWith('messenger:'));
  const button = readButton(text(f, 'ButtonPayload'));
  const pressed = isIm && button ? facts({ kind: 'key', ...button, channel: 'im', via: 'button', from }) : [];
  // A button that is not ours still bears words: an answer is never dropped.
  if (pressed.length > 0) return pressed;
  return facts({
    kind: 'text',
    channel: isIm ? 'im' : 'sms',
    from,
    to: text(f, 'To') ?? '',
    body: text(f, 'Body') ?? '',
    providerRef: refIn(f, 'MessageSid', 'SmsSid'),
    inReplyTo: refIn(f, 'OriginalRepliedMessageSid'),
  });
}

/** Events carry our message id with a suffix after the first dot. */
const mailRef = (f: Fields): string => (refIn(f, 'sg_message_id') ?? '').split('.')[0] ?? '';

function mailEvent(attemptId: string | null, f: Fields): Fact[] {
  const providerRef = mailRef(f);
  const event = text(f, 'event');
  const failed = (over: object): Fact[] =>
    facts({
      kind: 'delivery',
      attemptId,
      providerRef,
      status: 'failed',
      code: event,
      fault: null,
      scope: 'attempt',
      transient: true,
      ...over,
    });
  switch (event) {
    case 'delivered':
      return facts({
        kind: 'delivery',
        attemptId,
        providerRef,
        status: 'delivered',
        code: null,
        fault: null,
        scope: 'attempt',
        transient: false,
      });
    case 'bounce':
      // `blocked` passes (reputation, content), but this mail is gone and nobody waits for its answer; a bounce is the mailbox's.
      return text(f, 'type') === 'blocked'
        ? failed({ code: 'blocked', transient: false })
        : failed({ fault: 'mailbox_unknown', scope: 'email', transient: false });
    case 'dropped':
      return dropped(failed, text(f, 'reason') ?? '');
    case 'spamreport':
    case 'unsubscribe':
    case 'group_unsubscribe':
      return facts({ kind: 'optout', attemptId, providerRef, channel: 'email' });
    default:
      // Opens and clicks are made by machines and prove nothing; deferred and processed are not news.
      return [];
  }
}

function dropped(failed: (over: object) => Fact[], reason: string): Fact[] {
  if (/unsubscribed|spam report/i.test(reason))
    return failed({ code: 'dropped', fault: 'opted_out', scope: 'email', transient: false });
  // "Invalid" is the address; "Invalid SMTPAPI header" is our request, and burns nobody's mailbox.
  if (/bounced|^invalid$/i.test(reason))
    return failed({ code: 'dropped', fault: 'mailbox_unknown', scope: 'email', transient: false });
  return failed({ code: 'dropped', transient: false });
}
