/** A message resource, as the REST API shows it. */
import { newSid } from '../ids.js';

export interface Message {
  sid: string;
  direction: 'outbound-api' | 'inbound';
  to: string;
  from: string;
  body: string;
  messagingServiceSid: string | null;
  status: string;
  errorCode: string | null;
  statusCallback: string | null;
  contentVariables: Record<string, string>;
  isTemplate: boolean;
  contentSid: string | null;
  /** Business milliseconds; later it is not delivered any more. */
  validityMs: number;
  rid: string;
  /** Wall time: others compare it with their own clocks. */
  createdAt: Date;
}

export interface OutboundMessage {
  to: string;
  from: string;
  body: string;
  messagingServiceSid: string | null;
  statusCallback: string | null;
  contentVariables: Record<string, string>;
  isTemplate: boolean;
  contentSid: string | null;
  validityMs: number;
  rid: string | null;
}

export function newMessage(outbound: OutboundMessage, createdAt: Date): Message {
  const sid = newSid(outbound.to.includes(':') ? 'MM' : 'SM');
  return {
    ...outbound,
    sid,
    rid: outbound.rid ?? sid,
    direction: 'outbound-api',
    status: outbound.messagingServiceSid ? 'accepted' : 'queued',
    errorCode: null,
    createdAt,
  };
}

export function messageResource(m: Message, accountSid: string): Record<string, unknown> {
  const date = m.createdAt.toUTCString();
  const uri = `/2010-04-01/Accounts/${accountSid}/Messages/${m.sid}`;
  return {
    account_sid: accountSid,
    api_version: '2010-04-01',
    body: m.body,
    date_created: date,
    date_sent: date,
    date_updated: date,
    direction: m.direction,
    error_code: m.errorCode === null ? null : Number(m.errorCode),
    error_message: null,
    from: m.from,
    messaging_service_sid: m.messagingServiceSid,
    num_media: '0',
    num_segments: '1',
    price: null,
    price_unit: 'USD',
    sid: m.sid,
    status: m.status,
    subresource_uris: { media: `${uri}/Media.json` },
    to: m.to,
    uri: `${uri}.json`,
  };
}
