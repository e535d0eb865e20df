/** Who may ask: the account with its token, the holder of the key. */
import { timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendGridRefusal, twilioRefusal } from '../refusal.js';
import { say } from './request.js';

type Guard = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

const same = (given: string, expected: string): boolean => {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
};

export function twilioAccount(accountSid: string, authToken: string): Guard {
  const expected = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  return async (request, reply) => {
    if (!same(request.headers.authorization ?? '', expected)) {
      await say(reply, twilioRefusal(401, 20003, 'Authenticate'));
      return;
    }
    const { account } = request.params as { account?: string };
    if (account !== accountSid)
      await say(reply, twilioRefusal(404, 20404, `The requested resource ${request.url.split('?')[0]} was not found`));
  };
}

export const revoked = sendGridRefusal(401, 'The provided authorization grant is invalid, expired, or revoked');

export function sendGridKey(key: string): Guard {
  return async (request, reply) => {
    if (!same(request.headers.authorization ?? '', `Bearer ${key}`)) await say(reply, revoked);
  };
}
