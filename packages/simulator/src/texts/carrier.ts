/** Texts: what a carrier delivers, what it does not, and what the person at the other end writes back. */
import type { Clock } from '@rollcall/platform';
import type { Agenda } from '../agenda.js';
import type { Ledger } from '../ledger.js';
import type { Outages } from '../outages.js';
import type { Cast } from '../people/cast.js';
import { pace } from '../people/pace.js';
import type { Person } from '../people/person.js';
import { readWritten } from '../people/reading.js';
import { type Refusal, twilioRefusal } from '../refusal.js';
import { type Message, newMessage, type OutboundMessage } from './message.js';
import type { Postbox } from './postbox.js';

/** Twilio's numbers for tests, and what each is answered. */
const magicTo: Record<string, [number, string]> = {
  '+15005550001': [21211, 'The number is invalid.'],
  '+15005550002': [21612, 'Twilio cannot route to this number.'],
  '+15005550003': [21408, 'The account has no international permission for this number.'],
  '+15005550004': [21610, 'The number is blocked for the account.'],
  '+15005550009': [21614, 'The number cannot receive SMS messages.'],
};
const magicFrom: Record<string, [number, string]> = {
  '+15005550007': [21606, 'The number is not owned by the account or cannot send SMS.'],
  '+15005550008': [21611, 'The queue of the number is full.'],
};
/** As Twilio matches them: the single word, in any case. "Please stop" passes. */
const stopWords = new Set(['stop', 'stopall', 'unsubscribe', 'cancel', 'end', 'quit', 'revoke', 'optout']);
const startWords = new Set(['start', 'yes', 'unstop']);
const e164 = /^\+[1-9]\d{6,14}$/;

export interface CarrierParts {
  clock: Clock;
  agenda: Agenda;
  cast: Cast;
  ledger: Ledger;
  postbox: Postbox;
  outages: Outages;
}

export class Carrier {
  readonly #parts: CarrierParts;
  /** `sender holder`: a block holds for the number that was written to, and for no other of the account's. */
  readonly #optedOut = new Set<string>();

  constructor(parts: CarrierParts) {
    this.#parts = parts;
  }

  /** Takes a text for delivery, or says why not. */
  send(outbound: OutboundMessage): Message | Refusal {
    const { clock, cast, postbox } = this.#parts;
    const magic = magicTo[outbound.to] ?? magicFrom[outbound.from];
    if (magic) return twilioRefusal(400, ...magic);
    if (!e164.test(outbound.to)) return twilioRefusal(400, 21211, `Invalid 'To' Phone Number: ${mask(outbound.to)}`);
    if (this.#optedOut.has(`${outbound.from} ${outbound.to}`))
      return twilioRefusal(400, 21610, 'Attempt to send to unsubscribed recipient');
    const person = cast.of(outbound.to);
    const { line } = person.persona;
    // Some are known to be unreachable beforehand, some only when the carrier tries.
    if (line !== 'mobile' && person.trait(['before', 'after'], 'unreachable') === 'before')
      return line === 'dead'
        ? twilioRefusal(400, 21211, `Invalid 'To' Phone Number: ${mask(outbound.to)}`)
        : twilioRefusal(400, 21614, "'To' number is not a valid mobile number");
    const message = newMessage(outbound, clock.wall());
    postbox.keep(message);
    this.#deliver(message, person);
    return message;
  }

  /** The holder's own text: stop and start are honoured before anybody reads them. */
  heard({ from, to, body }: { from: string; to: string; body: string }): void {
    const word = body.trim().toLowerCase();
    if (stopWords.has(word)) this.#optedOut.add(`${to} ${from}`);
    if (startWords.has(word)) this.#optedOut.delete(`${to} ${from}`);
  }

  clear(): void {
    this.#optedOut.clear();
  }

  #deliver(message: Message, person: Person): void {
    const { agenda, postbox, outages } = this.#parts;
    const unregistered = outages.of('sms') === 'unregistered';
    const sentIn = person.delay(pace.textSent, 'text sent');
    const deliveredIn = person.delay(pace.textDelivered, 'text delivered');
    agenda.after(sentIn, () => {
      if (message.validityMs < sentIn) return postbox.moves(message, 'failed', '30036');
      if (unregistered) return postbox.moves(message, 'undelivered', '30034');
      postbox.moves(message, 'sent');
      agenda.after(deliveredIn, () => this.#arrive(message, person));
    });
  }

  #arrive(message: Message, person: Person): void {
    const { postbox } = this.#parts;
    const { line } = person.persona;
    if (line === 'landline') return postbox.moves(message, 'undelivered', '30006');
    if (line === 'dead') return postbox.moves(message, 'undelivered', '30005');
    postbox.moves(message, 'delivered');
    person.notes('received a text');
    this.#answer(message, person);
  }

  #answer(message: Message, person: Person): void {
    const { agenda } = this.#parts;
    const { texts } = person.persona;
    const question = readWritten(message.body);
    const reply = question && person.answer(texts, question, message.body);
    if (!question || !reply) return;
    agenda.after(person.delayOnceBack(pace.textReply, 'text reply'), () => {
      this.#writes(message, person, reply);
      const more = person.addition(texts, question);
      if (more)
        agenda.after(person.delay(pace.textAddition, 'text addition'), () => this.#writes(message, person, more));
    });
  }

  #writes(message: Message, person: Person, body: string): void {
    const { ledger, postbox } = this.#parts;
    const said = { from: message.to, to: message.from, body };
    ledger.answered(message.sid);
    person.notes(`texts "${body}"`);
    this.heard(said);
    postbox.receives(said);
  }
}

/** Refusals are logged by those who get them. */
const mask = (number: string): string => `${number.slice(0, 5)}XXXX`;
