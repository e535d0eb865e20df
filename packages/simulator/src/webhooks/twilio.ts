/**
 * Webhooks as Twilio sends them: form-encoded, signed over the exact address and all parameters, the fragment stripped
 * from both, with one token for all tries of the same event.
 */
import { stringify } from 'node:querystring';
import webhooks from 'twilio/lib/webhooks/webhooks.js';
import type { Agenda } from '../agenda.js';
import type { Faults } from '../faults.js';
import { newToken } from '../ids.js';
import type { Answer, Courier, Parcel, Retrying } from './courier.js';

export type Params = Record<string, string>;

/** `#rc=3&rp=all` in a callback's address: how often, and after what, Twilio tries again. */
function retryingOf(fragment: string): Retrying {
  const override = new URLSearchParams(fragment.replace(/^#/, ''));
  const retries = Math.min(Math.max(Number(override.get('rc') ?? 1) || 0, 0), 5);
  const policies = (override.get('rp') ?? 'ct').split(',');
  return { retries, on: policies.some((p) => p === 'all' || p === '5xx') ? 'refused' : 'unanswered' };
}

export class TwilioWebhooks {
  readonly #authToken: string;
  readonly #accountSid: string;
  readonly #courier: Courier;
  readonly #agenda: Agenda;
  readonly #faults: Faults;
  /** Per call or message: callbacks of one follow each other. */
  readonly #queues = new Map<string, Promise<unknown>>();

  constructor(parts: { authToken: string; accountSid: string; courier: Courier; agenda: Agenda; faults: Faults }) {
    this.#authToken = parts.authToken;
    this.#accountSid = parts.accountSid;
    this.#courier = parts.courier;
    this.#agenda = parts.agenda;
    this.#faults = parts.faults;
  }

  /** Asks for instructions and waits for them; null when nobody answered. */
  fetch(url: string, method: 'GET' | 'POST', params: Params, signal: AbortSignal): Promise<Answer | null> {
    const { parcel, retrying } = this.#pack(url, method, params);
    return this.#courier.deliver(parcel, retrying, signal);
  }

  /** Reports on what is named `of`; `what` tells its events apart, `rid` is the sender's own id. Does not wait. */
  report(event: { url: string; method?: 'GET' | 'POST'; of: string; what: string; rid: string; params: Params }): void {
    this.#send(event, true);
  }

  /** Something a person said: delivered with more patience than a report. Does not wait. */
  inbound(event: { url: string; of: string; what: string; rid: string; params: Params }): void {
    this.#send({ ...event, url: `${event.url}#rc=5&rp=all` }, false);
  }

  #send(
    event: { url: string; method?: 'GET' | 'POST'; of: string; what: string; rid: string; params: Params },
    droppable: boolean,
  ): void {
    const fault = this.#faults.ofWebhook(event.rid, event.what, droppable);
    if (fault.lost) return;
    const { parcel, retrying } = this.#pack(event.url, event.method ?? 'POST', event.params);
    const first = (signal: AbortSignal) => (): Promise<Answer | null> => this.#courier.carry(parcel, signal);
    const deliver = async (signal: AbortSignal, firstTry = first(signal)): Promise<void> => {
      await this.#courier.deliver(parcel, retrying, signal, firstTry);
    };
    for (let copy = fault.twice ? 2 : 1; copy > 0; copy--) {
      if (fault.delayMs > 0) this.#agenda.after(fault.delayMs, (signal) => deliver(signal));
      else this.#agenda.begin((signal) => deliver(signal, () => this.#inTurn(event.of, first(signal))));
    }
  }

  /** First tries of one call or message follow each other; what has to be tried again holds nobody up. */
  async #inTurn(of: string, tell: () => Promise<Answer | null>): Promise<Answer | null> {
    const mine = (this.#queues.get(of) ?? Promise.resolve()).then(tell, tell);
    this.#queues.set(of, mine);
    return mine.finally(() => {
      if (this.#queues.get(of) === mine) this.#queues.delete(of);
    });
  }

  #pack(given: string, method: 'GET' | 'POST', params: Params): { parcel: Parcel; retrying: Retrying } {
    const [bare = '', fragment = ''] = given.split('#', 2);
    const all: Params = { AccountSid: this.#accountSid, ApiVersion: '2010-04-01', ...params };
    const url = method === 'GET' ? `${bare}${bare.includes('?') ? '&' : '?'}${stringify(all)}` : bare;
    const signature = webhooks.getExpectedTwilioSignature(this.#authToken, url, method === 'GET' ? {} : all);
    const headers = {
      'x-twilio-signature': signature,
      'i-twilio-idempotency-token': newToken(),
      'user-agent': 'TwilioProxy/1.1',
      accept: '*/*',
    };
    const retrying = retryingOf(fragment);
    if (method === 'GET') return { parcel: { method, url, headers }, retrying };
    return {
      parcel: {
        method,
        url,
        headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' },
        body: stringify(all),
      },
      retrying,
    };
  }
}
