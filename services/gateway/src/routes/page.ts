/**
 * The patient's page. GET shows, only POST answers, and a POST counts only with the form's own fresh mark: mail scanners
 * fetch every link and some press every button. Where a machine may be looking (`doubt.ts`) a press leads to one tap more,
 * which counts only as the very next press on the link. Where the practice asks for the birth year, nothing of
 * a visit or a name is shown before it is given; that is carried by a mark in the form, so such a page is never the answer
 * to a GET.
 */
import type { Conversation } from '@rollcall/contracts';
import { countPress, machineSeenAt, sawMachine } from '@rollcall/database';
import {
  renderPage,
  renderPageChallenge,
  renderPageExpired,
  renderPageLocked,
  renderPageNotForYou,
  renderPagePreview,
  renderPageSure,
  unseenKey,
} from '@rollcall/messages';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Door, OpenConversation } from '../app.js';
import { type Answer, type Asked, aboutOf, isAnswer } from '../page/answer.js';
import { guess, isLocked, mostTries } from '../page/challenge.js';
import { isMachine, isRecent, isTooSoon } from '../page/doubt.js';
import { pageLimits } from '../page/limits.js';
import { type Link, linkOf } from '../page/link.js';
import { isPass, readFormMark, readSureMark, writeFormMark, writePass, writeSureMark } from '../page/marks.js';
import { isPreviewBot } from '../page/preview-bots.js';
import { sendFault, sendPage } from '../page/reply.js';
import { stageOf } from '../page/stage.js';
import type { Receiver } from '../receiver.js';

type WithToken = { Params: { token: string }; Querystring: { then?: string } };

