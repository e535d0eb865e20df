/** The phone network: calls are placed, ring, are picked up by people or machines, and end; each step is reported. */
import type { Clock } from '@rollcall/platform';
import type { Agenda } from '../agenda.js';
import type { Ledger } from '../ledger.js';
import type { Cast } from '../people/cast.js';
import { pace } from '../people/pace.js';
import type { Person } from '../people/person.js';
import type { CallManner } from '../people/personas.js';
import { type Refusal, twilioRefusal } from '../refusal.js';
import type { TwilioWebhooks } from '../webhooks/twilio.js';
import {
  type Call,
  type CallStatus,
  type Instructions,
  isOver,
  newCall,
  type OutboundCall,
  progressParameters,
} from './call.js';
import { dialFor } from './dialling.js';
import { human, type Listener, mailbox, pressing, screened } from './listener.js';
import { Talk } from './talk.js';

const magicTo: Record<string, [number, string]> = {
  '+15005550001': [21217, 'The phone number is invalid.'],
  '+15005550002': [21214, "'To' phone number cannot be reached."],
  '+15005550003': [21215, 'The account is not authorized to call this number.'],
  '+15005550004': [21216, 'The account is not allowed to call this number.'],
};
const e164 = /^\+[1-9]\d{6,14}$/;
/** Twilio rings a little longer than asked. */
const ringBufferMs = 5000;
const sip = { ok: 200, notFound: 404, busy: 486, unanswered: 487, unavailable: 503, declined: 603 } as const;
const eventOf: Partial<Record<CallStatus, string>> = {
  initiated: 'initiated',
  ringing: 'ringing',
  'in-progress': 'answered',
};

const pickUpPace = {
  answers: pace.pickUp,
  'out-of-service': pace.pickUp,
  machine: pace.machinePicksUp,
  screened: pace.robotPicksUp,
} as const;
const answering = {
  answers: 'answered a call',
  machine: 'the mailbox answered a call',
  screened: 'a robot answered a call and shows who it is',
  'rings-out': '',
  'out-of-service': '',
} as const;

/** A machine answers, and a dead line is dead, whoever is at home. */
const needsEars = ({ pickUp }: CallManner): boolean => pickUp === 'answers' || pickUp === 'screened';

/** A human is told by the first hello; a greeting is listened to up to its beep, or its end. */
const detectionPace = (call: Call, pickUp: CallManner['pickUp']) =>
  pickUp === 'answers' || call.detects === 'machine' ? pace.humanDetected : pace.beepDetected;

export interface ExchangeParts {
  clock: Clock;
  agenda: Agenda;
  cast: Cast;
  ledger: Ledger;
  webhooks: TwilioWebhooks;
  /** Where people who call in are sent. */
  inboundUrl: string;
  /** The instructions of a call could not be had or understood. */
  onFault(because: string): void;
  /** Calls the account starts a second; the others wait. Default: all at once. */
  callsPerSecond?: number | undefined;
}

export class Exchange {
  readonly #parts: ExchangeParts;
  #calls: Call[] = [];
  /** When the account may start the next call. Business milliseconds. */
  #nextStartMs = 0;

  constructor(parts: ExchangeParts) {
    this.#parts = parts;
  }

