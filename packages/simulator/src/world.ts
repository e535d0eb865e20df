/** The simulated world: networks, people, and everything that is told about them. */
import type { Clock, Logger } from '@rollcall/platform';
import { Agenda } from './agenda.js';
import { type FaultRates, Faults } from './faults.js';
import { Ledger } from './ledger.js';
import { Mailboxes } from './mail/mailbox.js';
import { Outages } from './outages.js';
import { Cast } from './people/cast.js';
import { Exchange } from './phone/exchange.js';
import { Carrier } from './texts/carrier.js';
import { Chat } from './texts/chat.js';
import { Postbox } from './texts/postbox.js';
import { Courier } from './webhooks/courier.js';
import { MailWebhooks } from './webhooks/sendgrid.js';
import { TwilioWebhooks } from './webhooks/twilio.js';

export interface WorldSettings {
  clock: Clock;
  logger: Logger;
  seed: number;
  accountSid: string;
  authToken: string;
  sendGridKey: string;
  /** Base64 DER (PKCS 8) of a P-256 key. */
  sendGridWebhookPrivateKey: string;
  /** Where SendGrid's events go, and by default what people write and whom they call. */
  publicUrl: string;
  inboundUrl?: string;
  faults?: Partial<FaultRates>;
  /** Calls the account starts a second; the others wait in its queue. Default: all at once. */
  callsPerSecond?: number;
}

const bare = (url: string): string => url.replace(/\/+$/, '');

export class World {
  readonly clock: Clock;
  readonly agenda: Agenda;
  readonly ledger: Ledger;
  readonly faults: Faults;
  readonly outages = new Outages();
  readonly cast: Cast;
  readonly courier = new Courier();
  readonly postbox: Postbox;
  readonly carrier: Carrier;
  readonly chat: Chat;
  readonly exchange: Exchange;
  readonly mailboxes: Mailboxes;
  /** Instructions of calls that could not be had or understood, in words. */
  readonly callFaults: string[] = [];
  readonly #mailWebhooks: MailWebhooks;

  constructor(readonly settings: WorldSettings) {
    const { clock, logger, seed, authToken, accountSid } = settings;
    this.clock = clock;
    this.agenda = new Agenda(clock, logger);
    this.ledger = new Ledger(clock);
    this.faults = new Faults(seed, settings.faults);
    this.cast = new Cast({ clock, seed });
    const { agenda, cast, courier, faults, ledger } = this;
    const inboundUrl = bare(settings.inboundUrl ?? settings.publicUrl);
    const webhooks = new TwilioWebhooks({ authToken, accountSid, courier, agenda, faults });
    this.postbox = new Postbox({ clock, webhooks, inboundUrl });
    const { postbox } = this;
    this.carrier = new Carrier({ clock, agenda, cast, ledger, postbox, outages: this.outages });
    this.chat = new Chat({ clock, agenda, cast, ledger, postbox });
    const onFault = (because: string): void => {
      this.callFaults.push(because);
    };
    this.exchange = new Exchange({
      clock,
      agenda,
      cast,
      ledger,
      webhooks,
      inboundUrl,
      onFault,
      callsPerSecond: settings.callsPerSecond,
    });
    this.#mailWebhooks = new MailWebhooks({
      url: `${bare(settings.publicUrl)}/sendgrid/events`,
      inboundUrl: `${inboundUrl}/sendgrid/inbound`,
      privateKey: settings.sendGridWebhookPrivateKey,
      clock,
      courier,
      agenda,
      faults,
    });
    this.mailboxes = new Mailboxes({ clock, agenda, cast, ledger, courier, webhooks: this.#mailWebhooks });
  }

  /** Somebody writes, or calls, now. `to`: by default the number that reached them last. Null: nobody ever did. */
  speaks(said: InboundRequest): { to: string } | null {
    const { carrier, chat, exchange, postbox } = this;
    if (said.kind === 'call') {
      const to = said.to ?? exchange.lastCallerOf(said.from) ?? postbox.lastSenderTo(said.from);
      if (to === null) return null;
      exchange.dialIn(said.from, to, said.keys);
      return { to };
    }
    const to = said.to ?? postbox.lastSenderTo(said.from) ?? exchange.lastCallerOf(said.from);
    if (to === null) return null;
    this.cast.of(said.from).notes(`writes "${said.body}"`);
    if (said.from.includes(':')) chat.heard(said.from);
    else carrier.heard({ from: said.from, to, body: said.body });
    postbox.receives({ from: said.from, to, body: said.body });
    return { to };
  }

  /** Everything that happened is forgotten, all that is pending called off; cast and faults stay. */
  async reset(): Promise<void> {
    await this.agenda.clear();
    this.#mailWebhooks.clear();
    for (const part of [this.ledger, this.cast, this.postbox, this.carrier, this.chat, this.exchange, this.mailboxes])
      part.clear();
    this.callFaults.length = 0;
  }

  async close(): Promise<void> {
    await this.agenda.close();
    await this.courier.close();
  }
}

export type InboundRequest =
  | { kind: 'text'; from: string; to?: string | undefined; body: string }
  | { kind: 'call'; from: string; to?: string | undefined; keys?: string | undefined };
