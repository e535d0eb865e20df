/**
 * Patients who call back. A caller is known by the number alone, so nothing is said that tells whose number it is: one
 * person's open matters are played one after the other; where several people are reached on the number, the birth year says
 * who calls; without an open matter the desk is rung; a stranger hears that there is nothing.
 */
import { readPhone } from '@rollcall/contracts';
import { type DeskRow, deskById, deskFor, type OpenMatter, openMatters } from '@rollcall/database';
import {
  chooseLanguage,
  connectingToDesk,
  deskDoesNotAnswer,
  nothingForCaller,
  severalForCaller,
} from '@rollcall/messages';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Door } from '../app.js';
import type { Receiver } from '../receiver.js';
import { type Params, paramsOf, twilioOnly } from '../twilio-door.js';
import { placeOf, queryOf } from '../voice/place.js';
import { asideAndEnd, ask, hangUpResponse, putThrough, redirectTo } from '../voice/twiml.js';

const maxTries = 2;
const yearSeconds = 8;
const path = '/twilio/inbound/calls';

type Query = Record<string, string | undefined>;
const queryIn = (request: FastifyRequest): Query => request.query as Query;

export function callerRoutes(app: FastifyInstance, door: Door, receiver: Receiver): void {
  const preHandler = twilioOnly(door);

  app.post(path, { preHandler }, async (request, reply) => {
    const params = paramsOf(request);
    await receiver.store({ kind: 'twilio.call.inbound', attemptId: null, payload: params });
    const matters = params.From ? await openMatters(door.database, params.From) : [];
    const twiml =
      matters.length === 0
        ? await ringDesk(door, params)
        : samePerson(matters)
          ? play(matters)
          : askWho(await deskFor(door.database, params.From ?? ''), 0);
    return reply.type('text/xml').send(twiml);
  });

  // Several people are reached on this number: which of them calls?
  app.post(`${path}/year`, { preHandler }, async (request, reply) => {
    const params = paramsOf(request);
    const tries = Number.parseInt(queryIn(request).tries ?? '0', 10) || 0;
    const matters = params.From ? await openMatters(door.database, params.From) : [];
    const own = matters.filter(
      (m) => /^\d{4}$/.test(params.Digits ?? '') && m.birthYears.includes(Number(params.Digits)),
    );
    const desk = await deskFor(door.database, params.From ?? '');
    const twiml =
      own.length > 0 && samePerson(own)
        ? play(own, true)
        : // Two of one age cannot be told apart by it: a person does.
          own.length > 0 || tries + 1 >= maxTries
          ? sayDesk(desk)
          : askWho(desk, tries + 1);
    return reply.type('text/xml').send(twiml);
  });

  app.post(`${path}/desk`, { preHandler }, async (request, reply) => {
    const params = paramsOf(request);
    const { practice } = queryIn(request);
    const answered = params.DialCallStatus === 'completed' && params.DialBridged !== 'false';
    const desk = !answered && practice && uuid.test(practice) ? await deskById(door.database, practice) : null;
    return reply.type('text/xml').send(answered ? hangUpResponse() : sayDesk(desk));
  });
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const samePerson = (matters: readonly OpenMatter[]): boolean => new Set(matters.map((m) => m.person)).size === 1;

/** One after the other, the most urgent first. Who was told apart by the birth year has passed the challenge with it. */
function play(matters: readonly OpenMatter[], passed = false): string {
  const [first, ...rest] = matters.map((m) => m.attemptId);
  const at = { ...placeOf({}), later: rest, proven: true, passed };
  return redirectTo(`/twilio/voice/${first}?${queryOf(at)}`);
}

function askWho(desk: DeskRow | null, tries: number): string {
  const { say, ...voice } = severalForCaller(languageOf(desk), tries > 0);
  const yearUrl = `${path}/year?tries=${tries}`;
  return ask(voice, say, {
    digits: 4,
    timeoutSeconds: yearSeconds,
    keyUrl: yearUrl,
    silenceUrl: yearUrl,
    listening: null,
  });
}

async function ringDesk(door: Door, params: Params): Promise<string> {
  const desk = await deskFor(door.database, params.From ?? '');
  if (!desk) return asideAndEnd(nothingForCaller('en'));
  const number = readPhone(desk.callbackNumber, desk.country);
  // The desk's own line, or one that is forwarded to us, would ring itself.
  const inCircles = number.ok && (number.e164 === params.From || number.e164 === params.To);
  if (!number.ok || inCircles || !door.mayDial?.(number.e164)) return sayDesk(desk);
  const { say, ...voice } = connectingToDesk(languageOf(desk), nameOf(desk));
  return putThrough(voice, say, {
    number: number.e164,
    thenUrl: `${path}/desk?practice=${desk.practiceId}`,
    whisperUrl: null,
  });
}

const languageOf = (desk: DeskRow | null) => chooseLanguage(desk?.language ?? 'en', 'en').language;
const nameOf = (desk: DeskRow) => ({ name: desk.spokenName, callbackNumber: desk.callbackNumber });
const sayDesk = (desk: DeskRow | null): string =>
  asideAndEnd(desk ? deskDoesNotAnswer(languageOf(desk), nameOf(desk)) : nothingForCaller('en'));
