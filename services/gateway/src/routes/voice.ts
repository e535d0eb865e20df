/**
 * A call: POST /twilio/voice/{attempt} when it is answered, and a path for each thing that can happen then. Nothing is
 * confirmed to the patient before it is committed; until then they hear "one moment".
 *
 * The provider listens for a machine while we speak already (asynchronous detection), and tells us by a webhook of its own
 * what it heard. The call is not changed from outside for it: each document is short, and the next one is written by what
 * is known by then. So a verdict that comes late or never, or a worker that dies, can neither cut somebody off in the
 * middle of a key nor leave a visit on a mailbox.
 */
import { type Conversation, comingKey, passesChallenge } from '@rollcall/contracts';
import { otherMatters, storedKeys } from '@rollcall/database';
import {
  eachKey,
  optOutKey,
  pressInstead,
  readSpeech,
  type VoiceKey,
  type VoiceScript,
  voiceScript,
} from '@rollcall/messages';
import { type AnsweredBy, markKeys, marksOf } from '@rollcall/providers';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Door, OpenConversation } from '../app.js';
import type { Receiver } from '../receiver.js';
import { attemptOf, type Params, paramsOf, twilioOnly } from '../twilio-door.js';
import { isMachine, nextBeat, openingBeat } from '../voice/beats.js';
import { isEarly } from '../voice/early.js';
import { type About, askNow, askWhoListens, speak, speakVisit, type Turn, urlOf, withSafe } from '../voice/line.js';
import { type Place, placeOf } from '../voice/place.js';
import { safely } from '../voice/safely.js';
import { emptyResponse, hangUpResponse } from '../voice/twiml.js';
import { whisper } from '../voice/whisper.js';

/** How often a question is repeated to somebody who does not answer it, and how often "one moment" is said. */
const maxRepeats = 2;
const maxHolds = 6;
/** Rounds of some seven seconds in which nobody knows who listens: longer than any mailbox's greeting. */
const maxWaits = 5;
/** Birth years that may be tried in one call. */
const maxTries = 2;

const inbound = (params: Params): boolean => params.Direction === 'inbound';
const offerOf = (request: FastifyRequest): string | undefined =>
  (request.query as { offer?: string }).offer || undefined;
const noticeOf = (request: FastifyRequest): string | undefined =>
  (request.query as { notice?: string }).notice || undefined;

export function voiceRoutes(app: FastifyInstance, door: Door, receiver: Receiver, open: OpenConversation): void {
  const preHandler = twilioOnly(door);
  const line: Line = { door, receiver, open };

  /** A step of a call: the conversation as it stands now, and what is answered to it. */
  const step = (path: string, work: (turn: Turn) => Promise<string> | string, before?: (call: Call) => Promise<void>) =>
    app.post(`/twilio/voice/:attempt${path}`, { preHandler }, async (request, reply) => {
      const attemptId = attemptOf(request);
      const params = paramsOf(request);
      const at = placeOf(request.query as Record<string, string | undefined>);
      const twiml = await safely(door, at.safe, async () => {
        await before?.({ attemptId, params });
        const conversation = attemptId ? await open(attemptId) : null;
        if (!conversation || !attemptId) return hangUpResponse();
        const now = door.clock.now();
        const about = path.startsWith('/one/')
          ? { notice: noticeOf(request) }
          : { offer: offerOf(request), corrects: (request.query as { corrects?: string }).corrects };
        return work({ door, attemptId, params, conversation, at: withSafe(conversation, at), now, ...about });
      });
      return reply.type('text/xml').send(twiml);
    });

  step(
    '',
    (turn) => {
      const listener = { answeredBy: turn.params.AnsweredBy ?? null, inbound: inbound(turn.params) };
      const beat = openingBeat(turn.conversation, listener, turn.now);
      const proven = listener.inbound || listener.answeredBy === 'human';
      return speak(turn, beat, { ...turn.at, proven: turn.at.proven || proven });
    },
    async ({ attemptId, params }) => {
      await receiver.store({ kind: 'twilio.call.answered', attemptId, payload: params });
    },
  );

  // What the provider heard: who answers.
  app.post('/twilio/voice/:attempt/detected', { preHandler }, async (request, reply) => {
    await receiver.store({
      kind: 'twilio.call.answered',
      attemptId: attemptOf(request),
      payload: paramsOf(request),
    });
    return reply.code(204).send();
  });

  step('/listen', (turn) => listen(line, turn));
  step('/year', (turn) => year(line, turn));
  step('/ask', (turn) => question(line, turn));
  step('/again', (turn) => again(line, turn));
  step('/key', (turn) => key(line, turn));
  step('/one/ask', (turn) => visitQuestion(line, turn));
  step('/one/again', (turn) => visitAgain(line, turn));
  step('/one/key', (turn) => key(line, turn));
  step('/next', (turn) => next(line, turn, turn.at, true));
  step('/transferred', (turn) =>
    // Whoever spoke to a person has heard all there is; the task stays open for what was agreed.
    wasPutThrough(turn.params) ? hangUpResponse() : speak(turn, { turn: 'person' }),
  );
  step('/whisper', (turn) => whisper(turn));
  step('/accepted', (turn) => (turn.params.Digits === '1' ? emptyResponse() : hangUpResponse()));
}

