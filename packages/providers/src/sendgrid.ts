/** SendGrid's official mail client on our transport. */
import type { SendGridSettings } from '@rollcall/contracts';
import clientModule from '@sendgrid/client';
import mailModule from '@sendgrid/mail';
import { outcomeOf } from './classify.js';
import type { CalendarFile, EmailRequest, EmailSender } from './ports.js';
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
          from: { email: config.SENDGRID_FROM, name: r.fromName },
          ...(r.replyTo ? { replyTo: r.replyTo } : {}),
          // Our id stands here: the published file has the outer custom_args as text, and the service takes an object.
          personalizations: [{ to: [{ email: r.to }], customArgs: { rid: r.attemptId } }],
          subject: r.subject,
          content: [
            { type: 'text/plain', value: r.text },
            { type: 'text/html', value: r.html },
          ],
          headers: headersOf(r),
          ...(r.calendars.length > 0 ? { attachments: r.calendars.map(attached) } : {}),
          // Tracking rewrites links and reports who read what: not with health data. That of subscriptions would add a second
          // way to unsubscribe, of which we would not be told which practice it is from.
          trackingSettings: {
            clickTracking: { enable: false, enableText: false },
            openTracking: { enable: false },
            subscriptionTracking: { enable: false },
            ganalytics: { enable: false },
          },
        });
        const id = answer.headers['x-message-id'];
        return typeof id === 'string' ? id : null;
      }),
  };
}

/** A machine wrote it and wants no answer of a machine; and it is unsubscribed from with one click (RFC 2369, RFC 8058). */
function headersOf({ unsubscribeUrl, replyTo }: EmailRequest): Record<string, string> {
  const ways = [`<${unsubscribeUrl}>`, ...(replyTo ? [`<mailto:${replyTo}?subject=unsubscribe>`] : [])];
  return {
    'Auto-Submitted': 'auto-generated',
    'X-Auto-Response-Suppress': 'OOF, AutoReply',
    'List-Unsubscribe': ways.join(', '),
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  };
}

/**
 * As bytes with no character set: SendGrid takes no parameter of a type but may add `charset=iso-8859-1` to text/calendar,
 * and a "Clínica" would come out wrong. Mail programs open the file by its name.
 */
const attached = ({ name, content }: CalendarFile): object => ({
  content: Buffer.from(content, 'utf8').toString('base64'),
  filename: name,
  type: 'application/ics',
  disposition: 'attachment',
});
