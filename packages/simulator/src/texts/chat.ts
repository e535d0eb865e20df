/** WhatsApp (and Messenger): templates with buttons, free text within a day after the person wrote, read receipts. */
import type { Clock } from '@rollcall/platform';
import type { Agenda } from '../agenda.js';
import type { Ledger } from '../ledger.js';
import type { Cast } from '../people/cast.js';
import { pace } from '../people/pace.js';
import type { Person } from '../people/person.js';
import type { Script } from '../people/personas.js';
import { type Question, readWritten } from '../people/reading.js';
import { type Refusal, twilioRefusal } from '../refusal.js';
import { type Message, newMessage, type OutboundMessage } from './message.js';
import type { Postbox } from './postbox.js';

const sessionMs = 24 * 3_600_000;
const addressForm = /^(whatsapp:\+[1-9]\d{6,14}|messenger:\d{5,40})$/;

export const templateStates = ['approved', 'pending', 'rejected', 'paused'] as const;
export type TemplateState = (typeof templateStates)[number];

export interface ChatParts {
  clock: Clock;
  agenda: Agenda;
  cast: Cast;
  ledger: Ledger;
  postbox: Postbox;
}

export class Chat {
  readonly #parts: ChatParts;
  /** When each person wrote last, in business milliseconds. */
  readonly #wrote = new Map<string, number>();
  /** What Meta thinks of contents; those it was not told about are approved. */
  readonly #templates = new Map<string, TemplateState>();

  constructor(parts: ChatParts) {
    this.#parts = parts;
  }

  /** Takes a chat message for delivery, or says why not. */
  send(outbound: OutboundMessage): Message | Refusal {
    const { clock, cast, postbox } = this.#parts;
    if (!addressForm.test(outbound.to)) return twilioRefusal(400, 21211, "Invalid 'To' channel address");
    if (outbound.from.split(':')[0] !== outbound.to.split(':')[0])
      return twilioRefusal(400, 63007, 'Twilio could not find a Channel with the specified From address');
    const person = cast.of(outbound.to);
    if (person.persona.chat.manner === 'absent' && person.trait(['before', 'after'], 'absent') === 'before')
      return twilioRefusal(400, 63003, "Channel could not find 'To' address");
    const message = newMessage(outbound, clock.wall());
    postbox.keep(message);
    this.#deliver(message, person);
    return message;
  }

  /** The person wrote: for a day they may be answered in free text. */
  heard(from: string): void {
    this.#wrote.set(from, this.#parts.clock.now().getTime());
  }

  /** Meta looks at a content anew. */
  judges(contentSid: string, state: TemplateState): void {
    this.#templates.set(contentSid, state);
  }

  clear(): void {
    this.#wrote.clear();
    this.#templates.clear();
  }

  #deliver(message: Message, person: Person): void {
    const { agenda, clock, postbox } = this.#parts;
    const { chat } = person.persona;
    const deliveredIn = person.delay(pace.textDelivered, 'chat delivered');
    agenda.after(person.delay(pace.textSent, 'chat sent'), () => {
      if (chat.manner === 'absent') return postbox.moves(message, 'undelivered', '63024');
      const wrote = this.#wrote.get(message.to);
      const state = message.contentSid === null ? 'approved' : (this.#templates.get(message.contentSid) ?? 'approved');
      if (state === 'rejected') return postbox.moves(message, 'failed', '63013');
      const inSession = wrote !== undefined && clock.now().getTime() - wrote < sessionMs;
      if ((!message.isTemplate || state !== 'approved') && !inSession) return postbox.moves(message, 'failed', '63016');
      postbox.moves(message, 'sent');
      agenda.after(deliveredIn, () => this.#arrive(message, person));
    });
  }

  #arrive(message: Message, person: Person): void {
    const { agenda, postbox } = this.#parts;
    postbox.moves(message, 'delivered');
    person.notes('received a chat message');
    const { manner, script } = person.persona.chat;
    if (manner === 'ignores') return;
    agenda.after(person.delayOnceBack(pace.chatReply, 'chat reply'), () => {
      postbox.moves(message, 'read');
      if (manner === 'answers') this.#answer(message, person, script);
    });
  }

  #answer(message: Message, person: Person, script: Script): void {
    const { ledger, postbox } = this.#parts;
    const question = questionOf(message);
    const reply = question && person.answer(script, question, wordsOf(message, question));
    if (!reply) return;
    ledger.answered(message.sid);
    this.heard(message.to);
    const said = { from: message.to, to: message.from };
    const payload = message.contentVariables[`payload${reply}`];
    person.notes(payload ? `presses the button ${reply}` : `writes "${reply}"`);
    if (payload === undefined) return postbox.receives({ ...said, body: reply });
    postbox.receives({ ...said, body: reply, button: { payload, text: reply, repliesTo: message } });
  }
}

/** What makes it the same question: each attempt has buttons of its own, each offer is a question of its own. */
function wordsOf(message: Message, question: Question): string {
  if (!message.isTemplate) return message.body;
  const variables = Object.entries(message.contentVariables);
  return JSON.stringify(question.kind === 'tell' ? variables.filter(([name]) => !isPayload(name)) : variables);
}

const isPayload = (name: string): boolean => /^payload\d$/.test(name);

/** A template's buttons carry their meaning in its variables: `payload9` closes the first question, `payload4` an offer. */
function questionOf(message: Message): Question | null {
  if (!message.isTemplate) return readWritten(message.body);
  const payloads = Object.keys(message.contentVariables).filter(isPayload);
  const kind = payloads.includes('payload9') ? 'tell' : payloads.includes('payload4') ? 'offer' : null;
  if (kind === null) return null;
  const choices = kind === 'offer' ? payloads.map((p) => p.slice(-1)).filter((key) => key !== '4') : [];
  return { kind, letter: '', choices, language: 'en' };
}
