/** All messages, both ways: kept for look-ups, reported to their callbacks, and handed in when people write. */
import type { Clock } from '@rollcall/platform';
import { newSid } from '../ids.js';
import type { TwilioWebhooks } from '../webhooks/twilio.js';
import type { Message } from './message.js';
import { inboundParameters, type Spoken, statusParameters } from './parameters.js';

export class Postbox {
  readonly #clock: Clock;
  readonly #webhooks: TwilioWebhooks;
  readonly #inboundUrl: string;
  #messages: Message[] = [];
  readonly #bySid = new Map<string, Message>();

  constructor(parts: { clock: Clock; webhooks: TwilioWebhooks; inboundUrl: string }) {
    this.#clock = parts.clock;
    this.#webhooks = parts.webhooks;
    this.#inboundUrl = parts.inboundUrl;
  }

  keep(message: Message): void {
    this.#messages.push(message);
    this.#bySid.set(message.sid, message);
  }

  find(sid: string): Message | null {
    return this.#bySid.get(sid) ?? null;
  }

  /** Newest first, as Twilio lists them. Times are the wall's. */
  list(by: { to?: string; from?: string; after?: Date; before?: Date }): Message[] {
    return this.#messages
      .filter(
        (m) =>
          (by.to === undefined || m.to === by.to) &&
          (by.from === undefined || m.from === by.from) &&
          (by.after === undefined || m.createdAt >= by.after) &&
          (by.before === undefined || m.createdAt <= by.before),
      )
      .reverse();
  }

  /** The number that wrote to an address last: people answer it. */
  lastSenderTo(address: string): string | null {
    return this.#messages.findLast((m) => m.to === address && m.direction === 'outbound-api')?.from ?? null;
  }

  /** A message gets further, and its callback is told. */
  moves(message: Message, status: string, errorCode: string | null = null): void {
    message.status = status;
    message.errorCode = errorCode;
    if (!message.statusCallback) return;
    this.#webhooks.report({
      url: message.statusCallback,
      of: message.sid,
      what: status,
      rid: message.rid,
      params: statusParameters(message, this.#clock.wall()),
    });
  }

  /** Somebody writes. */
  receives(said: Omit<Spoken, 'sid'>): void {
    const sid = newSid(said.from.includes(':') ? 'MM' : 'SM');
    this.keep({
      sid,
      direction: 'inbound',
      to: said.to,
      from: said.from,
      body: said.body,
      messagingServiceSid: null,
      status: 'received',
      errorCode: null,
      statusCallback: null,
      contentVariables: {},
      isTemplate: false,
      contentSid: null,
      validityMs: Number.POSITIVE_INFINITY,
      rid: sid,
      createdAt: this.#clock.wall(),
    });
    this.#webhooks.inbound({
      url: `${this.#inboundUrl}/twilio/inbound/messages`,
      of: said.from,
      // Drawn by who says what, not by the random sid: a run can be repeated.
      rid: said.from,
      what: `inbound ${said.body}`,
      params: inboundParameters({ ...said, sid }),
    });
  }

  clear(): void {
    this.#messages = [];
    this.#bySid.clear();
  }
}
