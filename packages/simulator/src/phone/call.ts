/** A call resource, as the REST API shows it, and its parameters in webhooks. */
import { newSid } from '../ids.js';
import { geography } from '../texts/parameters.js';
import type { Params } from '../webhooks/twilio.js';

export type CallStatus =
  | 'queued'
  | 'initiated'
  | 'ringing'
  | 'in-progress'
  | 'completed'
  | 'busy'
  | 'no-answer'
  | 'failed'
  | 'canceled';
export interface Instructions {
  url: string;
  method: 'GET' | 'POST';
}
export interface OutboundCall {
  to: string;
  from: string;
  instructions: Instructions | { twiml: string };
  statusCallback: string | null;
  statusMethod: 'GET' | 'POST';
  events: string[];
  ringSeconds: number;
  timeLimitSeconds: number;
  detects: 'nothing' | 'machine' | 'message-end';
  /** Detection goes on while the instructions run already, and is told here. */
  detectedAt: Instructions | null;
  /** Asked when the instructions cannot be had or understood. */
  fallback: Instructions | null;
  rid: string | null;
}
/** What was said to whoever, or whatever, picked up. */
export interface Heard {
  /** Business milliseconds after it was picked up. */
  afterMs: number;
  /** Cut where a key, a word or a hang-up cut it. */
  words: string;
}
export interface Call extends Omit<OutboundCall, 'rid'> {
  sid: string;
  rid: string;
  direction: 'outbound-api' | 'outbound-dial' | 'inbound';
  status: CallStatus;
  answeredBy: string | null;
  sequence: number;
  /** Wall time. */
  createdAt: Date;
  /** Business milliseconds on the line. */
  talkedMs: number;
  /** In its order. */
  heard: Heard[];
  /** Ends the call from outside. */
  hangUp: AbortController;
  /** Set to say something else from now on: what is being said is broken off. */
  replaced: Instructions | { twiml: string } | null;
  interrupt: AbortController;
}

export function newCall(outbound: OutboundCall, direction: Call['direction'], createdAt: Date): Call {
  const sid = newSid('CA');
  return {
    ...outbound,
    sid,
    rid: outbound.rid ?? sid,
    direction,
    status: 'queued',
    answeredBy: null,
    sequence: 0,
    createdAt,
    talkedMs: 0,
    heard: [],
    hangUp: new AbortController(),
    replaced: null,
    interrupt: new AbortController(),
  };
}

const final: readonly CallStatus[] = ['completed', 'busy', 'no-answer', 'failed', 'canceled'];
export const isOver = (call: Call): boolean => final.includes(call.status);

export const callParameters = (call: Call): Params => ({
  CallSid: call.sid,
  CallStatus: call.status,
  Direction: call.direction,
  From: call.from,
  To: call.to,
  Caller: call.from,
  Called: call.to,
  ...geography('From'),
  ...geography('To'),
  ...geography('Caller'),
  ...geography('Called'),
  // What was heard while the instructions ran is told by a webhook of its own.
  ...(call.answeredBy && !call.detectedAt ? { AnsweredBy: call.answeredBy } : {}),
});

export function progressParameters(call: Call, now: Date, sipCode: number | null): Params {
  const seconds = Math.round(call.talkedMs / 1000);
  return {
    ...callParameters(call),
    CallbackSource: 'call-progress-events',
    SequenceNumber: String(call.sequence),
    Timestamp: now.toUTCString().replace('GMT', '+0000'),
    ...(isOver(call) ? { CallDuration: String(seconds), Duration: String(Math.ceil(seconds / 60)) } : {}),
    ...(sipCode === null ? {} : { SipResponseCode: String(sipCode) }),
  };
}

export function callResource(call: Call, accountSid: string): Record<string, unknown> {
  const date = call.createdAt.toUTCString();
  const uri = `/2010-04-01/Accounts/${accountSid}/Calls/${call.sid}`;
  return {
    account_sid: accountSid,
    answered_by: call.answeredBy,
    api_version: '2010-04-01',
    caller_name: null,
    date_created: date,
    date_updated: date,
    direction: call.direction,
    duration: isOver(call) ? String(Math.round(call.talkedMs / 1000)) : null,
    end_time: isOver(call) ? date : null,
    forwarded_from: null,
    from: call.from,
    from_formatted: call.from,
    group_sid: null,
    parent_call_sid: null,
    phone_number_sid: null,
    price: null,
    price_unit: 'USD',
    queue_time: '0',
    sid: call.sid,
    start_time: date,
    status: call.status,
    subresource_uris: { recordings: `${uri}/Recordings.json` },
    to: call.to,
    to_formatted: call.to,
    trunk_sid: null,
    uri: `${uri}.json`,
  };
}
