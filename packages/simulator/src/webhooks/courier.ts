/** Carries webhooks over kept connections, and tries again what did not arrive. */
import { Agent, request } from 'undici';

export interface Parcel {
  method: 'GET' | 'POST' | 'HEAD';
  url: string;
  headers: Record<string, string>;
  body?: string;
}
export interface Answer {
  status: number;
  text: string;
  location: string | null;
}
export interface Retrying {
  /** So many times after the first. */
  retries: number;
  /** `unanswered`: only when nobody answered; `refused`: also after any status that is not 2xx. */
  on: 'unanswered' | 'refused';
}

/** Real milliseconds: Twilio waits so long for an answer. */
const timeoutMs = 15_000;
const firstBackoffMs = 500;
const maxBackoffMs = 10_000;

export class Courier {
  readonly #agent = new Agent({
    connections: 64,
    keepAliveTimeout: 30_000,
    connect: { timeout: 5000 },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  });
  readonly counts = { delivered: 0, refused: 0, unanswered: 0, retried: 0, givenUp: 0 };

  /** One try. Null: nobody answered. */
  async carry(parcel: Parcel, signal: AbortSignal): Promise<Answer | null> {
    try {
      const answer = await request(parcel.url, {
        method: parcel.method,
        headers: parcel.headers,
        ...(parcel.body === undefined ? {} : { body: parcel.body }),
        dispatcher: this.#agent,
        signal,
      });
      const text = await answer.body.text();
      const { location } = answer.headers;
      this.counts[answer.statusCode < 400 ? 'delivered' : 'refused'] += 1;
      return { status: answer.statusCode, text, location: typeof location === 'string' ? location : null };
    } catch (error) {
      if (signal.aborted) throw error;
      this.counts.unanswered += 1;
      return null;
    }
  }

  /** Tries until it arrives or the tries are spent; then the last answer. `firstTry` may have to wait for its turn. */
  async deliver(
    parcel: Parcel,
    retrying: Retrying,
    signal: AbortSignal,
    firstTry: () => Promise<Answer | null> = () => this.carry(parcel, signal),
  ): Promise<Answer | null> {
    let answer = await firstTry();
    for (let n = 0; n < retrying.retries && shouldRetry(answer, retrying.on); n++) {
      await pause(Math.min(firstBackoffMs * 2 ** n, maxBackoffMs), signal);
      this.counts.retried += 1;
      answer = await this.carry(parcel, signal);
    }
    if (shouldRetry(answer, 'refused')) this.counts.givenUp += 1;
    return answer;
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}

const shouldRetry = (answer: Answer | null, on: Retrying['on']): boolean =>
  answer === null || (on === 'refused' && (answer.status < 200 || answer.status >= 300));

/** Real milliseconds: how fast a network recovers does not depend on business time. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal.addEventListener('abort', onAbort, { once: true });
  });