interface Call {
  attemptId: string | null;
  params: Params;
}
interface Line {
  door: Door;
  receiver: Receiver;
  open: OpenConversation;
}

async function answeredBy({ door }: Line, params: Params): Promise<AnsweredBy> {
  const sid = params.CallSid ?? '';
  if (sid === '') return null;
  return marksOf(sid, await storedKeys(door.database.pool, 'twilio', markKeys(sid))).answeredBy;
}

/** The opening was said: by now it is mostly known who listens. */
async function listen(line: Line, turn: Turn): Promise<string> {
  const { conversation: c, at, now } = turn;
  const by = at.proven ? 'human' : await answeredBy(line, turn.params);
  if (by === 'human') return speak(turn, nextBeat(c, now), { ...at, proven: true });
  if (by === 'fax') return hangUpResponse();
  if (isMachine(by)) return toMachine(turn, by);
  // A machine passes no challenge, so nobody has to be told apart before it.
  if (c.challenge !== null && !at.passed) return speak(turn, { turn: 'challenge' });
  if (at.waits >= maxWaits) return speak(turn, { turn: 'voicemail' });
  return askWhoListens(turn, [], at, urlOf(turn, 'listen', { ...at, waits: at.waits + 1 }));
}

/** After a beep there is a mailbox. Without one it may be a robot that screens calls, and its owner reading along. */
function toMachine(turn: Turn, by: AnsweredBy): string {
  const { say } = voiceScript(turn.conversation, 'voicemail');
  if (say.length === 0 || by === 'machine_end_beep' || turn.at.waits > maxWaits)
    return speak(turn, { turn: 'voicemail' });
  return askWhoListens(turn, say, turn.at, urlOf(turn, 'listen', { ...turn.at, waits: maxWaits + 1 }));
}

/** Four digits, or 9 for a wrong number: who has this number now need know nothing to say that it is theirs. */
async function year(line: Line, turn: Turn): Promise<string> {
  const { conversation: c, at, params, attemptId } = turn;
  const digits = params.Digits ?? '';
  if (digits === '9') return wrongNumber(line, turn);
  if (passesChallenge(c.challenge, digits))
    return speak(turn, nextBeat(c, turn.now), { ...at, passed: true, proven: true, repeats: 0 });
  const tries = at.tries + 1;
  if (tries < maxTries) return speak(turn, { turn: 'challenge-wrong' }, { ...at, tries });
  await line.receiver.store({ kind: 'twilio.call.challenge', attemptId, payload: params });
  return speak(turn, { turn: 'challenge-failed' });
}

/** The message was said to the end; now its question. */
async function question(line: Line, turn: Turn): Promise<string> {
  const { conversation: c, at, now, attemptId, params } = turn;
  const { offer, corrects } = turn;
  const beat = nextBeat(c, now);
  // Changed while it was read out: what is asked is always what was just said.
  if (beat.turn !== (offer ? 'offer' : corrects ? 'correction' : 'menu') || (offer && beat.offerId !== offer))
    return speak(turn, beat);
  if (locked(c, at)) return speak(turn, beat);
  if (!offer && at.proven && !inbound(params) && !at.played)
    await line.receiver.store({ kind: 'twilio.call.told', attemptId, payload: params });
  return askNow(turn, voiceScript(c, beat.turn), at, { offer, corrects });
}

/** One visit of several was named; now its own question. */
async function visitQuestion(line: Line, turn: Turn): Promise<string> {
  const { conversation: c, at, notice } = turn;
  if (!notice || locked(c, at) || !isOpen(c, notice)) return nextVisit(line, turn, at, true);
  return askNow(turn, voiceScript(c, 'visit', notice), at, { notice });
}

