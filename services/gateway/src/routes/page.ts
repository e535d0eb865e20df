/**
 * The patient's page. GET shows, only POST answers, and a POST counts only with the form's own fresh mark: mail scanners
 * fetch every link and some press every button in the same instant.
 */
import { randomBytes } from 'node:crypto';
import type { Conversation } from '@rollcall/contracts';
import { renderPage, renderPageGone } from '@rollcall/messages';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Door, OpenConversation } from '../app.js';
import { type FormVerdict, readFormMark, writeFormMark } from '../form-mark.js';
import { stageOf } from '../page-stage.js';
import type { Receiver } from '../receiver.js';

const hour = 3_600_000;
/** The page answers until a day after the last visit it speaks of. */
const afterLastVisitMs = 24 * hour;
/** Requests a minute and token: a person needs five. */
const perMinute = 60;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

interface Form {
  key?: string;
  offer?: string;
  form?: string;
}

export function pageRoutes(app: FastifyInstance, door: Door, receiver: Receiver, open: OpenConversation): void {
  const config = {
    rateLimit: {
      max: perMinute,
      timeWindow: '1 minute',
      keyGenerator: (r: FastifyRequest) => `page ${(r.params as { token: string }).token}`,
    },
  };

  const find = async (token: string): Promise<Conversation | null> => {
    const attemptId = door.database.sealer.attemptOfToken(token);
    const conversation = attemptId ? await open(attemptId) : null;
    if (!conversation) return null;
    const last = Math.max(...conversation.notices.flatMap((n) => [n.start.getTime(), n.booking?.start.getTime() ?? 0]));
    return door.clock.now().getTime() > last + afterLastVisitMs ? null : conversation;
  };

  app.get('/p/:token', { config }, async (request, reply) => {
    const { token } = request.params as { token: string };
    const conversation = await find(token);
    return conversation ? show(door, reply, conversation, token) : gone(reply);
  });

  app.post('/p/:token', { config }, async (request, reply) => {
    const { token } = request.params as { token: string };
    const conversation = await find(token);
    if (!conversation) return gone(reply);
    const form = (request.body ?? {}) as Form;
    const verdict: FormVerdict = readFormMark(door.database.sealer, token, form.form ?? '', door.clock.now());
    const offerOk = !form.offer || uuid.test(form.offer);
    const allowed = form.offer ? ['1', '2', '3', '4'] : ['1', '2', '3', '9'];
    if (verdict !== 'ok' || !offerOk || form.key === undefined || !allowed.includes(form.key))
      return show(door, reply.code(verdict === 'ok' ? 400 : 422), conversation, token, 'again');
    await receiver.storeAndWait({
      kind: 'page.key',
      attemptId: conversation.attempt.id,
      payload: {
        kind: 'key',
        attemptId: conversation.attempt.id,
        channel: conversation.attempt.channel,
        key: form.key,
        via: 'page',
        offerId: form.offer ? form.offer : null,
      },
    });
    // Mostly the new times are there within the second: then the next page already shows them.
    await receiver.until(async () => {
      const now = await find(token);
      return now === null || stageOf(now, door.clock.now()) !== 'pending';
    });
    return reply.code(303).header('location', `/p/${token}`).send();
  });
}

function show(
  door: Door,
  reply: FastifyReply,
  conversation: Conversation,
  token: string,
  error?: 'again',
): FastifyReply {
  const nonce = randomBytes(16).toString('base64');
  const html = renderPage(conversation, {
    token,
    stage: stageOf(conversation, door.clock.now()),
    nonce,
    formToken: writeFormMark(door.database.sealer, token, door.clock.now()),
    ...(error ? { error } : {}),
  });
  return guarded(reply, nonce).send(html);
}

const gone = (reply: FastifyReply): FastifyReply => {
  const nonce = randomBytes(16).toString('base64');
  return guarded(reply.code(404), nonce).send(renderPageGone('en', { nonce }));
};

/** Nothing is loaded, framed, indexed, cached or sent on. */
const guarded = (reply: FastifyReply, nonce: string): FastifyReply =>
  reply.type('text/html; charset=utf-8').headers({
    'content-security-policy': `default-src 'none'; style-src 'nonce-${nonce}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    'referrer-policy': 'no-referrer',
    'x-robots-tag': 'noindex, nofollow',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    'strict-transport-security': 'max-age=31536000',
  });
