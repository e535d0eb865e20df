/** Nobody but Twilio comes in: the signature is checked on the exact public URL, over all parameters. */
import { verifyTwilio } from '@rollcall/providers';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Door } from './app.js';

export type Params = Record<string, string>;

/** Repeated parameters arrive as lists; the rest of the house reads the last one. */
export const paramsOf = (request: FastifyRequest): Params => {
  const body = (request.body ?? {}) as Record<string, string | string[]>;
  if (!Object.values(body).some(Array.isArray)) return body as Params;
  return Object.fromEntries(Object.entries(body).map(([k, v]) => [k, Array.isArray(v) ? (v.at(-1) ?? '') : v]));
};

/** A hook that answers 403, and counts, unless the request is signed with the current or the previous token. */
export function twilioOnly(door: Door): (request: FastifyRequest, reply: FastifyReply) => Promise<void> {
  const refused = door.metrics.counter('webhooks_refused_total', 'Webhooks refused by their signature', [
    'provider',
    'reason',
  ]);
  const base = door.publicUrl.replace(/\/$/, '');
  return async (request, reply) => {
    const signature = request.headers['x-twilio-signature'];
    const ok =
      typeof signature === 'string' &&
      verifyTwilio({
        tokens: door.twilioTokens,
        url: base + request.raw.url,
        params: (request.body ?? {}) as Record<string, string | string[]>,
        signature,
      });
    if (ok) return;
    refused.inc({ provider: 'twilio', reason: typeof signature === 'string' ? 'wrong' : 'missing' });
    await reply.code(403).type('text/plain').send('forbidden');
  };
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** The attempt in the path, or null: an unknown one is parked, never a 404 that makes the provider give up. */
export const attemptOf = (request: FastifyRequest): string | null => {
  const { attempt } = request.params as { attempt?: string };
  return attempt !== undefined && uuid.test(attempt) ? attempt : null;
};
