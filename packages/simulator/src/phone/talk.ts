/** A call that has been picked up: instructions are fetched, spoken, and answered with keys, until somebody hangs up. */
import type { Clock } from '@rollcall/platform';
import type { TwilioWebhooks } from '../webhooks/twilio.js';
import { type Call, callParameters, type Instructions } from './call.js';
import type { Listener } from './listener.js';
import { durationMs, soundMs } from './speech.js';
import { type Gather, readTwiml, TwimlFault, type Verb } from './twiml.js';

/** How a talk ended; `fault`: the instructions could not be had or understood. */
export interface Ending {
  by: 'instructions' | 'listener' | 'outside' | 'limit' | 'fault';
  because?: string;
}
type Next = Instructions | Ending;

export interface TalkParts {
  clock: Clock;
  webhooks: TwilioWebhooks;
  /** What the listener does, for the diary. */
  onKey(key: string): void;
}

/** A caller that sends a call in circles is cut off, as Twilio does. */
const maxDocuments = 60;
/** A call passed on to somebody lasts so long. */
const dialMs = 30_000;

class Interrupted extends Error {}

export class Talk {
  readonly #call: Call;
  readonly #listener: Listener;
  readonly #parts: TalkParts;
  readonly #signal: AbortSignal;

  constructor(call: Call, listener: Listener, parts: TalkParts, signal: AbortSignal) {
    this.#call = call;
    this.#listener = listener;
    this.#parts = parts;
    this.#signal = AbortSignal.any([signal, call.hangUp.signal]);
  }

  async run(first: Instructions | { twiml: string }): Promise<Ending> {
    let at: Instructions | { twiml: string } = first;
    let params: Record<string, string> = {};
    for (let n = 0; n < maxDocuments; n++) {
      if (this.#call.replaced) {
        at = this.#call.replaced;
        params = {};
        this.#call.replaced = null;
      }
      try {
        const next = await this.#document(at, params);
        if ('by' in next) return next;
        ({ at, params } = next);
      } catch (error) {
        if (this.#call.hangUp.signal.aborted) return { by: 'outside' };
        if (error instanceof TwimlFault) return { by: 'fault', because: error.message };
        if (!(error instanceof Interrupted)) throw error;
        if (error.message === 'limit') return { by: 'limit' };
      }
    }
    return { by: 'fault', because: 'the call went in circles' };
  }

  async #document(
    at: Instructions | { twiml: string },
    params: Record<string, string>,
  ): Promise<Ending | { at: Instructions; params: Record<string, string> }> {
    this.#call.interrupt = new AbortController();
    const { verbs, base } = await this.#fetch(at, params);
    for (const verb of verbs) {
      const next = await this.#perform(verb, base);
      if (next === null) continue;
      if ('by' in next) return next;
      return { at: { url: next.url, method: next.method }, params: next.params };
    }
    return { by: 'instructions' };
  }

  async #fetch(
    at: Instructions | { twiml: string },
    params: Record<string, string>,
  ): Promise<{ verbs: Verb[]; base: string }> {
    if ('twiml' in at) return { verbs: readTwiml(at.twiml), base: '' };
    const answer = await this.#parts.webhooks.fetch(
      at.url,
      at.method,
      { ...callParameters(this.#call), ...params },
      this.#signal,
    );
    if (answer === null) throw new TwimlFault('nobody answered for the instructions');
    if (answer.status < 200 || answer.status >= 300)
      throw new TwimlFault(`the instructions were answered with ${answer.status}`);
    return { verbs: readTwiml(answer.text), base: at.url };
  }

  async #perform(verb: Verb, base: string): Promise<(Next & { params: Record<string, string> }) | Ending | null> {
    switch (verb.verb) {
      case 'say':
      case 'silence':
        await this.#wait(soundMs(verb));
        return null;
      case 'gather':
        return this.#gather(verb, base);
      case 'redirect':
        return { url: resolve(verb.url, base), method: verb.method, params: {} };
      case 'dial':
        await this.#wait(dialMs);
        return null;
      case 'hangup':
      case 'reject':
        return { by: 'instructions' };
    }
  }

  async #gather(
    gather: Gather,
    base: string,
  ): Promise<(Instructions & { params: Record<string, string> }) | Ending | null> {
    const reaction = this.#listener.reactTo(gather.prompt);
    const patienceMs = durationMs(gather.prompt) + gather.timeoutSeconds * 1000;
    const go = (digits: string): Instructions & { params: Record<string, string> } => ({
      url: resolve(gather.action ?? base, base),
      method: gather.method,
      params: { Digits: digits, FinishedOnKey: '', msg: 'Gather End' },
    });
    if (reaction?.does === 'hang-up' && reaction.afterMs <= patienceMs) {
      await this.#wait(reaction.afterMs);
      return { by: 'listener' };
    }
    if (reaction?.does === 'press' && reaction.afterMs <= patienceMs) {
      await this.#wait(reaction.afterMs);
      this.#parts.onKey(reaction.key);
      // Without a number of digits to wait for, the silence after the last one ends it.
      if (gather.numDigits !== reaction.key.length) await this.#wait(gather.timeoutSeconds * 1000);
      return go(reaction.key);
    }
    await this.#wait(patienceMs);
    return gather.actionOnEmptyResult ? go('') : null;
  }

  /** Business milliseconds on the line. Only what is heard counts: a slow answer of a fast clock is no long silence. */
  async #wait(ms: number): Promise<void> {
    const call = this.#call;
    const left = call.timeLimitSeconds * 1000 - call.talkedMs;
    const signal = AbortSignal.any([this.#signal, call.interrupt.signal]);
    try {
      await this.#parts.clock.sleep(Math.min(ms, left), signal);
    } catch (error) {
      if (call.interrupt.signal.aborted && !this.#signal.aborted) throw new Interrupted('replaced');
      throw error;
    }
    call.talkedMs += Math.min(ms, left);
    if (ms > left) throw new Interrupted('limit');
  }
}

function resolve(url: string, base: string): string {
  try {
    return base === '' ? new URL(url).toString() : new URL(url, base).toString();
  } catch {
    throw new TwimlFault('an address in the instructions cannot be resolved');
  }
}
