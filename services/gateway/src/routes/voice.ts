/**
 * A call: POST /twilio/voice/{attempt} when it is answered, `…/key` for each keypress, `…/next` while the answer is being
 * applied. Nothing is confirmed to the patient before it is committed; until then they hear "one moment".
 */
import type { Conversation } from '@rollcall/contracts';
import { optOutKey, voiceScript } from '@rollcall/messages';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Door, OpenConversation } from '../app.js';
import type { Receiver } from '../receiver.js';
import { attemptOf, paramsOf, twilioOnly } from '../twilio-door.js';
import { type Beat, nextBeat, openingBeat } from '../voice/beats.js';
import { hangUpResponse, twimlOf } from '../voice/twiml.js';

/** How often the menu is repeated to somebody who presses nothing, and how often "one moment" is said. */
const maxRepeats = 2;
const maxHolds = 6;

export function voiceRoutes(app: FastifyInstance, door: Door, receiver: Receiver, open: OpenConversation): void {
  const preHandler = twilioOnly(door);
  const line: Line = { door, receiver, load: async (id) => (id ? open(id) : null) };

  app.post('/twilio/voice/:attempt', { preHandler }, async (request, reply) => {
    const params = paramsOf(request);
    const attemptId = attemptOf(request);
    await receiver.store({ kind: 'twilio.call.answered', attemptId, payload: params });
    const conversation = await line.load(attemptId);
    if (!conversation) return xml(reply, hangUpResponse());
    return speak(reply, conversation, openingBeat(conversation, params.AnsweredBy, door.clock.now()), {
      repeats: 0,
      holds: 0,
      turn: 0,
    });
  });

  // Nobody pressed anything: once more, then goodbye.
  app.post('/twilio/voice/:attempt/again', { preHandler }, async (request, reply) => {
    const conversation = await line.load(attemptOf(request));
    if (!conversation) return xml(reply, hangUpResponse());
    const at = placeOf(request);
    if (at.repeats >= maxRepeats) return speak(reply, conversation, { turn: 'goodbye' }, at);
    const beat = nextBeat(conversation, door.clock.now());
    const again: Beat = beat.turn === 'menu' ? { turn: 'repeat' } : beat;
    return speak(reply, conversation, again, { ...at, repeats: at.repeats + 1 });
  });

  app.post('/twilio/voice/:attempt/key', { preHandler }, async (request, reply) => {
    const attemptId = attemptOf(request);
    const conversation = await line.load(attemptId);
    if (!conversation || !attemptId) return xml(reply, hangUpResponse());
    const params = paramsOf(request);
    const at = placeOf(request);
    const offer = (request.query as { offer?: string }).offer ?? '';
    const key = params.Digits ?? '';
    const allowed = voiceScript(conversation, offer ? 'offer' : 'menu').gather?.keys ?? [];
    if (!(allowed as string[]).includes(key)) {
      if (at.repeats >= maxRepeats) return speak(reply, conversation, { turn: 'goodbye' }, at);
      return speak(
        reply,
        conversation,
        { turn: 'invalid', ...(offer ? { offerId: offer } : {}) },
        { ...at, repeats: at.repeats + 1 },
      );
    }
    const applied = await receiver.storeAndWait({
      kind: 'twilio.call.key',
      attemptId,
      payload: { ...params, turn: String(at.turn), ...(offer ? { offer } : {}) },
    });
    if (applied && key === optOutKey) return speak(reply, conversation, { turn: 'opted-out' }, at);
    if (applied && key === '9') return speak(reply, conversation, { turn: 'wrong-number' }, at);
    if (applied && key === '3' && !offer) return speak(reply, conversation, { turn: 'person' }, at);
    return next(line, reply, attemptId, { ...at, holds: 0, turn: at.turn + 1 }, applied);
  });

  app.post('/twilio/voice/:attempt/next', { preHandler }, async (request, reply) => {
    const attemptId = attemptOf(request);
    if (!attemptId) return xml(reply, hangUpResponse());
    return next(line, reply, attemptId, placeOf(request), true);
  });
}

/** Where in the call we are; carried in the action URLs, which the signature covers. */
interface Place {
  repeats: number;
  holds: number;
  turn: number;
}

const placeOf = (request: FastifyRequest): Place => {
  const q = request.query as Record<string, string | undefined>;
  const count = (v: string | undefined): number => Math.min(Math.max(Number.parseInt(v ?? '0', 10) || 0, 0), 50);
  return { repeats: count(q.repeats), holds: count(q.holds), turn: count(q.turn) };
};

interface Line {
  door: Door;
  receiver: Receiver;
  load(attemptId: string | null): Promise<Conversation | null>;
}

/** Waits for what comes next in the conversation: the offer, the booking, or the plain "noted". */
async function next(
  { door, receiver, load }: Line,
  reply: FastifyReply,
  attemptId: string,
  at: Place,
  applied: boolean,
): Promise<FastifyReply> {
  let conversation = await load(attemptId);
  if (!conversation) return xml(reply, hangUpResponse());
  let beat = applied ? nextBeat(conversation, door.clock.now()) : ({ turn: 'please-hold' } as const);
  if (beat.turn === 'please-hold' && applied)
    await receiver.until(async () => {
      conversation = (await load(attemptId)) ?? conversation;
      beat = conversation ? nextBeat(conversation, door.clock.now()) : beat;
      return beat.turn !== 'please-hold';
    });
  if (beat.turn === 'please-hold' && at.holds >= maxHolds) return speak(reply, conversation, { turn: 'goodbye' }, at);
  return speak(reply, conversation, beat, { ...at, repeats: 0, holds: at.holds + 1 });
}

function speak(reply: FastifyReply, conversation: Conversation, beat: Beat, at: Place): FastifyReply {
  const path = `/twilio/voice/${conversation.attempt.id}`;
  const place = `repeats=${at.repeats}&holds=${at.holds}&turn=${at.turn}`;
  // An invalid key is answered by the same question again.
  const asks = beat.turn === 'invalid' && beat.offerId ? 'offer' : beat.turn;
  const script = voiceScript(conversation, beat.turn);
  const gather =
    script.gather ??
    (beat.turn === 'invalid' ? voiceScript(conversation, asks === 'offer' ? 'offer' : 'menu').gather : null);
  return xml(
    reply,
    twimlOf(
      { ...script, gather },
      {
        keyUrl: `${path}/key?${place}${beat.offerId ? `&offer=${beat.offerId}` : ''}`,
        silenceUrl: `${path}/again?${place}`,
        nextUrl: beat.turn === 'please-hold' ? `${path}/next?${place}` : null,
      },
    ),
  );
}

const xml = (reply: FastifyReply, body: string): FastifyReply => reply.type('text/xml').send(body);
