/** Mail: what mailboxes accept, what scanners do with it, and people who open the link. */
import type { Clock } from '@rollcall/platform';
import type { Agenda } from '../agenda.js';
import { newMailId, newToken } from '../ids.js';
import type { Ledger } from '../ledger.js';
import type { Cast } from '../people/cast.js';
import { pace } from '../people/pace.js';
import type { Person } from '../people/person.js';
import type { MailManner } from '../people/personas.js';
import { readWritten } from '../people/reading.js';
import type { Courier } from '../webhooks/courier.js';
import type { MailEvent, MailWebhooks } from '../webhooks/sendgrid.js';
import { oneClick, outOfOffice, replyTo } from './answers.js';
import { linksIn, mainLink } from './links.js';
import { pressEverything, type ScannerName, scan, scanners } from './scanner.js';
import { answerPage } from './visit.js';

export interface Letter {
  to: string;
  subject: string;
  text: string;
  html: string;
  replyTo: string | null;
  headers: Record<string, string>;
  attachments: { name: string; content: string }[];
  /** Told again with every event. */
  customArgs: Record<string, unknown>;
  rid: string;
}

const pressing: Partial<Record<MailManner, ScannerName>> = {
  'scanned-and-pressed': 'at-once',
  'scanned-and-pressed-slowly': 'slowly',
  'pressed-by-a-browser': 'in-a-browser',
};

export interface MailboxParts {
  clock: Clock;
  agenda: Agenda;
  cast: Cast;
  ledger: Ledger;
  courier: Courier;
  webhooks: MailWebhooks;
}

export class Mailboxes {
  readonly #parts: MailboxParts;
  /** Addresses that bounced: the next mail is dropped at once, as SendGrid does. */
  readonly #bounced = new Set<string>();
  #letters: { address: string; letter: Letter }[] = [];

  constructor(parts: MailboxParts) {
    this.#parts = parts;
  }

  /** Takes one letter and answers its id. */
  send(letter: Letter): string {
    const { agenda, cast } = this.#parts;
    const id = newMailId();
    const person = cast.of(letter.to);
    const report = (event: string, more: Record<string, unknown> = {}): void => this.#report(letter, id, event, more);
    const address = person.address;
    if (this.#bounced.has(address)) {
      agenda.after(person.delay(pace.mailAccepted, 'mail accepted'), () =>
        report('dropped', { reason: 'Bounced Address', status: '5.0.0' }),
      );
      return id;
    }
    const deliveredIn = person.delay(pace.mailDelivered, 'mail delivered');
    agenda.after(person.delay(pace.mailAccepted, 'mail accepted'), () => {
      report('processed', { send_at: 0 });
      agenda.after(deliveredIn, () => {
        const { manner } = person.persona.mail;
        const bounces = (): void => {
          this.#bounced.add(address);
          report('bounce', {
            type: 'bounce',
            status: '5.1.1',
            reason: '550 5.1.1 user unknown',
            bounce_classification: 'Invalid Address',
          });
        };
        const arrives = (): void => {
          report('delivered', { ip: '192.0.2.1', tls: 1, response: '250 2.0.0 OK' });
          this.#letters.push({ address, letter });
          person.notes('received a mail');
          this.#read(letter, id, person);
        };
        switch (manner) {
          case 'bounces':
            return bounces();
          case 'bounces-late':
            report('delivered', { ip: '192.0.2.1', tls: 1, response: '250 2.0.0 OK' });
            return agenda.after(person.delay(pace.lateBounce, 'late bounce'), bounces);
          case 'blocks':
            return report('bounce', {
              type: 'blocked',
              status: '4.0.0',
              reason: '421 rate limited',
              bounce_classification: 'Reputation',
            });
          case 'defers':
            report('deferred', { response: '451 4.7.1 try later', attempt: '1' });
            return agenda.after(person.delay(pace.mailDeferred, 'mail deferred'), arrives);
          default:
            return arrives();
        }
      });
    });
    return id;
  }

  /** What lies in a mailbox, oldest first. */
  lettersTo(address: string): Letter[] {
    return this.#letters.filter((l) => l.address === address).map((l) => l.letter);
  }

  clear(): void {
    this.#bounced.clear();
    this.#letters = [];
  }

  #read(letter: Letter, id: string, person: Person): void {
    const { agenda, clock, courier } = this.#parts;
    const { manner } = person.persona.mail;
    if (manner === 'scanned')
      agenda.after(person.delay(pace.scan, 'scan'), (signal) =>
        scan(linksIn(letter), scanners['at-once'], person, { clock, courier, signal }),
      );
    const scanner = pressing[manner];
    if (scanner)
      agenda.after(person.delay(pace.scan, 'scan'), async (signal) => {
        const links = linksIn(letter);
        await scan(links, scanners[scanner], person, { clock, courier, signal });
        await pressEverything(links, scanners[scanner], person, { clock, courier, signal });
      });
    if (manner === 'out-of-office')
      agenda.after(person.delay(pace.scan, 'out of office'), () => {
        person.notes('an out-of-office program answers');
        this.#parts.webhooks.inbound(outOfOffice(letter, person.address));
      });
    if (manner === 'replies')
      agenda.after(person.delayOnceBack(pace.mailOpened, 'mail opened'), () => this.#reply(letter, id, person));
    if (manner === 'unsubscribes')
      agenda.after(person.delayOnceBack(pace.mailOpened, 'mail opened'), (signal) =>
        oneClick(letter, person, this.#parts.courier, signal),
      );
    if (manner === 'opens-link' || manner === 'defers')
      agenda.after(person.delayOnceBack(pace.mailOpened, 'mail opened'), (signal) =>
        this.#open(letter, id, person, signal),
      );
  }

  #reply(letter: Letter, id: string, person: Person): void {
    const question = readWritten(letter.text);
    const words = question && person.answer(person.persona.mail.script, question, letter.text);
    if (!words) return;
    person.notes(`answers the mail with "${words}"`);
    this.#parts.ledger.answered(id);
    this.#parts.webhooks.inbound(replyTo(letter, person.address, words));
  }

  async #open(letter: Letter, id: string, person: Person, signal: AbortSignal): Promise<void> {
    const { clock, courier, ledger } = this.#parts;
    const url = mainLink(letter);
    if (url === null) return;
    const answered = await answerPage(url, person, person.persona.mail.script, { clock, courier, signal });
    if (answered) ledger.answered(id);
  }

  #report(letter: Letter, id: string, event: string, more: Record<string, unknown>): void {
    const told: MailEvent = {
      ...letter.customArgs,
      email: letter.to,
      timestamp: Math.floor(this.#parts.clock.wall().getTime() / 1000),
      event,
      sg_event_id: newToken(),
      sg_message_id: `${id}.recvd-1.0`,
      'smtp-id': `<${id}@geopod-ismtpd-1>`,
      ...more,
    };
    this.#parts.webhooks.report(letter.rid, told);
  }
}
