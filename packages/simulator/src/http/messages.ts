/** Twilio's Messages: texts and chat messages alike. */
import type { FastifyInstance } from 'fastify';
import { ridIn } from '../ids.js';
import type { Received } from '../ledger.js';
import type { TwilioChecks } from '../openapi.js';
import { isRefusal, type Refusal, twilioRefusal } from '../refusal.js';
import { messageResource, type OutboundMessage } from '../texts/message.js';
import type { World } from '../world.js';
import { badAddress, type Form, faultOf, instant, one } from './form.js';
import { answerSend, say } from './request.js';
import { broken, listOf, notFound, revoked, throttled } from './twilio-answers.js';

const maxBody = 1600;
const contentSid = /^HX[0-9a-fA-F]{32}$/;
const defaultValiditySeconds = 36_000;
/** The number a messaging service sends from. */
const poolNumber = '+15005550006';

export function messageRoutes(app: FastifyInstance, world: World, checks: TwilioChecks): void {
  const { accountSid } = world.settings;
  const base = '/2010-04-01/Accounts/:account/Messages';

  app.post(`${base}.json`, async (request, reply) => {
    const form = (request.body ?? {}) as Form;
    const variables = readVariables(one(form, 'ContentVariables'));
    const received = receivedOf(form);
    return answerSend(world, request, reply, {
      received,
      fault: faultOf(checks.createMessage, form) ?? faultOfMessage(form, variables),
      throttled,
      revoked,
      broken,
      take: () => {
        const outbound = outboundOf(form, received, variables ?? {});
        const message = received.kind === 'im' ? world.chat.send(outbound) : world.carrier.send(outbound);
        if (isRefusal(message)) return message;
        return { ref: message.sid, status: 201, body: messageResource(message, accountSid) };
      },
    });
  });

  app.get(`${base}.json`, async (request, reply) => {
    const query = request.query as Form;
    const fault = faultOf(checks.listMessages, query);
    if (fault) return say(reply, fault);
    const after = instant(one(query, 'DateSent>') ?? one(query, 'DateSent'));
    const before = instant(one(query, 'DateSent<'));
    const to = one(query, 'To');
    const from = one(query, 'From');
    const found = world.postbox.list({
      ...(to === null ? {} : { to }),
      ...(from === null ? {} : { from }),
      ...(after ? { after } : {}),
      ...(before ? { before } : {}),
    });
    return listOf(
      'messages',
      request.url,
      found.map((m) => messageResource(m, accountSid)),
      query,
    );
  });

  app.get(`${base}/:sid.json`, async (request, reply) => {
    const { sid } = request.params as { sid: string };
    const message = world.postbox.find(sid);
    return message ? messageResource(message, accountSid) : say(reply, notFound(request.url));
  });
}

function receivedOf(form: Form): Received {
  const to = one(form, 'To') ?? '';
  const template = one(form, 'ContentSid');
  return {
    kind: to.includes(':') ? 'im' : 'sms',
    to,
    from: one(form, 'From') ?? one(form, 'MessagingServiceSid') ?? '',
    rid: ridIn(one(form, 'StatusCallback')),
    subject: template,
    body: one(form, 'Body') ?? one(form, 'ContentVariables'),
  };
}

function outboundOf(form: Form, received: Received, variables: Record<string, string>): OutboundMessage {
  const messagingServiceSid = one(form, 'MessagingServiceSid');
  return {
    to: received.to,
    from: one(form, 'From') ?? poolNumber,
    body: one(form, 'Body') ?? '',
    messagingServiceSid,
    statusCallback: one(form, 'StatusCallback'),
    contentVariables: variables,
    isTemplate: one(form, 'ContentSid') !== null,
    contentSid: one(form, 'ContentSid'),
    validityMs: Number(one(form, 'ValidityPeriod') ?? defaultValiditySeconds) * 1000,
    rid: received.rid,
  };
}

/** What the OpenAPI file does not say, and the service enforces. */
function faultOfMessage(form: Form, variables: Record<string, string> | null): Refusal | null {
  const body = one(form, 'Body');
  const template = one(form, 'ContentSid');
  if (one(form, 'From') === null && one(form, 'MessagingServiceSid') === null)
    return twilioRefusal(400, 21603, "A 'From' or 'MessagingServiceSid' is required");
  if (body === null && template === null && one(form, 'MediaUrl') === null)
    return twilioRefusal(400, 21619, 'A text message body or media urls must be specified');
  if (template !== null && body !== null)
    return twilioRefusal(400, 21620, 'A message is either a template or a body, not both');
  if (template !== null && !contentSid.test(template)) return twilioRefusal(400, 21655, 'The ContentSid is invalid');
  if (variables === null) return twilioRefusal(400, 21656, 'The ContentVariables Parameter is invalid');
  if (body !== null && body.length > maxBody)
    return twilioRefusal(400, 21617, 'The concatenated message body exceeds the 1600 character limit');
  return badAddress(form, 'StatusCallback');
}

/** Null: not a JSON object of texts. */
function readVariables(json: string | null): Record<string, string> | null {
  if (json === null) return {};
  try {
    const read: unknown = JSON.parse(json);
    if (typeof read !== 'object' || read === null || Array.isArray(read)) return null;
    return Object.values(read).every((v) => typeof v === 'string') ? (read as Record<string, string>) : null;
  } catch {
    return null;
  }
}