interface Form extends Answer {
  form?: string;
  pass?: string;
  year?: string;
  /** Of the page that asks whether to send `answer`, which was the `press`-th on this link. */
  sure?: string;
  answer?: string;
  press?: string;
}
/** A form's fields as text: what is sent twice, or as something else, is not there. */
function formOf(body: unknown): Form {
  const fields = Object.entries((body ?? {}) as Record<string, unknown>);
  return Object.fromEntries(fields.filter(([, value]) => typeof value === 'string')) as Form;
}

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
    const isDoubted = await doubts(request, c);
    if (c.challenge) return askYear(reply, c, token, { isDoubted });
    const now = stageOf(c, clock.now()) === 'pending' ? await settled(token, c) : c;
    return show(reply, now, token, { isDoubted, ...(request.query.then === 'taken' ? { error: 'taken' } : {}) });
  });

  app.post<WithToken>('/p/:token', async (request, reply) => {
    const { token } = request.params;
    const link = await find(token);
    if (link.kind !== 'open') return closed(request, reply, link);
    const c = link.conversation;
    const form = formOf(request.body);
    const now = clock.now();
    if (form.sure !== undefined) return sure(reply, c, token, form);
    const mark = readFormMark(sealer, token, form.form ?? '', now);
    const fresh = mark.verdict === 'ok';
    const passed = c.challenge !== null && isPass(sealer, token, form.pass ?? '', now);
    const pass = passed ? { pass: writePass(sealer, token, now) } : {};
    const hidden = c.challenge !== null && !passed;
    // Whoever knows the year is no machine.
    const byMachine = !passed && (form.key === unseenKey || mark.verdict === 'too-fast');
    if (byMachine) await sawMachine(database, linkOfAttempt(c), now);
    const isDoubted = !passed && (byMachine || mark.isDoubted || (await doubts(request, c)));
    // Whoever the message is not for cannot know the year, and may say so.
    if (hidden && form.key !== '9') {
      if (form.year === undefined) return askYear(reply.code(422), c, token, { isDoubted });
      return fresh
        ? year(reply, c, token, form.year, isDoubted)
        : askYear(reply.code(422), c, token, { error: 'again', isDoubted });
    }
    if (passed && form.key === undefined) return show(reply, await settled(token, c), token, pass);
    const known = isAnswer(form, c);
    if (hidden && !(fresh && known)) return askYear(reply.code(422), c, token, { isDoubted });
    if (!fresh || !known) return show(reply.code(fresh ? 400 : 422), c, token, { ...pass, error: 'again', isDoubted });
    if (isDoubted) return askSure(reply, c, token, { ...form, press: await countPress(database, linkOfAttempt(c)) });
    return answered(reply, c, token, form, passed);
  });

  /** The answer counts; what is shown is how it stands then. */
  async function answered(
    reply: FastifyReply,
    c: Conversation,
    token: string,
    { key, offer, notice }: Answer,
    passed: boolean,
  ): Promise<FastifyReply> {
    await receiver.storeAndWait({
      kind: 'page.key',
      attemptId: c.attempt.id,
      payload: {
        kind: 'key',
        attemptId: c.attempt.id,
        channel: c.attempt.channel,
        key,
        via: 'page',
        offerId: offer ? offer : null,
        ...(notice && !offer && key !== '9' ? { noticeIds: [notice] } : {}),
      },
    });
    const after = await settled(token, c);
    const taken = wasTaken({ key, offer }, after, clock.now());
    // A mark in a form does not outlive a redirect: the answer to the POST is the next page itself.
    if (passed && !after.attempt.addressIsWrong)
      return show(reply, after, token, {
        pass: writePass(sealer, token, clock.now()),
        ...(taken ? { error: 'taken' } : {}),
      });
    return reply
      .code(303)
      .header('location', `/p/${token}${taken ? '?then=taken' : ''}`)
      .send();
  }

  /** Whether a machine may be looking now; what only machines do is remembered for a moment. */
  async function doubts(request: FastifyRequest, c: Conversation): Promise<boolean> {
    const now = clock.now();
    if (isMachine(request)) {
      await sawMachine(database, linkOfAttempt(c), now);
      return true;
    }
    return isTooSoon(c, now) || isRecent(await machineSeenAt(database, c.attempt.id), now);
  }

  function askSure(
    reply: FastifyReply,
    c: Conversation,
    token: string,
    { key = '', offer, notice, press }: Asked,
    tooFast = false,
  ): FastifyReply {
    const formToken = writeSureMark(sealer, token, aboutOf({ key, offer, notice, press }), clock.now());
    return sendPage(reply, (nonce) =>
      renderPageSure(c, { token, formToken, key, offer, notice, press, nonce, tooFast }),
    );
  }

  /** The tap more. It is the very next press on this link, or somebody tries them all. */
  async function sure(reply: FastifyReply, c: Conversation, token: string, form: Form): Promise<FastifyReply> {
    const asked = { key: form.answer ?? '', offer: form.offer, notice: form.notice, press: Number(form.press) };
    const verdict = readSureMark(sealer, token, aboutOf(asked), form.form ?? '', clock.now());
    const press = await countPress(database, linkOfAttempt(c));
    if (verdict === 'too-fast') return askSure(reply.code(422), c, token, { ...asked, press }, true);
    const isNext = press === asked.press + 1;
    if (verdict === 'ok' && isNext && form.sure === 'yes' && isAnswer(asked, c))
      return answered(reply, c, token, asked, false);
    if (!isNext) await sawMachine(database, linkOfAttempt(c), clock.now());
    // Whoever goes back is asked again whether to send it: a machine goes back, too.
    const [code, more] = form.sure === 'no' ? [200, {}] : [422, { error: 'again' as const }];
    return c.challenge
      ? askYear(reply.code(code), c, token, { ...more, isDoubted: true })
      : show(reply.code(code), c, token, { ...more, isDoubted: true });
  }

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
    { isDoubted = false, ...more }: { pass?: string; error?: 'again' | 'taken'; isDoubted?: boolean } = {},
  ): FastifyReply {
    const now = clock.now();
    const formToken = writeFormMark(sealer, token, now, isDoubted);
    return sendPage(reply, (nonce) => renderPage(c, { token, stage: stageOf(c, now), nonce, formToken, ...more }));
  }

  async function askYear(
    reply: FastifyReply,
    c: Conversation,
    token: string,
    more: { error?: 'again'; isDoubted: boolean },
  ): Promise<FastifyReply> {
    if (await isLocked(database, c)) return locked(reply, c);
    return challenge(reply, c, token, more);
  }

  function challenge(
    reply: FastifyReply,
    c: Conversation,
    token: string,
    { isDoubted, ...more }: { error?: 'wrong' | 'again'; triesLeft?: number; isDoubted: boolean },
  ): FastifyReply {
    const formToken = writeFormMark(sealer, token, clock.now(), isDoubted);
    return sendPage(reply, (nonce) =>
      renderPageChallenge(c, { token, formToken, nonce, triesLeft: mostTries, ...more }),
    );
  }

  const locked = (reply: FastifyReply, c: Conversation): FastifyReply =>
    sendPage(reply.code(403), (nonce) => renderPageLocked(c, { nonce }));

  async function year(
    reply: FastifyReply,
    c: Conversation,
    token: string,
    text: string,
    isDoubted: boolean,
  ): Promise<FastifyReply> {
    const verdict = await guess(database, c, text, clock.now());
    switch (verdict) {
      case 'passed':
        return show(reply, await settled(token, c), token, { pass: writePass(sealer, token, clock.now()) });
      case 'no-year':
        return challenge(reply.code(422), c, token, { error: 'again', isDoubted });
      case 'locked':
        await receiver.store({
          kind: 'page.challenge',
          attemptId: c.attempt.id,
          payload: { kind: 'challenge', attemptId: c.attempt.id, channel: c.attempt.channel, result: 'failed' },
        });
        return locked(reply, c);
      default:
        return challenge(reply.code(422), c, token, { error: 'wrong', triesLeft: verdict.triesLeft, isDoubted });
    }
  }
}

const linkOfAttempt = (c: Conversation) => ({ practiceId: c.practiceId, attemptId: c.attempt.id });

/** The time chosen was somebody else's by then, and others are offered. */
const wasTaken = (form: Answer, after: Conversation, now: Date): boolean =>
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