  /** Places a call, or says why not. */
  place(outbound: OutboundCall): Call | Refusal {
    const magic = magicTo[outbound.to];
    if (magic) return twilioRefusal(400, ...magic);
    if (!e164.test(outbound.to)) return twilioRefusal(400, 21217, 'The phone number is invalid.');
    const person = this.#parts.cast.of(outbound.to);
    if (person.persona.line === 'dead' && person.trait(['before', 'after'], 'unreachable') === 'before')
      return twilioRefusal(400, 21217, 'The phone number is invalid.');
    const call = newCall(outbound, 'outbound-api', this.#parts.clock.wall());
    this.#calls.push(call);
    const queuedMs = this.#queuedMs();
    this.#parts.agenda.begin((signal) => this.#connect(call, person, queuedMs, signal));
    return call;
  }

  /** Somebody calls a number of ours; `keys` are pressed one by one, else it is the person who decides. */
  dialIn(from: string, to: string, keys?: string): Call {
    const call = newCall(
      {
        from,
        to,
        instructions: { url: `${this.#parts.inboundUrl}/twilio/inbound/calls`, method: 'POST' },
        statusCallback: null,
        statusMethod: 'POST',
        events: [],
        ringSeconds: 60,
        timeLimitSeconds: 4 * 3600,
        detects: 'nothing',
        detectedAt: null,
        fallback: null,
        rid: null,
      },
      'inbound',
      this.#parts.clock.wall(),
    );
    this.#calls.push(call);
    const person = this.#parts.cast.of(from);
    const listener = keys === undefined ? human(person, person.persona.call) : pressing(keys);
    person.notes(`calls ${to}`);
    this.#parts.agenda.begin(async (signal) => {
      call.status = 'ringing';
      await this.#talk(call, person, listener, signal);
    });
    return call;
  }

  find(sid: string): Call | null {
    return this.#calls.find((c) => c.sid === sid) ?? null;
  }

  /** Newest first. Times are the wall's. */
  list(by: { to?: string; from?: string; status?: string; after?: Date; before?: Date }): Call[] {
    return this.#calls
      .filter(
        (c) =>
          (by.to === undefined || c.to === by.to) &&
          (by.from === undefined || c.from === by.from) &&
          (by.status === undefined || c.status === by.status) &&
          (by.after === undefined || c.createdAt >= by.after) &&
          (by.before === undefined || c.createdAt <= by.before),
      )
      .reverse();
  }

  /** To and from a number, oldest first. */
  callsOf(address: string): Call[] {
    return this.#calls.filter((c) => c.to === address || (c.from === address && c.direction === 'inbound'));
  }

  /** The number that called somebody last. */
  lastCallerOf(address: string): string | null {
    return this.#calls.findLast((c) => c.to === address && c.direction === 'outbound-api')?.from ?? null;
  }

  /** Ends a call from outside; one that is over stays as it is. */
  hangUp(call: Call): void {
    if (!isOver(call)) call.hangUp.abort();
  }

  /** Breaks off what is being said and goes on with other instructions. */
  replace(call: Call, instructions: Instructions | { twiml: string }): void {
    call.replaced = instructions;
    call.interrupt.abort();
  }

  clear(): void {
    this.#calls = [];
    this.#nextStartMs = 0;
  }

  /** How long a call placed now waits for its turn. */
  #queuedMs(): number {
    const { callsPerSecond, clock } = this.#parts;
    if (callsPerSecond === undefined) return 0;
    const now = clock.now().getTime();
    const startMs = Math.max(this.#nextStartMs, now);
    this.#nextStartMs = startMs + 1000 / callsPerSecond;
    return startMs - now;
  }

  async #connect(call: Call, person: Person, queuedMs: number, stopped: AbortSignal): Promise<void> {
    const signal = AbortSignal.any([stopped, call.hangUp.signal]);
    const wait = (ms: number): Promise<void> => this.#parts.clock.sleep(ms, signal);
    const { call: manner, line } = person.persona;
    try {
      await wait(queuedMs);
      await wait(person.delay(pace.dialing, 'dialing'));
      this.#moves(call, 'initiated');
      await wait(person.delay(pace.ringing, 'ringing'));
      if (line === 'dead' || manner.pickUp === 'out-of-service') return this.#moves(call, 'failed', sip.notFound);
      const before = person.count('calls');
      if (before < (manner.failsFirst ?? 0)) return this.#moves(call, 'failed', sip.unavailable);
      if (before < (manner.busyFirst ?? 0)) {
        person.notes('was on the phone');
        return this.#moves(call, 'busy', sip.busy);
      }
      this.#moves(call, 'ringing');
      const patienceMs = call.ringSeconds * 1000 + ringBufferMs;
      const pickUpMs =
        manner.pickUp === 'rings-out' || (needsEars(manner) && !person.hears())
          ? Number.POSITIVE_INFINITY
          : person.delay(pickUpPace[manner.pickUp], 'pick up');
      await wait(Math.min(pickUpMs, patienceMs));
      if (pickUpMs > patienceMs) {
        person.notes('let the phone ring');
        return this.#moves(call, 'no-answer', sip.unanswered);
      }
    } catch (error) {
      if (!call.hangUp.signal.aborted) throw error;
      return this.#moves(call, 'canceled', sip.unanswered);
    }
    person.notes(answering[manner.pickUp]);
    const listener =
      manner.pickUp === 'machine'
        ? mailbox
        : manner.pickUp === 'screened'
          ? screened(person, manner)
          : human(person, manner);
    await this.#talk(call, person, listener, stopped, manner.pickUp);
    if (manner.callsBack) this.#callBack(call, person);
  }

  async #talk(
    call: Call,
    person: Person,
    listener: Listener,
    signal: AbortSignal,
    pickUp: CallManner['pickUp'] = 'answers',
  ): Promise<void> {
    const { agenda, clock, ledger, webhooks, onFault } = this.#parts;
    if (call.direction === 'outbound-api') this.#moves(call, 'in-progress', sip.ok);
    if (call.detectedAt) agenda.begin((until) => this.#detectAside(call, person, pickUp, until));
    else await this.#detect(call, person, pickUp, AbortSignal.any([signal, call.hangUp.signal]));
    const onKey = (key: string): void => {
      ledger.answered(call.sid);
      person.notes(`presses ${key}`);
    };
    const onSaid = (what: string): void => person.notes(what);
    const dial = dialFor({ ...this.#parts, call, keep: (leg) => void this.#calls.push(leg) });
    const parts = { clock, webhooks, onKey, onSaid, onFault, dial };
    const ending = call.hangUp.signal.aborted
      ? { by: 'outside' as const }
      : await new Talk(call, listener, parts, signal).run(call.instructions);
    if ('because' in ending && ending.because !== undefined) onFault(ending.because);
    if (ending.by === 'listener') person.notes('hung up');
    this.#moves(call, 'completed', sip.ok);
  }

  /** With detection the instructions wait until it is known who answered. */
  async #detect(call: Call, person: Person, pickUp: CallManner['pickUp'], signal: AbortSignal): Promise<void> {
    if (call.detects === 'nothing') return;
    try {
      await this.#parts.clock.sleep(person.delay(detectionPace(call, pickUp), 'detection'), signal);
    } catch (error) {
      if (!call.hangUp.signal.aborted) throw error;
      return;
    }
    call.answeredBy = this.#verdict(call, person, pickUp);
  }

  /** Beside the instructions: nothing is told of a call that is over by then. */
  async #detectAside(call: Call, person: Person, pickUp: CallManner['pickUp'], signal: AbortSignal): Promise<void> {
    const ms = person.delay(detectionPace(call, pickUp), 'detection');
    await this.#parts.clock.sleep(ms, signal);
    if (isOver(call) || !call.detectedAt) return;
    call.answeredBy = this.#verdict(call, person, pickUp);
    this.#parts.webhooks.report({
      url: call.detectedAt.url,
      method: call.detectedAt.method,
      of: `${call.sid} detection`,
      what: call.answeredBy,
      rid: call.rid,
      params: {
        CallSid: call.sid,
        AnsweredBy: call.answeredBy,
        MachineDetectionDuration: String(Math.round(ms)),
      },
    });
  }

  #verdict(call: Call, person: Person, pickUp: CallManner['pickUp']): string {
    if (pickUp === 'screened') return person.trait(['unknown', 'machine_end_silence', 'machine_end_other'], 'verdict');
    if (pickUp !== 'machine') return 'human';
    return call.detects === 'machine' ? 'machine_start' : 'machine_end_beep';
  }

  #callBack(call: Call, person: Person): void {
    if (person.count('called back') > 0) return;
    this.#parts.agenda.after(person.delay(pace.callsBack, 'calls back'), () => {
      this.dialIn(call.to, call.from);
    });
  }

  #moves(call: Call, status: CallStatus, sipCode: number | null = null): void {
    call.status = status;
    const event = eventOf[status] ?? 'completed';
    if (call.statusCallback && call.events.includes(event))
      this.#parts.webhooks.report({
        url: call.statusCallback,
        method: call.statusMethod,
        of: call.sid,
        what: status,
        rid: call.rid,
        params: progressParameters(call, this.#parts.clock.wall(), isOver(call) ? sipCode : null),
      });
    call.sequence += 1;
  }
}
