/** A call that has been picked up: instructions are fetched, spoken, and answered with keys, until somebody hangs up. */
import type { Clock } from '@rollcall/platform';
import type { TwilioWebhooks } from '../webhooks/twilio.js';
import { type Call, callParameters, type Instructions } from './call.js';
import type { Listener } from './listener.js';
import { durationMs, saidWithin, soundMs } from './speech.js';
import { type Dial, type Gather, readTwiml, type Sound, TwimlFault, type Verb } from './twiml.js';

/** How a talk ended; `fault`: the instructions could not be had or understood. */
export interface Ending {
  /** `instructions`: they were done; `hangup`: they said so. */
  by: 'instructions' | 'hangup' | 'listener' | 'outside' | 'limit' | 'fault';
  because?: string;
}
type Next = Instructions | Ending;

export interface TalkParts {
  clock: Clock;
  webhooks: TwilioWebhooks;
  /** What the listener does, for the diary. */
  onKey(key: string): void;
  onSaid(what: string): void;
  /** The instructions could not be had or understood, and the call goes on by others. */
  onFault(because: string): void;
  /** Rings somebody else for this call. */
  dial(dial: Dial, base: string, signal: AbortSignal): Promise<Dialled>;
}
export interface Dialled {
  status: 'completed' | 'no-answer' | 'busy' | 'failed';
  seconds: number;
  bridged: boolean;
  sid: string;
}

/** A caller that sends a call in circles is cut off, as Twilio does. */
const maxDocuments = 60;
/** As Twilio says it to the fallback address. */
const noDocument = '11200';

class Interrupted extends Error {}

export class Talk {
  readonly #call: Call;
  readonly #listener: Listener;
  readonly #parts: TalkParts;
  readonly #signal: AbortSignal;
  #fellBack = false;

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
        if (error instanceof TwimlFault) {
          const { fallback } = this.#call;
          if (!fallback || this.#fellBack) return { by: 'fault', because: error.message };
          this.#fellBack = true;
          this.#parts.onFault(error.message);
          params = { ErrorCode: noDocument, ErrorUrl: 'url' in at ? at.url : '' };
          at = fallback;
          continue;
        }
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
        return this.#say(verb);
      case 'gather':
        return this.#gather(verb, base);
      case 'redirect':
        return { url: resolve(verb.url, base), method: verb.method, params: {} };
      case 'dial':
        return this.#dial(verb, base);
      case 'hangup':
      case 'reject':
        return { by: 'hangup' };
    }
  }

  async #say(sound: Sound): Promise<Ending | null> {
    const reaction = this.#listener.whileSaid?.(sound, this.#call.talkedMs) ?? null;
    const ms = soundMs(sound);
    if (reaction === null || reaction.afterMs > ms) {
      this.#hears([sound], ms);
      await this.#wait(ms);
      return null;
    }
    this.#hears([sound], reaction.does === 'hang-up' ? reaction.afterMs : ms);
    await this.#wait(reaction.afterMs);
    if (reaction.does === 'hang-up') return { by: 'listener' };
    if (reaction.does === 'press') this.#parts.onSaid(`presses ${reaction.key} where nothing is asked`);
    await this.#wait(ms - reaction.afterMs);
    return null;
  }

  async #dial(verb: Dial, base: string): Promise<(Instructions & { params: Record<string, string> }) | null> {
    const { status, seconds, bridged, sid } = await this.#parts.dial(verb, base, this.#signal);
    this.#call.talkedMs += seconds * 1000;
    if (verb.action === null) return null;
    return {
      url: resolve(verb.action, base),
      method: verb.method,
      params: {
        DialCallStatus: status,
        DialCallSid: sid,
        DialBridged: String(bridged),
        ...(status === 'completed' ? { DialCallDuration: String(seconds) } : {}),
      },
    };
  }

  async #gather(
    gather: Gather,
    base: string,
  ): Promise<(Instructions & { params: Record<string, string> }) | Ending | null> {
    const reaction = this.#listener.reactTo(gather, this.#call.talkedMs);
    const patienceMs = durationMs(gather.prompt) + gather.timeoutSeconds * 1000;
    this.#hears(gather.prompt, Math.min(reaction?.afterMs ?? patienceMs, patienceMs));
    const go = (params: Record<string, string>): Instructions & { params: Record<string, string> } => ({
      url: resolve(gather.action ?? base, base),
      method: gather.method,
      params: { msg: 'Gather End', ...params },
    });
    const digits = (keys: string): Record<string, string> => ({ Digits: keys, FinishedOnKey: '' });
    if (reaction?.does === 'hang-up' && reaction.afterMs <= patienceMs) {
      await this.#wait(reaction.afterMs);
      return { by: 'listener' };
    }
    if (reaction?.does === 'press' && reaction.afterMs <= patienceMs) {
      await this.#wait(reaction.afterMs);
      this.#parts.onKey(reaction.key);
      // Without a number of digits to wait for, the silence after the last one ends it.
      if (gather.numDigits !== reaction.key.length) await this.#wait(gather.timeoutSeconds * 1000);
      return go(digits(reaction.key));
    }
    if (reaction?.does === 'say' && gather.speech && reaction.afterMs <= patienceMs) {
      await this.#wait(reaction.afterMs);
      this.#parts.onSaid(`says "${reaction.words}"`);
      return go({ SpeechResult: reaction.words, Confidence: '0.92' });
    }
    await this.#wait(patienceMs);
    return gather.actionOnEmptyResult ? go(digits('')) : null;
  }

  #hears(sounds: readonly Sound[], ms: number): void {
    const { heard, talkedMs } = this.#call;
    heard.push(...saidWithin(sounds, ms).map((s) => ({ ...s, afterMs: talkedMs + s.afterMs })));
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
