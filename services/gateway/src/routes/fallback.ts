/**
 * What a call says when its next document could not be had: the address that Twilio turns to by itself. It asks nobody and
 * needs no database: the practice's number is in the address. GET it to host the same file elsewhere (docs/operations.md).
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { safeOf } from '../voice/place.js';
import { fallbackTwiml } from '../voice/safely.js';

export function fallbackRoutes(app: FastifyInstance): void {
  app.route({
    method: ['GET', 'POST'],
    url: '/twilio/fallback',
    // Nothing is stored and nobody is named: no signature is needed to hear a practice's public number.
    handler: async (request: FastifyRequest, reply) =>
      reply.type('text/xml').send(fallbackTwiml(safeOf(request.query as Record<string, string | undefined>))),
  });
}