async function visitAgain(line: Line, turn: Turn): Promise<string> {
  const { at, notice } = turn;
  if (at.repeats >= maxRepeats) return speak(turn, { turn: 'goodbye' });
  const place = { ...at, repeats: at.repeats + 1, played: true, asked: null };
  return notice ? speakVisit(turn, notice, place) : again(line, turn);
}

const isOpen = (c: Conversation, notice: string): boolean =>
  c.notices.some((n) => n.id === notice && n.state === 'open');

/** The visit after the one that was asked about, as they were read out; after the last what comes next in the conversation. */
async function nextVisit(line: Line, turn: Turn, at: Place, applied: boolean): Promise<string> {
  const conversation = (await line.open(turn.attemptId)) ?? turn.conversation;
  const asked = conversation.notices.findIndex((n) => n.id === turn.notice);
  const after = conversation.notices.slice(asked + 1).find((n) => n.state === 'open');
  if (!after || !applied || locked(conversation, at)) return next(line, turn, at, applied);
  return speakVisit({ ...turn, conversation }, after.id, { ...at, repeats: 0 });
}

/** Nobody pressed anything: once more, then goodbye. */
async function again(line: Line, turn: Turn): Promise<string> {
  const { conversation: c, at, now } = turn;
  if (!at.proven && isMachine(await answeredBy(line, turn.params))) return speak(turn, { turn: 'voicemail' });
  if (at.repeats >= maxRepeats) return speak(turn, { turn: 'goodbye' });
  const place = { ...at, repeats: at.repeats + 1, played: true, asked: null };
  if (locked(c, at)) return speak(turn, { turn: 'challenge' }, place);
  const beat = nextBeat(c, now);
  return speak(turn, beat.turn === 'menu' ? { turn: 'repeat' } : beat, place);
}

/** The challenge still stands. */
const locked = (c: Conversation, at: Place): boolean => c.challenge !== null && !at.passed;

async function key(line: Line, turn: Turn): Promise<string> {
  const { conversation: c, at, params, now, offer, notice } = turn;
  const about: About = { offer, notice, corrects: turn.corrects };
  if (locked(c, at)) return speak(turn, { turn: 'challenge' });
  // Answered elsewhere while it was asked about: a key for it says nothing of the others.
  if (notice && !isOpen(c, notice)) return nextVisit(line, turn, { ...at, asked: null }, true);
  const script: VoiceScript = notice
    ? voiceScript(c, 'visit', notice)
    : voiceScript(c, offer ? 'offer' : turn.corrects ? 'correction' : 'menu');
  const keys = script.gather?.keys ?? [];
  const once: Place = { ...at, repeats: at.repeats + 1, asked: null };
  const spoken = params.Digits ? null : (params.SpeechResult ?? null);
  if (spoken !== null) {
    const heard = readSpeech(c, offer ? 'offer' : 'menu', spoken, confidenceOf(params));
    if (heard.kind === 'stop') return stop(line, turn);
    if (heard.kind !== 'key' || !keys.includes(heard.key)) return unclear(turn, once, about);
    // A television says "yes", too. What was said aloud counts where keys have proven who is there; else it tells us
    // which key to ask for.
    if (!at.passed || heard.key === '9') {
      if (at.repeats >= maxRepeats) return speak(turn, { turn: 'goodbye' });
      return askNow(turn, script, { ...once, played: true }, about, [pressInstead(c, heard.key)]);
    }
    return pressed(line, turn, heard.key);
  }
  const digit = keys.find((k) => k === params.Digits);
  if (digit === undefined) return unclear(turn, once, about);
  if (isEarly(script, digit, at, now)) {
    if (at.repeats >= maxRepeats) return speak(turn, { turn: 'goodbye' });
    return askNow(turn, script, once, about);
  }
  return pressed(line, turn, digit);
}

function unclear(turn: Turn, at: Place, { offer, notice, corrects }: About): string {
  if (turn.at.repeats >= maxRepeats) return speak(turn, { turn: 'goodbye' });
  const about = {
    ...(offer ? { offerId: offer } : {}),
    ...(notice ? { noticeId: notice } : {}),
    ...(corrects ? { corrects } : {}),
  };
  return speak(turn, { turn: 'invalid', ...about }, at);
}

