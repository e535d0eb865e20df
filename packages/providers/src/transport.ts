/**
 * HTTP to a provider: undici pools with keep-alive, one per host. The clients' own transports cost four times the CPU and
 * stop at 20 sockets (measured). What happened is told apart here, where it is still known: was it certainly not sent,
 * was it refused, or can nobody say?
 */
import { stringify } from 'node:querystring';
import { Pool } from 'undici';

/** The provider answered, and it was not a success. */
export class RefusedByProvider extends Error {
  constructor(
    readonly status: number,
    /** The provider's own code, as text; null when the body held none. */
    readonly code: string | null,
    readonly retryAfterMs: number | null,
  ) {
    super(`the provider answered ${status}${code ? ` (${code})` : ''}`);
    this.name = 'RefusedByProvider';
  }
}
/** No answer came. `sent` says whether the request can have reached the provider. */
export class NoAnswer extends Error {
  constructor(
    readonly reason: string,
    readonly sent: 'no' | 'perhaps',
  ) {
    super(`no answer from the provider (${reason})`);
    this.name = 'NoAnswer';
  }
}

export interface TransportOptions {
  /** Real milliseconds for the whole request. */
  timeoutMs: number;
  connections?: number;
  /** Where the provider's hosts are really looked for: a stand-in. */
  baseUrl?: string;
}
export interface ProviderRequest {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body?: string;
}
export interface ProviderAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

export class Transport {
  readonly #pools = new Map<string, Pool>();
  /** Errors of connecting, before a byte was written. Known by where they arise: TLS alone has dozens of codes. */
  readonly #unconnected = new WeakSet<Error>();
  readonly #options: TransportOptions;

  constructor(options: TransportOptions) {
    this.#options = options;
  }

  async send(request: ProviderRequest): Promise<ProviderAnswer> {
    const { origin } = this.#options.baseUrl ? new URL(this.#options.baseUrl) : request.url;
    try {
      const answer = await this.#pool(origin).request({
        method: request.method.toUpperCase() as 'GET',
        path: request.url.pathname + request.url.search,
        headers: request.headers,
        ...(request.body === undefined ? {} : { body: request.body }),
        signal: AbortSignal.timeout(this.#options.timeoutMs),
      });
      const text = await answer.body.text();
      if (answer.statusCode >= 400) throw refusal(answer.statusCode, answer.headers, text);
      return { status: answer.statusCode, headers: answer.headers, text };
    } catch (error) {
      if (error instanceof RefusedByProvider) throw error;
      const { code, name } = error as { code?: unknown; name?: string };
      // A timeout is a DOMException, whose code is a number that says nothing.
      const reason = typeof code === 'string' ? code : (name ?? 'unknown');
      throw new NoAnswer(reason, this.#unconnected.has(error as Error) ? 'no' : 'perhaps');
    }
  }

  close(): Promise<void> {
    return Promise.all([...this.#pools.values()].map((p) => p.close())).then(() => undefined);
  }

  #pool(origin: string): Pool {
    const known = this.#pools.get(origin);
    if (known) return known;
    const pool = new Pool(origin, {
      connections: this.#options.connections ?? 100,
      keepAliveTimeout: 30_000,
      // Well before the whole request times out: then it is known that nothing was sent.
      connect: { timeout: this.#options.timeoutMs / 2 },
    });
    pool.on('connectionError', (_origin, _targets, error) => this.#unconnected.add(error));
    this.#pools.set(origin, pool);
    return pool;
  }
}

function refusal(
  status: number,
  headers: Record<string, string | string[] | undefined>,
  text: string,
): RefusedByProvider {
  let code: string | null = null;
  try {
    const body = JSON.parse(text) as { code?: unknown };
    if (typeof body.code === 'number' || typeof body.code === 'string') code = String(body.code);
  } catch {
    // An HTML error page has no code; the status decides.
  }
  return new RefusedByProvider(status, code, retryAfterMs(headers['retry-after']));
}

/** Whatever a provider says, we look again within a day. */
const longestRetryMs = 86_400_000;

/** Seconds or a date, as whole milliseconds from now; null when it says neither. */
function retryAfterMs(value: string | string[] | undefined): number | null {
  if (typeof value !== 'string' || value.trim() === '') return null;
  const seconds = Number(value);
  const ms = Number.isNaN(seconds) ? Math.max(Date.parse(value) - Date.now(), 0) : seconds * 1000;
  return ms >= 0 ? Math.min(Math.ceil(ms), longestRetryMs) : null;
}

/** What the Twilio client hands to its `httpClient`. */
interface TwilioRequest {
  method: string;
  uri: string;
  username?: string;
  password?: string;
  headers?: Record<string, string>;
  params?: Record<string, string>;
  data?: Record<string, string | string[]>;
}

/** The transport in the shape the Twilio client wants. Lists become repeated parameters, as the API takes them. */
export class TwilioHttp {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  async request(o: TwilioRequest): Promise<{ statusCode: number; body: string; headers: ProviderAnswer['headers'] }> {
    const url = new URL(o.uri);
    if (o.params) url.search = stringify(o.params);
    const authorization = `Basic ${Buffer.from(`${o.username}:${o.password}`).toString('base64')}`;
    const answer = await this.#transport.send({
      method: o.method,
      url,
      headers: { ...o.headers, authorization },
      ...(o.data ? { body: stringify(o.data) } : {}),
    });
    return { statusCode: answer.status, body: answer.text, headers: answer.headers };
  }
}
