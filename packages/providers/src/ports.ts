/** One interface per channel. Each `send` or `place` makes exactly one request. */
import type { Outcome } from '@rollcall/contracts';

/** What the provider says of one message or call when asked, as it would have come by callback. */
export interface Told {
  kind: 'twilio.message.status' | 'twilio.call.status';
  payload: Record<string, string>;
}

export interface SmsRequest {
  attemptId: string;
  to: string;
  /** One of our numbers; absent: the first, or whatever the provider chooses. */
  from?: string | null;
  body: string;
  statusCallback: string;
  validitySeconds: number;
}
export interface SmsSender {
  send(request: SmsRequest): Promise<Outcome>;
  /** References of texts with these words to this number since then; whose they are is for the caller to know. */
  find(request: { to: string; body: string; since: Date }): Promise<string[]>;
  /** How far a text or chat message got; null when there is nothing to tell yet. Throws when nobody answers. */
  statusOf(ref: string): Promise<Told | null>;
}
export interface CallRequest {
  attemptId: string;
  to: string;
  /** One of our numbers; absent: the first. */
  from?: string | null;
  /** Where the call gets its TwiML. */
  url: string;
  /** Where the provider turns when `url` gives nothing in time. */
  fallbackUrl: string;
  statusCallback: string;
  ringSeconds: number;
  timeLimitSeconds: number;
  /** The provider listens, while we speak already, whether a machine answers, and says there what it heard; null: it does not. */
  detection: { callback: string } | null;
}
export interface Caller {
  place(request: CallRequest): Promise<Outcome>;
  /** References of calls to this number since then. */
  find(request: { to: string; since: Date }): Promise<string[]>;
  /** How far a call got; null when there is nothing to tell yet. Throws when nobody answers. */
  statusOf(ref: string): Promise<Told | null>;
  hangUp(ref: string): Promise<void>;
  /** Takes back a call that nobody has picked up yet; one that is over, or in which somebody speaks, stays as it is. */
  recall(ref: string): Promise<void>;
}
export interface ImRequest {
  attemptId: string;
  /** `whatsapp:+E164` or `messenger:<page-scoped id>`. */
  to: string;
  template: { contentSid: string; variables: Record<string, string> } | null;
  body: string | null;
  statusCallback: string;
  validitySeconds: number;
}
export interface ImSender {
  send(request: ImRequest): Promise<Outcome>;
}
export interface EmailRequest {
  attemptId: string;
  to: string;
  /** The practice, as its patients know it. */
  fromName: string;
  subject: string;
  text: string;
  html: string;
  /** Where an answer goes; null when nobody reads answers. */
  replyTo: string | null;
  /** Where no more mail is asked for with one click (RFC 8058). */
  unsubscribeUrl: string;
  calendars: CalendarFile[];
}
export interface CalendarFile {
  name: string;
  /** iCalendar (RFC 5545). */
  content: string;
}
export interface EmailSender {
  send(request: EmailRequest): Promise<Outcome>;
}
