/** Twilio's Calls. */
import type { FastifyInstance } from 'fastify';
import { ridIn } from '../ids.js';
import type { Received } from '../ledger.js';
import type { TwilioChecks } from '../openapi.js';
import { callResource, type Instructions, isOver, type OutboundCall } from '../phone/call.js';
import { isRefusal, type Refusal, twilioRefusal } from '../refusal.js';
import type { World } from '../world.js';
import { all, badAddress, type Form, faultOf, instant, method, one } from './form.js';
import { answerSend, say } from './request.js';
import { broken, listOf, notFound, revoked, throttled } from './twilio-answers.js';

const maxTwiml = 4000;
const defaultRingSeconds = 60;
const defaultTimeLimitSeconds = 4 * 3600;
const callEvents = ['initiated', 'ringing', 'answered', 'completed'];

export function callRoutes(app: FastifyInstance, world: World, checks: TwilioChecks): void {
  const { accountSid } = world.settings;
  const base = '/2010-04-01/Accounts/:account/Calls';

  app.post(`${base}.json`, async (request, reply) => {
    const form = (request.body ?? {}) as Form;
    const received = receivedOf(form);
    return answerSend(world, request, reply, {
      received,
      fault: faultOf(checks.createCall, form) ?? faultOfCall(form),
      throttled,
      revoked,
      broken,
      take: () => {
        const call = world.exchange.place(outboundOf(form, received));
        return isRefusal(call) ? call : { ref: call.sid, status: 201, body: callResource(call, accountSid) };
      },
    });
  });

  app.get(`${base}.json`, async (request, reply) => {
    const query = request.query as Form;
    const fault = faultOf(checks.listCalls, query);
    if (fault) return say(reply, fault);
    const after = instant(one(query, 'StartTime>') ?? one(query, 'StartTime'));
    const before = instant(one(query, 'StartTime<'));
    const by = { to: one(query, 'To'), from: one(query, 'From'), status: one(query, 'Status') };
    const found = world.exchange.list({
      ...(by.to === null ? {} : { to: by.to }),
      ...(by.from === null ? {} : { from: by.from }),
      ...(by.status === null ? {} : { status: by.status }),
      ...(after ? { after } : {}),
      ...(before ? { before } : {}),
    });
    return listOf(
      'calls',
      request.url,
      found.map((c) => callResource(c, accountSid)),
      query,
    );
  });

  app.get(`${base}/:sid.json`, async (request, reply) => {
    const call = world.exchange.find((request.params as { sid: string }).sid);
    return call ? callResource(call, accountSid) : say(reply, notFound(request.url));
  });

  app.post(`${base}/:sid.json`, async (request, reply) => {
    const form = (request.body ?? {}) as Form;
    const fault = faultOf(checks.updateCall, form);
    if (fault) return say(reply, fault);
    const call = world.exchange.find((request.params as { sid: string }).sid);
    if (!call) return say(reply, notFound(request.url));
    if (isOver(call)) return say(reply, twilioRefusal(400, 21220, 'Call is not in-progress. Cannot redirect.'));
    const status = one(form, 'Status');
    const twiml = one(form, 'Twiml');
    const url = one(form, 'Url');
    if (status === 'completed' || (status === 'canceled' && call.status !== 'in-progress')) world.exchange.hangUp(call);
    else if (url !== null) world.exchange.replace(call, { url, method: method(form, 'Method') });
    else if (twiml !== null) world.exchange.replace(call, { twiml });
    return callResource(call, accountSid);
  });
}

function receivedOf(form: Form): Received {
  return {
    kind: 'call',
    to: one(form, 'To') ?? '',
    from: one(form, 'From') ?? '',
    rid: ridIn(one(form, 'StatusCallback')) ?? ridIn(one(form, 'Url')),
    subject: null,
    body: one(form, 'Url') ?? one(form, 'Twiml'),
  };
}

function outboundOf(form: Form, received: Received): OutboundCall {
  const url = one(form, 'Url');
  const events = all(form, 'StatusCallbackEvent').flatMap((e) => e.split(/[\s,]+/));
  const detection = one(form, 'MachineDetection');
  return {
    to: received.to,
    from: received.from,
    // With both, the address wins.
    instructions: url === null ? { twiml: one(form, 'Twiml') ?? '' } : { url, method: method(form, 'Method') },
    statusCallback: one(form, 'StatusCallback'),
    statusMethod: method(form, 'StatusCallbackMethod'),
    events: events.length > 0 ? events : ['completed'],
    ringSeconds: Number(one(form, 'Timeout') ?? defaultRingSeconds),
    timeLimitSeconds: Number(one(form, 'TimeLimit') ?? defaultTimeLimitSeconds),
    detects: detection === 'DetectMessageEnd' ? 'message-end' : detection === 'Enable' ? 'machine' : 'nothing',
    detectedAt: one(form, 'AsyncAmd') === 'true' && detection ? instructionsAt(form, 'AsyncAmdStatusCallback') : null,
    fallback: instructionsAt(form, 'FallbackUrl', 'FallbackMethod'),
    rid: received.rid,
  };
}

function instructionsAt(form: Form, url: string, how = `${url}Method`): Instructions | null {
  const address = one(form, url);
  return address === null ? null : { url: address, method: method(form, how) };
}

function faultOfCall(form: Form): Refusal | null {
  const twiml = one(form, 'Twiml');
  if (one(form, 'Url') === null && twiml === null) return twilioRefusal(400, 21205, 'Url parameter is required.');
  if (twiml !== null && twiml.length > maxTwiml) return twilioRefusal(400, 21218, 'Invalid Twiml: too long');
  const event = all(form, 'StatusCallbackEvent')
    .flatMap((e) => e.split(/[\s,]+/))
    .find((e) => !callEvents.includes(e));
  if (event !== undefined) return twilioRefusal(400, 21626, 'Invalid StatusCallbackEvent');
  return badAddress(form, 'Url', 'StatusCallback', 'FallbackUrl', 'AsyncAmdStatusCallback');
}