async function pressed(line: Line, turn: Turn, key: VoiceKey): Promise<string> {
  const { at, params, attemptId, conversation: c, offer, notice } = turn;
  const after: Place = { ...at, holds: 0, turn: at.turn + 1, proven: true, played: false, asked: null };
  // Asks for questions, and answers none.
  if (key === eachKey) return nextVisit(line, { ...turn, notice: undefined }, after, true);
  const applied = await line.receiver.storeAndWait({
    kind: 'twilio.call.key',
    attemptId,
    payload: {
      ...params,
      Digits: key,
      turn: String(at.turn),
      ...(offer ? { offer } : {}),
      ...(notice ? { notice } : {}),
    },
  });
  if (applied && !at.joined && at.later.length === 0 && endsWell.has(key))
    Object.assign(after, { later: await alsoOpen(line, turn), joined: true });
  if (notice) return nextVisit(line, turn, after, applied);
  if (applied && key === comingKey && !offer) return speak(turn, { turn: 'thanks' });
  if (applied && key === optOutKey) return speak(turn, { turn: 'opted-out' });
  if (applied && key === '9') return speak(turn, { turn: 'wrong-number' });
  if (applied && key === '3' && !offer)
    return speak(turn, { turn: mayPutThrough(turn.door, c) ? 'transfer' : 'person' });
  return next(line, turn, after, applied);
}

/** Who asks for a person, or is a stranger, hears nothing else from us. */
const endsWell: ReadonlySet<VoiceKey> = new Set(['1', '2', comingKey]);

/**
 * Two batches with one patient: the other conversations are had in the same call, each by its own message and in its own
 * ledger. Not in a call without consent, which has one minute; who calls us was given the list at the beginning.
 */
async function alsoOpen({ door }: Line, { attemptId, conversation: c, params }: Turn): Promise<string[]> {
  if (inbound(params) || c.attempt.exempt || c.attempt.channel !== 'voice') return [];
  return otherMatters(door.database, attemptId, door.clock.now());
}

async function wrongNumber(line: Line, turn: Turn): Promise<string> {
  const applied = await line.receiver.storeAndWait({
    kind: 'twilio.call.key',
    attemptId: turn.attemptId,
    payload: { ...turn.params, Digits: '9', turn: String(turn.at.turn) },
  });
  return speak(turn, { turn: applied ? 'wrong-number' : 'goodbye' });
}

/** Said in any words it revokes consent for this number at once: no further call, and somebody of the practice looks. */
async function stop(line: Line, turn: Turn): Promise<string> {
  const { attemptId, params } = turn;
  await line.receiver.storeAndWait({ kind: 'twilio.call.stop', attemptId, payload: params });
  return speak(turn, { turn: 'opted-out' });
}

/** A call without consent lasts a minute, which is too short to talk in: that patient is called by the person. */
const mayPutThrough = (door: Door, c: Conversation): boolean =>
  !c.attempt.exempt &&
  typeof c.practice.operatorNumber === 'string' &&
  (door.mayDial?.(c.practice.operatorNumber) ?? false);

/** A second leg that was answered and accepted. Providers do not always say both. */
const wasPutThrough = (p: Params): boolean =>
  p.DialBridged === undefined
    ? p.DialCallStatus === 'completed' && Number(p.DialCallDuration ?? 0) > 0
    : p.DialBridged === 'true';

const confidenceOf = (p: Params): number | null => {
  const confidence = Number.parseFloat(p.Confidence ?? '');
  return Number.isNaN(confidence) ? null : confidence;
};

/** Waits for what comes next in the conversation: the offer, the booking, or the plain "noted". */
async function next({ door, receiver, open }: Line, turn: Turn, at: Place, applied: boolean): Promise<string> {
  let conversation = (await open(turn.attemptId)) ?? turn.conversation;
  let beat = applied ? nextBeat(conversation, door.clock.now()) : ({ turn: 'please-hold' } as const);
  if (beat.turn === 'please-hold' && applied)
    await receiver.until(async () => {
      conversation = (await open(turn.attemptId)) ?? conversation;
      beat = nextBeat(conversation, door.clock.now());
      return beat.turn !== 'please-hold';
    });
  if (beat.turn === 'please-hold' && at.holds >= maxHolds) return speak(turn, { turn: 'goodbye' });
  return speak({ ...turn, conversation, now: door.clock.now() }, beat, { ...at, repeats: 0, holds: at.holds + 1 });
}
