/** Intake's REST API, as a practice management system would call it. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Problem } from '@rollcall/contracts';
import { request } from 'undici';

type Method = 'GET' | 'POST' | 'PUT';
const triesWhenBusy = 5;

/** An answer that is not 2xx, with the server's own words. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

/** One key of one practice, or the administrator's token. */
export class IntakeClient {
  constructor(
    readonly base: string,
    readonly token: string,
  ) {}

  get<T>(path: string): Promise<T> {
    return this.#call('GET', path);
  }
  /** `key` makes a repeated request harmless. */
  post<T>(path: string, body: unknown, key?: string): Promise<T> {
    return this.#call('POST', path, body, key);
  }
  put<T>(path: string, body: unknown): Promise<T> {
    return this.#call('PUT', path, body);
  }

  async #call<T>(method: Method, path: string, body?: unknown, key?: string): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      const answer = await request(`${this.base}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${this.token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(key === undefined ? {} : { 'idempotency-key': key }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.body.text();
      if (answer.statusCode < 300) return JSON.parse(text) as T;
      if (answer.statusCode !== 429 || tries >= triesWhenBusy) throw failure(answer.statusCode, method, path, text);
      await pause(Number(answer.headers['retry-after'] ?? 1) * 1000);
    }
  }
}

function failure(status: number, method: string, path: string, text: string): ApiError {
  let said = text.slice(0, 300);
  try {
    const problem = JSON.parse(text) as Problem;
    const rows = [...(problem.errors ?? []), ...(problem.rejected ?? [])].slice(0, 5);
    said = [problem.detail ?? problem.title, ...rows.map((r) => `  ${r.pointer}: ${r.detail}`)].join('\n');
  } catch {
    // Not a problem document: what came is all there is.
  }
  return new ApiError(status, `${method} ${path} answered ${status}: ${said}`);
}
