/** SendGrid's mail/send. */
import type { FastifyError, FastifyInstance } from 'fastify';
import type { Received } from '../ledger.js';
import { sendGridCheck } from '../openapi.js';
import { type Refusal, sendGridRefusal } from '../refusal.js';
import type { World } from '../world.js';
import { revoked, sendGridKey } from './authentication.js';
import { answerSend, say } from './request.js';

interface MailBody {
  personalizations?: {
    to?: { email?: string }[];
    subject?: string;
    custom_args?: Record<string, unknown>;
  }[];
  from?: { email?: string };
  subject?: string;
  content?: { type: string; value: string }[];
  reply_to?: { email?: string };
  headers?: Record<string, string>;
  attachments?: { filename?: string; type?: string; content?: string }[];
  template_id?: string;
  custom_args?: unknown;
}

const bodyLimit = 30 * 1024 * 1024;
const throttled: Refusal = {
  ...sendGridRefusal(429, 'too many requests'),
  headers: { 'retry-after': '1', 'x-ratelimit-limit': '600', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' },
};
const broken = sendGridRefusal(500, 'internal server error');

export async function mailRoutes(app: FastifyInstance, world: World): Promise<void> {
  const check = sendGridCheck();
  app.addHook('onRequest', sendGridKey(world.settings.sendGridKey));
  app.setErrorHandler((error: FastifyError, _request, reply) =>
    say(reply, sendGridRefusal(error.statusCode ?? 500, error.statusCode === 400 ? 'Bad Request' : error.code)),
  );
  app.post('/v3/mail/send', { bodyLimit }, async (request, reply) => {
    const body = (request.body ?? {}) as MailBody;
    const fault = check(body);
    const received = receivedOf(body);
    return answerSend(world, request, reply, {
      received,
      fault: fault ? sendGridRefusal(400, `${fault.parameter} ${fault.message}`, fault.parameter) : faultOfMail(body),
      throttled,
      revoked,
      broken,
      take: () => {
        const ids = (body.personalizations ?? []).flatMap((p) =>
          (p.to ?? []).map((to) =>
            world.mailboxes.send({
              to: to.email ?? '',
              subject: p.subject ?? body.subject ?? '',
              text: partOf(body, 'text/plain'),
              html: partOf(body, 'text/html'),
              replyTo: body.reply_to?.email ?? null,
              headers: body.headers ?? {},
              attachments: (body.attachments ?? []).map((a) => ({
                name: a.filename ?? '',
                content: Buffer.from(a.content ?? '', 'base64').toString('utf8'),
              })),
              customArgs: { ...argsOf(body.custom_args), ...p.custom_args },
              rid: received.rid ?? received.to,
            }),
          ),
        );
        const ref = ids[0] ?? '';
        return { ref, status: 202, body: '', headers: { 'x-message-id': ref } };
      },
    });
  });
}

const partOf = (body: MailBody, type: string): string => body.content?.find((c) => c.type === type)?.value ?? '';
const argsOf = (given: unknown): Record<string, unknown> =>
  typeof given === 'object' && given !== null ? (given as Record<string, unknown>) : {};

function receivedOf(body: MailBody): Received {
  const [first] = body.personalizations ?? [];
  const rid = { ...argsOf(body.custom_args), ...argsOf(first?.custom_args) }.rid;
  return {
    kind: 'email',
    to: first?.to?.[0]?.email ?? '',
    from: body.from?.email ?? '',
    rid: typeof rid === 'string' ? rid : null,
    subject: first?.subject ?? body.subject ?? null,
    body: partOf(body, 'text/plain') || null,
  };
}

const reservedHeaders = new Set([
  ...['x-sg-id', 'x-sg-eid', 'received', 'dkim-signature', 'content-type', 'content-transfer-encoding'],
  ...['to', 'from', 'subject', 'reply-to', 'cc', 'bcc'],
]);
const mailAddress = /^[^\s@]+@[^\s@]+$/;

/** What the OpenAPI file does not say, and the service enforces. */
function faultOfMail(body: MailBody): Refusal | null {
  if (!body.content?.length && !body.template_id)
    return sendGridRefusal(
      400,
      'Unless a valid template_id is provided, the content parameter is required.',
      'content',
    );
  if (!body.template_id && !body.subject && body.personalizations?.some((p) => !p.subject))
    return sendGridRefusal(400, 'The subject is required.', 'subject');
  const types = (body.content ?? []).map((c) => c.type);
  if (types.includes('text/plain') && types[0] !== 'text/plain')
    return sendGridRefusal(400, 'If present, text/plain must be first, followed by text/html.', 'content');
  const attached = (body.attachments ?? []).findIndex((a) => /[;\r\n]/.test(a.type ?? ''));
  if (attached >= 0)
    return sendGridRefusal(
      400,
      "The attachment type cannot contain ';', or CRLF characters.",
      `attachments.${attached}.type`,
    );
  const reserved = Object.keys(body.headers ?? {}).find((name) => reservedHeaders.has(name.toLowerCase()));
  if (reserved !== undefined)
    return sendGridRefusal(400, 'The header is one that the service sets itself.', `headers.${reserved}`);
  const bad = (body.personalizations ?? []).findIndex(
    (p) => !p.to?.length || p.to.some((t) => !mailAddress.test(t.email ?? '')),
  );
  return bad < 0
    ? null
    : sendGridRefusal(400, 'Does not contain a valid address.', `personalizations.${bad}.to.0.email`);
}
