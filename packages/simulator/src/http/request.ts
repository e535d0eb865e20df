/** One request to send something: held against the contract, perhaps struck by a fault, taken or refused, and put on record. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RequestFault } from '../faults.js';
import type { Ledger, LedgerEntry, Received } from '../ledger.js';
import { isRefusal, type Refusal } from '../refusal.js';
import type { World } from '../world.js';

export interface Taken {
  /** The provider's name for what will be sent. */
  ref: string;
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}
export interface SendRequest {
  received: Received;
  /** What the contract says against it, before anything else is looked at. */
  fault: Refusal | null;
  take(): Taken | Refusal;
  throttled: Refusal;
  revoked: Refusal;
  broken: Refusal;
}

export function answerSend(
  world: World,
  request: FastifyRequest,
  reply: FastifyReply,
  send: SendRequest,
): FastifyReply | undefined {
  const { ledger, faults } = world;
  const { received } = send;
  if (send.fault) return refuse(ledger, reply, received, send.fault);
  const outage = world.outages.of(received.kind);
  if (outage !== null && outage !== 'unregistered') {
    ledger.record(received, 'faulted-before');
    if (outage === 'hang') return hang(reply);
    return say(reply, { revoked: send.revoked, storm: send.throttled, down: send.broken }[outage]);
  }
  // A request without an id of the sender's own is known by what it says.
  const struck = faults.ofRequest(received.rid ?? `${received.kind} ${received.to} ${received.body ?? ''}`);
  if (struck && isBefore(struck)) {
    ledger.record(received, 'faulted-before');
    if (struck === 'reset-before') return cut(request, reply);
    return say(reply, struck === 'throttle' ? send.throttled : send.broken);
  }
  const taken = send.take();
  if (isRefusal(taken)) return refuse(ledger, reply, received, taken);
  ledger.record(received, struck ? 'faulted-after' : 'accepted', { ref: taken.ref });
  if (struck === 'reset-after') return cut(request, reply);
  if (struck === 'hang-after') return hang(reply);
  if (struck === 'fail-after') return say(reply, send.broken);
  return reply
    .code(taken.status)
    .headers(taken.headers ?? {})
    .send(taken.body);
}

const isBefore = (fault: RequestFault): boolean =>
  fault === 'throttle' || fault === 'fail-before' || fault === 'reset-before';

export const say = (reply: FastifyReply, refusal: Refusal): FastifyReply =>
  reply
    .code(refusal.status)
    .headers(refusal.headers ?? {})
    .send(refusal.body);

function refuse(ledger: Ledger, reply: FastifyReply, received: Received, refusal: Refusal): FastifyReply {
  record(ledger, received, refusal);
  return say(reply, refusal);
}

export const record = (ledger: Ledger, received: Received, refusal: Refusal): LedgerEntry =>
  ledger.record(received, 'refused', { code: refusal.code });

/** Never answered: the client gives up, or the server closes. */
function hang(reply: FastifyReply): undefined {
  reply.hijack();
  return undefined;
}

function cut(request: FastifyRequest, reply: FastifyReply): undefined {
  reply.hijack();
  request.raw.socket.destroy();
  return undefined;
}
