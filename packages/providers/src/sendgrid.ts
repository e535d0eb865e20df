/** SendGrid's official mail client on our transport. */
import type { SendGridSettings } from '@rollcall/contracts';
import clientModule from '@sendgrid/client';
import mailModule from '@sendgrid/mail';
import { outcomeOf } from './classify.js';
import type { EmailSender } from './ports.js';
import { Transport } from './transport.js';

export type SendGridConfig = SendGridSettings & { PROVIDER_TIMEOUT_MS?: number };

const defaultTimeoutMs = 10_000;

/** The packages export instances with their classes attached, which their types do not say. */
interface SendGridClient {
  createRequest(data: object): {
    url: string;
    baseURL: string;
    method: string;
    data: unknown;
    headers: Record<string, string>;
  };
  request(data: object): Promise<[{ headers: Record<string, unknown> }, unknown]>;
}
interface Mail {
  setClient(client: SendGridClient): void;
  setApiKey(key: string): void;
  send(data: object): Promise<[{ headers: Record<string, unknown> }, unknown]>;
}
const { Client } = clientModule as unknown as { Client: new () => SendGridClient };
const { MailService } = mailModule as unknown as { MailService: new () => Mail };

/** The client with its request sent through our pools; headers, keys and bodies stay its own. */
class PooledClient extends Client {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    super();
    this.#transport = transport;
  }

  override async request(data: object): Promise<[{ headers: Record<string, unknown> }, unknown]> {
    const prepared = this.createRequest(data);
    const answer = await this.#transport.send({
      method: prepared.method,
      url: new URL(prepared.url, prepared.baseURL),
      headers: { ...prepared.headers, 'content-type': 'application/json' },
      body: JSON.stringify(prepared.data),
    });
    return [{ headers: answer.headers }, answer.text];
  }
}

export function sendGridEmail(config: SendGridConfig): EmailSender {
  const client = new PooledClient(
    new Transport({
      timeoutMs: config.PROVIDER_TIMEOUT_MS ?? defaultTimeoutMs,
      ...(config.SENDGRID_API_BASE_URL ? { baseUrl: config.SENDGRID_API_BASE_URL } : {}),
    }),
  );
  // A service and client of our own: the package's default export is one per process, and `setApiKey` on it points the
  // client at the real host again (measured). Our transport decides the host, so that cannot happen here.
  const mail = new MailService();
  mail.setClient(client);
  mail.setApiKey(config.SENDGRID_API_KEY);
  return {
    send: (r) =>
      outcomeOf(async () => {
        const [answer] = await mail.send({
          from: config.SENDGRID_FROM,
          personalizations: [{ to: [{ email: r.to }], customArgs: { rid: r.attemptId } }],
          subject: r.subject,
          content: [
            { type: 'text/plain', value: r.text },
            { type: 'text/html', value: r.html },
          ],
          // Tracking rewrites links and reports who read what: not with health data.
          trackingSettings: { clickTracking: { enable: false }, openTracking: { enable: false } },
        });
        const id = answer.headers['x-message-id'];
        return typeof id === 'string' ? id : null;
      }),
  };
}
