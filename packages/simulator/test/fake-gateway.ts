/** What the simulator talks to: checks every signature in a way of its own, keeps what it is told, says what it is given to say. */
import { createHmac, createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Told {
  method: string;
  path: string;
  params: Record<string, string>;
  token: string;
  userAgent: string;
}
export type Say = (told: Told) => { status?: number; type?: string; body?: string; location?: string } | undefined;

export const authToken = '0123456789abcdef0123456789abcdef';
const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
export const webhookPrivateKey = pair.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
const publicKey = createPublicKey(pair.publicKey.export({ format: 'pem', type: 'spki' }));

export class FakeGateway {
  readonly told: Told[] = [];
  readonly mailEvents: Record<string, unknown>[] = [];
  /** Requests whose signature was wrong. */
  readonly forged: string[] = [];
  say: Say = () => undefined;
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  async start(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What was told to this path, oldest first. */
  at(path: string): Told[] {
    return this.told.filter((t) => t.path.split('?')[0] === path);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const path = request.url ?? '';
    const header = (name: string): string => String(request.headers[name] ?? '');
    const params = Object.fromEntries(new URLSearchParams(body.toString('utf8')));
    const told: Told = {
      method: request.method ?? '',
      path,
      params,
      token: header('i-twilio-idempotency-token'),
      userAgent: header('user-agent'),
    };
    if (path === '/sendgrid/events') this.#mail(body, header);
    else {
      if (path.startsWith('/twilio/') && !isSigned(this.url + path, params, header('x-twilio-signature')))
        this.forged.push(path);
      this.told.push(told);
    }
    const said = this.say(told);
    response.writeHead(said?.status ?? (said?.location ? 303 : 200), {
      'content-type': said?.type ?? 'text/xml',
      ...(said?.location ? { location: said.location } : {}),
    });
    response.end(said?.body ?? '<Response/>');
  }

  #mail(body: Buffer, header: (name: string) => string): void {
    const signed = Buffer.concat([Buffer.from(header('x-twilio-email-event-webhook-timestamp')), body]);
    const signature = Buffer.from(header('x-twilio-email-event-webhook-signature'), 'base64');
    if (!verify('sha256', signed, publicKey, signature)) this.forged.push('/sendgrid/events');
    this.mailEvents.push(...(JSON.parse(body.toString('utf8')) as Record<string, unknown>[]));
  }
}

/** The documented algorithm, without the provider's library. */
function isSigned(url: string, params: Record<string, string>, signature: string): boolean {
  const data = Object.keys(params)
    .sort()
    .reduce((text, key) => text + key + params[key], url);
  return createHmac('sha1', authToken).update(data).digest('base64') === signature;
}
