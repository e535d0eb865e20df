/**
 * The patient's page. GET shows, only POST answers, and a POST counts only with the form's own fresh mark: mail scanners
 * fetch every link and some press every button in the same instant. Where the practice asks for the birth year, nothing of
 * a visit or a name is shown before it is given; that is carried by a mark in the form, so such a page is never the answer
 * to a GET.
 */
import { type Conversation, comingKey } from '@rollcall/contracts';
import {
  renderPage,
  renderPageChallenge,
  renderPageExpired,
  renderPageLocked,
  renderPageNotForYou,
  renderPagePreview,
} from '@rollcall/messages';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Door, OpenConversation } from '../app.js';
import { guess, isLocked, mostTries } from '../page/challenge.js';
import { pageLimits } from '../page/limits.js';
import { type Link, linkOf } from '../page/link.js';
import { isPass, readFormMark, writeFormMark, writePass } from '../page/marks.js';
import { isPreviewBot } from '../page/preview-bots.js';
import { sendFault, sendPage } from '../page/reply.js';
import { stageOf } from '../page/stage.js';
import type { Receiver } from '../receiver.js';

type WithToken = { Params: { token: string }; Querystring: { then?: string } };

interface Form {
  key?: string;
  offer?: string;
  /** Of several visits this one alone. */
  notice?: string;
  form?: string;
  pass?: string;
  year?: string;
}
/** A form's fields as text: what is sent twice, or as something else, is not there. */
function formOf(body: unknown): Form {
  const fields = Object.entries((body ?? {}) as Record<string, unknown>);
  return Object.fromEntries(fields.filter(([, value]) => typeof value === 'string')) as Form;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const tokenForm = /^[A-Za-z0-9_-]{22}$/;

export function pageRoutes(app: FastifyInstance, door: Door, receiver: Receiver, open: OpenConversation): void {
  const { database, clock, logger } = door;
  const { sealer } = database;
  const limits = pageLimits(app, door.addressesAreKnown ?? false);
  const find = (token: string): Promise<Link> => linkOf(token, sealer, open, clock.now());

  app.addHook<WithToken>('onRequest', async (request, reply) => {
    const seconds = await limits(request);
    if (seconds === null) return;
    await sendFault(reply.code(429).header('retry-after', String(seconds)), request, 'tooMany');
  });
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode !== undefined && error.statusCode < 500 ? error.statusCode : 500;
    if (status === 500)
      logger.error({ err: error, reqId: request.id, route: request.routeOptions.url }, 'request failed');
    const { token } = request.params as { token: string };
    return sendFault(reply.code(status), request, 'trouble', tokenForm.test(token) ? token : undefined);
  });

  app.get<WithToken>('/p/:token', async (request, reply) => {
    const { token } = request.params;
    const link = await find(token);
    if (link.kind !== 'open') return closed(request, reply, link);
    const c = link.conversation;
    if (isPreviewBot(request)) return sendPage(reply, (nonce) => renderPagePreview(c, { nonce }));
    if (c.challenge) return askYear(reply, c, token);
    const now = stageOf(c, clock.now()) === 'pending' ? await settled(token, c) : c;
    return show(reply, now, token, request.query.then === 'taken' ? { error: 'taken' } : {});
  });

  app.post<WithToken>('/p/:token', async (request, reply) => {
    const { token } = request.params;
    const link = await find(token);
    if (link.kind !== 'open') return closed(request, reply, link);
    const c = link.conversation;
    const form = formOf(request.body);
    const now = clock.now();
    const fresh = readFormMark(sealer, token, form.form ?? '', now) === 'ok';
    const passed = c.challenge !== null && isPass(sealer, token, form.pass ?? '', now);
    const pass = passed ? { pass: writePass(sealer, token, now) } : {};
    const hidden = c.challenge !== null && !passed;
    // Whoever the message is not for cannot know the year, and may say so.
    if (hidden && form.key !== '9') {
      if (form.year === undefined) return askYear(reply.code(422), c, token);
      return fresh ? year(reply, c, token, form.year) : askYear(reply.code(422), c, token, 'again');
    }
    if (passed && form.key === undefined) return show(reply, await settled(token, c), token, pass);
    const allowed = form.offer ? ['1', '2', '3', '4'] : ['1', '2', '3', '5', '9'];
    const isOfOurs = !form.notice || c.notices.some((n) => n.id === form.notice);
    const nothingToConfirm = form.key === comingKey && !isCorrected(c, form.notice);
    const known =
      form.key !== undefined &&
      !nothingToConfirm &&
      allowed.includes(form.key) &&
      (!form.offer || uuid.test(form.offer)) &&
      isOfOurs;
    if (hidden && !(fresh && known)) return askYear(reply.code(422), c, token);
    if (!fresh || !known) return show(reply.code(fresh ? 400 : 422), c, token, { ...pass, error: 'again' });
    await receiver.storeAndWait({
      kind: 'page.key',
      attemptId: c.attempt.id,
      payload: {
        kind: 'key',
        attemptId: c.attempt.id,
        channel: c.attempt.channel,
        key: form.key,
        via: 'page',
        offerId: form.offer ? form.offer : null,
        ...(form.notice && !form.offer && form.key !== '9' ? { noticeIds: [form.notice] } : {}),
      },
    });
    const after = await settled(token, c);
    const taken = wasTaken(form, after, clock.now());
    // A mark in a form does not outlive a redirect: the answer to the POST is the next page itself.
    if (passed && !after.attempt.addressIsWrong)
      return show(reply, after, token, { ...pass, ...(taken ? { error: 'taken' } : {}) });
    return reply
      .code(303)
      .header('location', `/p/${token}${taken ? '?then=taken' : ''}`)
      .send();
  });

  /** Mostly the new times are there within a moment: then the next page already shows them. */
  async function settled(token: string, before: Conversation): Promise<Conversation> {
    let latest = before;
    await receiver.until(async () => {
      const link = await find(token);
      if (link.kind !== 'unknown') latest = link.conversation;
      return link.kind !== 'open' || stageOf(latest, clock.now()) !== 'pending';
    });
    return latest;
  }

  function show(
    reply: FastifyReply,
    c: Conversation,
    token: string,
    more: { pass?: string; error?: 'again' | 'taken' } = {},
  ): FastifyReply {
    const now = clock.now();
    return sendPage(reply, (nonce) =>
      renderPage(c, { token, stage: stageOf(c, now), nonce, formToken: writeFormMark(sealer, token, now), ...more }),
    );
  }

  async function askYear(reply: FastifyReply, c: Conversation, token: string, error?: 'again'): Promise<FastifyReply> {
    if (await isLocked(database, c)) return locked(reply, c);
    return challenge(reply, c, token, error ? { error } : {});
  }

  function challenge(
    reply: FastifyReply,
    c: Conversation,
    token: string,
    more: { error?: 'wrong' | 'again'; triesLeft?: number },
  ): FastifyReply {
    const formToken = writeFormMark(sealer, token, clock.now());
    return sendPage(reply, (nonce) =>
      renderPageChallenge(c, { token, formToken, nonce, triesLeft: mostTries, ...more }),
    );
  }

  const locked = (reply: FastifyReply, c: Conversation): FastifyReply =>
    sendPage(reply.code(403), (nonce) => renderPageLocked(c, { nonce }));

  async function year(reply: FastifyReply, c: Conversation, token: string, text: string): Promise<FastifyReply> {
    const verdict = await guess(database, c, text, clock.now());
    switch (verdict) {
      case 'passed':
        return show(reply, await settled(token, c), token, { pass: writePass(sealer, token, clock.now()) });
      case 'no-year':
        return challenge(reply.code(422), c, token, { error: 'again' });
      case 'locked':
        await receiver.store({
          kind: 'page.challenge',
          attemptId: c.attempt.id,
          payload: { kind: 'challenge', attemptId: c.attempt.id, channel: c.attempt.channel, result: 'failed' },
        });
        return locked(reply, c);
      default:
        return challenge(reply.code(422), c, token, { error: 'wrong', triesLeft: verdict.triesLeft });
    }
  }
}

const isCorrected = (c: Conversation, notice: string | undefined): boolean =>
  c.notices.some((n) => n.id === notice && n.isCorrected === true);

/** The time chosen was somebody else's by then, and others are offered. */
const wasTaken = (form: Form, after: Conversation, now: Date): boolean =>
  form.offer !== undefined && form.key !== '4' && stageOf(after, now) === 'offer' && after.offer?.id !== form.offer;

function closed(request: FastifyRequest, reply: FastifyReply, link: Exclude<Link, { kind: 'open' }>): FastifyReply {
  switch (link.kind) {
    case 'unknown':
      return sendFault(reply.code(404), request, 'gone');
    case 'expired':
      return sendPage(reply.code(410), (nonce) => renderPageExpired(link.conversation, { nonce }));
    case 'not-for-you':
      return sendPage(reply, (nonce) => renderPageNotForYou(link.conversation, { nonce }));
  }
}
