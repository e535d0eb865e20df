/**
 * Where a mail is unsubscribed from (RFC 8058). GET shows a button and changes nothing: scanners fetch every link. A POST
 * counts when the reader's mail program sends it (`List-Unsubscribe=One-Click`, no cookie, no redirect), or the reader with
 * the button and its own fresh mark. It ends mail to that address, from every outreach of the practice, and nothing else.
 */
import type { Conversation } from '@rollcall/contracts';
import { renderUnsubscribe } from '@rollcall/messages';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Door, OpenConversation } from '../app.js';
import { readForm } from '../form-fields.js';
import { isMachine } from '../page/doubt.js';
import { readFormMark, writeFormMark } from '../page/marks.js';
import { sendFault, sendPage } from '../page/reply.js';
import type { Receiver } from '../receiver.js';

/** Requests a minute and token: a mail program needs one. */
const perMinute = 20;
const bodyLimit = 16 * 1024;

export function unsubscribeRoutes(app: FastifyInstance, door: Door, receiver: Receiver, open: OpenConversation): void {
  // A mail program may send the one field as multipart, too.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, done) => done(null, body));
  const config = {
    rateLimit: {
      max: perMinute,
      timeWindow: '1 minute',
      keyGenerator: (r: FastifyRequest) => `unsubscribe ${tokenOf(r)}`,
    },
  };
  const { sealer } = door.database;
  const find = async (token: string): Promise<Conversation | null> => {
    const attemptId = sealer.attemptOfMailToken(token);
    const conversation = attemptId ? await open(attemptId) : null;
    return conversation?.attempt.channel === 'email' ? conversation : null;
  };
  const show = (reply: FastifyReply, conversation: Conversation, mailToken: string, isDone: boolean): FastifyReply => {
    const formToken = writeFormMark(sealer, mailToken, door.clock.now());
    return sendPage(reply, (nonce) => renderUnsubscribe(conversation, { mailToken, formToken, nonce, isDone }));
  };

  app.get('/u/:token', { config }, async (request, reply) => {
    const token = tokenOf(request);
    const conversation = await find(token);
    return conversation ? show(reply, conversation, token, false) : gone(request, reply);
  });

  app.post('/u/:token', { config }, async (request, reply) => {
    const token = tokenOf(request);
    const conversation = await find(token);
    if (!conversation) return gone(request, reply);
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const form = (await readForm(body, request.headers['content-type'] ?? '')) ?? {};
    const byProgram = form['List-Unsubscribe'] === 'One-Click';
    const byButton =
      form.stop === 'mail' &&
      !isMachine(request) &&
      readFormMark(sealer, token, form.form ?? '', door.clock.now()).verdict === 'ok';
    if (!byProgram && !byButton) return show(reply.code(422), conversation, token, false);
    await receiver.store({
      kind: 'page.unsubscribe',
      attemptId: conversation.attempt.id,
      payload: { kind: 'optout', attemptId: conversation.attempt.id, providerRef: '', channel: 'email' },
    });
    return show(reply, conversation, token, true);
  });
}

const tokenOf = (request: FastifyRequest): string => (request.params as { token: string }).token.toLowerCase();

const gone = (request: FastifyRequest, reply: FastifyReply): FastifyReply =>
  sendFault(reply.code(404), request, 'gone');
