/** SendGrid's event webhook: many events in one JSON array, signed with ECDSA over timestamp and raw body, sent until taken. */
import { createHash, createPrivateKey, createSign, type KeyObject } from 'node:crypto';
import type { Clock } from '@rollcall/platform';
import type { Agenda } from '../agenda.js';
import type { Faults } from '../faults.js';
import type { Courier } from './courier.js';

export type MailEvent = Record<string, unknown> & { event: string; email: string };

/** What somebody wrote to one of our addresses, as form fields. */
export interface InboundMail {
  rid: string;
  fields: Record<string, string>;
}

/** Events of one moment travel together. Real milliseconds. */
const gatherMs = 40;
const maxTogether = 200;
/** SendGrid goes on for 24 hours; here it gives up after a minute and a half of real time. */
const retries = 12;

export class MailWebhooks {
  readonly #url: string;
  readonly #inboundUrl: string;
  readonly #key: KeyObject;
  readonly #clock: Clock;
  readonly #courier: Courier;
  readonly #agenda: Agenda;
  readonly #faults: Faults;
  #gathered: MailEvent[] = [];

  constructor(parts: {
    url: string;
    inboundUrl: string;
    privateKey: string;
    clock: Clock;
    courier: Courier;
    agenda: Agenda;
    faults: Faults;
  }) {
    this.#url = parts.url;
    this.#inboundUrl = parts.inboundUrl;
    this.#key = createPrivateKey({ key: Buffer.from(parts.privateKey, 'base64'), format: 'der', type: 'pkcs8' });
    this.#clock = parts.clock;
    this.#courier = parts.courier;
    this.#agenda = parts.agenda;
    this.#faults = parts.faults;
  }

  /** Reports an event soon, together with others. */
  report(rid: string, event: MailEvent): void {
    const fault = this.#faults.ofWebhook(rid, event.event, true);
    if (fault.lost) return;
    for (let copy = fault.twice ? 2 : 1; copy > 0; copy--) {
      if (fault.delayMs > 0) this.#agenda.after(fault.delayMs, (signal) => this.#post([event], signal));
      else this.#gather(event);
    }
  }

  /** Inbound Parse: a mail to our domain, as a form, signed like the events. Null: nobody is written to. */
  inbound(mail: InboundMail | null): void {
    if (mail === null) return;
    const fault = this.#faults.ofWebhook(mail.rid, 'inbound mail', false);
    const boundary = `xYzZY${createHash('sha256').update(JSON.stringify(mail)).digest('hex').slice(0, 24)}`;
    const part = ([name, value]: [string, string]): string =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
    const body = `${Object.entries(mail.fields).map(part).join('')}--${boundary}--\r\n`;
    for (let copy = fault.twice ? 2 : 1; copy > 0; copy--)
      this.#agenda.after(fault.delayMs, (signal) =>
        this.#deliver(this.#inboundUrl, body, `multipart/form-data; boundary=${boundary}`, signal),
      );
  }

  #gather(event: MailEvent): void {
    this.#gathered.push(event);
    if (this.#gathered.length > 1) return;
    this.#agenda.after(this.#clock.fromReal(gatherMs), async (signal) => {
      const together = this.#gathered.splice(0);
      for (let n = 0; n < together.length; n += maxTogether)
        await this.#post(together.slice(n, n + maxTogether), signal);
    });
  }

  async #post(events: MailEvent[], signal: AbortSignal): Promise<void> {
    // The line break at the end is signed, too: a receiver that parses before it verifies fails.
    await this.#deliver(this.#url, `${JSON.stringify(events)}\r\n`, 'application/json;charset=utf-8', signal);
  }

  async #deliver(url: string, body: string, type: string, signal: AbortSignal): Promise<void> {
    const timestamp = String(Math.floor(this.#clock.wall().getTime() / 1000));
    const signature = createSign('sha256').update(timestamp).update(body).sign(this.#key, 'base64');
    const headers = {
      'content-type': type,
      'user-agent': 'SendGrid Event API',
      'x-twilio-email-event-webhook-signature': signature,
      'x-twilio-email-event-webhook-timestamp': timestamp,
    };
    await this.#courier.deliver({ method: 'POST', url, headers, body }, { retries, on: 'refused' }, signal);
  }

  /** Forgets what was gathered and not yet sent. */
  clear(): void {
    this.#gathered = [];
  }
}
