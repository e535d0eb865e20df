/** POST /sendgrid/events (ECDSA over the raw bytes) and /sendgrid/inbound (a reply by mail). */
import { verifySendGrid } from '@rollcall/providers';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Door } from '../app.js';
import { readForm } from '../form-fields.js';
import { withMailRead } from '../raw-mail.js';
import type { Receiver } from '../receiver.js';

const headers = {
  signature: 'x-twilio-email-event-webhook-signature',
  timestamp: 'x-twilio-email-event-webhook-timestamp',
};

export function sendGridRoutes(app: FastifyInstance, door: Door, receiver: Receiver): void {
  // The signature covers the bytes as they came, trailing newline included: nothing may parse them first.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  const preHandler = sendGridOnly(door);

  app.post('/sendgrid/events', { preHandler }, async (request, reply) => {
    const events = readEvents(request.body as Buffer);
    if (events === null) return reply.code(400).send({ code: 'malformed_json' });
    await receiver.storeAll(
      events.map((event) => ({ kind: 'sendgrid.event', attemptId: ridOf(event), payload: event })),
    );
    return reply.code(204).send();
  });

  app.post('/sendgrid/inbound', { preHandler }, async (request, reply) => {
    const fields = await readForm(request.body as Buffer, request.headers['content-type'] ?? '');
    if (fields === null) return reply.code(400).send({ code: 'invalid' });
    await receiver.store({ kind: 'sendgrid.inbound', attemptId: null, payload: await withMailRead(fields) });
    return reply.code(204).send();
  });
}

function sendGridOnly(door: Door): (request: FastifyRequest, reply: FastifyReply) => Promise<void> {
  const refused = door.metrics.counter('webhooks_refused_total', 'Webhooks refused by their signature', [
    'provider',
    'reason',
  ]);
  const header = (request: FastifyRequest, name: string): string => {
    const value = request.headers[name];
    return typeof value === 'string' ? value : '';
  };
  return async (request, reply) => {
    const verdict = verifySendGrid({
      publicKey: door.sendGridPublicKey,
      timestamp: header(request, headers.timestamp),
      signature: header(request, headers.signature),
      rawBody: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
      // Signed by another company's wall clock.
      now: door.clock.wall(),
    });
    if (verdict === 'ok') return;
    refused.inc({ provider: 'sendgrid', reason: verdict });
    await reply.code(403).type('text/plain').send('forbidden');
  };
}

type MailEvent = Record<string, unknown>;

function readEvents(body: Buffer): MailEvent[] | null {
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'));
    return Array.isArray(parsed) ? parsed.filter((e): e is MailEvent => typeof e === 'object' && e !== null) : null;
  } catch {
    return null;
  }
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const ridOf = (event: MailEvent): string | null =>
  typeof event.rid === 'string' && uuid.test(event.rid) ? event.rid : null;
