/**
 * SendGrid's mail API on our transport. Of its official client one request would be used, and building that one costs twice
 * the request itself (measured: copies of copies of the mail); its shape is held against the official API description in
 * the tests.
 */
import type { SendGridSettings } from '@rollcall/contracts';
import { outcomeOf } from './classify.js';
import type { EmailRequest, EmailSender } from './ports.js';
import { Transport } from './transport.js';

export type SendGridConfig = SendGridSettings & { PROVIDER_TIMEOUT_MS?: number };

const defaultTimeoutMs = 10_000;
const url = new URL('https://api.sendgrid.com/v3/mail/send');

export function sendGridEmail(config: SendGridConfig): EmailSender {
  const transport = new Transport({
    timeoutMs: config.PROVIDER_TIMEOUT_MS ?? defaultTimeoutMs,
    ...(config.SENDGRID_API_BASE_URL ? { baseUrl: config.SENDGRID_API_BASE_URL } : {}),
  });
  const headers = {
    authorization: `Bearer ${config.SENDGRID_API_KEY}`,
    'content-type': 'application/json',
    accept: 'application/json',
  };
  return {
    send: (r) =>
      outcomeOf(async () => {
        const body = JSON.stringify(mailOf(r, config.SENDGRID_FROM));
        const answer = await transport.send({ method: 'POST', url, headers, body });
        const id = answer.headers['x-message-id'];
        return typeof id === 'string' ? id : null;
      }),
  };
}

const mailOf = (r: EmailRequest, from: string): object => ({
  from: { email: from },
  personalizations: [{ to: [{ email: r.to }], custom_args: { rid: r.attemptId } }],
  subject: r.subject,
  content: [
    { type: 'text/plain', value: r.text },
    { type: 'text/html', value: r.html },
  ],
  // Tracking rewrites links and reports who read what: not with health data.
  tracking_settings: { click_tracking: { enable: false }, open_tracking: { enable: false } },
});
