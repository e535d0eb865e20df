/** What Twilio and SendGrid tell, as whole HTTP requests: made and signed before anybody looks at the clock. */
import { createHmac, createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { stringify } from 'node:querystring';
import { newId } from '@rollcall/platform';

export const kinds = ['text-status', 'text-inbound', 'mail-event', 'mail-batch'] as const;
export type Kind = (typeof kinds)[number];

/** SendGrid sends what a second brought; Twilio one thing at a time. */
export const eventsPerRequest = (kind: Kind): number => (kind === 'mail-batch' ? 50 : 1);

export interface Senders {
  /** What Twilio signs: the gateway's own address. */
  publicUrl: string;
  twilioSid: string;
  twilioToken: string;
  webhookKey: KeyObject;
}
export const sendersOf = (told: {
  publicUrl: string;
  twilioSid: string;
  twilioToken: string;
  webhookPrivateKey: string;
}): Senders => ({
  ...told,
  webhookKey: createPrivateKey({ key: Buffer.from(told.webhookPrivateKey, 'base64'), format: 'der', type: 'pkcs8' }),
});

/** So many requests, each with events of its own that nobody has told before. */
export const requestsOf = (kind: Kind, count: number, senders: Senders): Buffer[] =>
  Array.from({ length: count }, () => requestOf(kind, senders));

function requestOf(kind: Kind, senders: Senders): Buffer {
  switch (kind) {
    case 'text-status':
      return textStatus(senders);
    case 'text-inbound':
      return textInbound(senders);
    case 'mail-event':
    case 'mail-batch':
      return mailEvents(senders, eventsPerRequest(kind));
  }
}

/** Nobody else's: 32 hex digits. */
const hexId = (): string => newId().replaceAll('-', '');
const [us, them] = ['+15005550006', '+12125550101'];

function textStatus(senders: Senders): Buffer {
  const sid = `SM${hexId()}`;
  return fromTwilio(senders, `/twilio/status/${newId()}`, {
    MessageSid: sid,
    SmsSid: sid,
    MessageStatus: 'delivered',
    SmsStatus: 'delivered',
    From: us,
    To: them,
    MessagingServiceSid: `MG${'2'.repeat(32)}`,
    RawDlrDoneDate: '2611240645',
  });
}

function textInbound(senders: Senders): Buffer {
  const sid = `SM${hexId()}`;
  return fromTwilio(senders, '/twilio/inbound/messages', {
    ...{ MessageSid: sid, SmsSid: sid, SmsMessageSid: sid, SmsStatus: 'received' },
    ...{ From: them, To: us, Body: '1', NumMedia: '0', NumSegments: '1' },
    MessagingServiceSid: `MG${'2'.repeat(32)}`,
    ...{ FromCity: 'NEW YORK', FromState: 'NY', FromZip: '10001', FromCountry: 'US' },
    ...{ ToCity: '', ToState: 'NY', ToZip: '', ToCountry: 'US' },
  });
}

function fromTwilio({ publicUrl, twilioSid, twilioToken }: Senders, path: string, own: Record<string, string>): Buffer {
  const params: Record<string, string> = { AccountSid: twilioSid, ApiVersion: '2010-04-01', ...own };
  const signed = Object.keys(params)
    .sort()
    .reduce((text, name) => text + name + params[name], publicUrl + path);
  return request(path, stringify(params), {
    'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
    'x-twilio-signature': createHmac('sha1', twilioToken).update(signed).digest('base64'),
    'i-twilio-idempotency-token': newId(),
    'user-agent': 'TwilioProxy/1.1',
    accept: '*/*',
  });
}

function mailEvents({ webhookKey }: Senders, count: number): Buffer {
  const now = Math.floor(Date.now() / 1000);
  const events = Array.from({ length: count }, () => ({
    email: 'patient@example.test',
    timestamp: now,
    'smtp-id': `<${hexId()}@geopod-ismtpd-1>`,
    event: 'delivered',
    ip: '192.0.2.1',
    tls: 1,
    response: '250 2.0.0 OK 1795421199 d2e1a72fcca58-6f0 - gsmtp',
    sg_event_id: Buffer.from(`delivered-0-${hexId()}`).toString('base64url'),
    sg_message_id: `${hexId().slice(0, 22)}.recvd-5d4f8c7b9-xyz12-1-65A1B2C3-1.0`,
    rid: newId(),
  }));
  const body = `${JSON.stringify(events)}\r\n`;
  const timestamp = String(now);
  return request('/sendgrid/events', body, {
    'content-type': 'application/json;charset=utf-8',
    'user-agent': 'SendGrid Event API',
    'x-twilio-email-event-webhook-signature': sign('sha256', Buffer.from(timestamp + body), webhookKey).toString(
      'base64',
    ),
    'x-twilio-email-event-webhook-timestamp': timestamp,
  });
}

function request(path: string, body: string, headers: Record<string, string>): Buffer {
  const head = Object.entries({ host: 'gateway', ...headers, 'content-length': Buffer.byteLength(body) });
  return Buffer.from(`POST ${path} HTTP/1.1\r\n${head.map(([n, v]) => `${n}: ${v}\r\n`).join('')}\r\n${body}`);
}
