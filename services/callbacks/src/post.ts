/** One POST of one event: no redirects, no proxy, a time limit, and no more of the answer than is needed. */
import { Agent, type Dispatcher } from 'undici';
import { type AllowList, checkUrl, guardedLookup, isListed, TargetNotAllowed } from './target-guard.js';

export interface Posted {
  status: number | null;
  error: string | null;
  retryAfterMs: number | null;
  durationMs: number;
}

/** Real milliseconds. */
const timeoutMs = 15_000;
/** Of an answer only the status counts; a receiver that streams for ever is cut. */
const maxAnswerBytes = 4096;

export class Poster {
  readonly #allow: AllowList;
  readonly #timeoutMs: number;
  readonly #guarded: Agent;
  readonly #listed: Agent;

  constructor(allow: AllowList, options: { timeoutMs?: number } = {}) {
    this.#allow = allow;
    this.#timeoutMs = options.timeoutMs ?? timeoutMs;
    // The claim bounds how many run at once; waiting here for a connection would use up a request's time limit unsent.
    const common = { keepAliveTimeout: 30_000 };
    this.#guarded = new Agent({ ...common, connect: { lookup: guardedLookup, timeout: 5000 } });
    this.#listed = new Agent({ ...common, connect: { timeout: 5000 } });
  }

  async post(target: string, headers: Record<string, string>, body: string): Promise<Posted> {
    const began = performance.now();
    const result = (status: number | null, error: string | null, retryAfterMs: number | null = null): Posted => ({
      status,
      error,
      retryAfterMs,
      durationMs: Math.round(performance.now() - began),
    });
    try {
      const url = new URL(target);
      checkUrl(url, this.#allow);
      const answer = await (isListed(url, this.#allow) ? this.#listed : this.#guarded).request({
        origin: url.origin,
        path: url.pathname + url.search,
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json', 'user-agent': 'Rollcall/1' },
        body,
        signal: AbortSignal.timeout(this.#timeoutMs),
      });
      await discard(answer.body);
      return result(answer.statusCode, null, wishOf(answer.headers));
    } catch (error) {
      return result(null, reasonOf(error));
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.#guarded.close(), this.#listed.close()]);
  }
}

async function discard(body: Dispatcher.ResponseData['body']): Promise<void> {
  let read = 0;
  try {
    for await (const chunk of body) {
      read += (chunk as Buffer).length;
      if (read > maxAnswerBytes) break;
    }
  } catch {
    // The status has been said; an answer that breaks off or never ends takes nothing back.
  }
}

/** Retry-After in milliseconds, from seconds or from a date; the date is read by the receiver's own clock. */
function wishOf(headers: Dispatcher.ResponseData['headers']): number | null {
  const after = String(headers['retry-after'] ?? '');
  const ms = /^\d+$/.test(after) ? Number(after) * 1000 : Date.parse(after) - Date.parse(String(headers.date ?? ''));
  return Number.isFinite(ms) && ms > 0 ? ms : null;
}

/** A word, never the receiver's text: it is shown to operators and kept. */
function reasonOf(error: unknown): string {
  const e = error as { name?: string; code?: string; cause?: unknown };
  if (error instanceof TargetNotAllowed) return `target_not_allowed:${error.why}`;
  if (e.cause instanceof TargetNotAllowed) return `target_not_allowed:${e.cause.why}`;
  if (e.name === 'TimeoutError') return 'timeout';
  return e.code ?? e.name ?? 'failed';
}
