/** Patients who write. */
import type { FastifyInstance } from 'fastify';
import type { Door } from '../app.js';
import type { Receiver } from '../receiver.js';
import { paramsOf, twilioOnly } from '../twilio-door.js';
import { emptyResponse } from '../voice/twiml.js';

export function inboundRoutes(app: FastifyInstance, door: Door, receiver: Receiver): void {
  app.post('/twilio/inbound/messages', { preHandler: twilioOnly(door) }, async (request, reply) => {
    await receiver.store({ kind: 'twilio.message.inbound', attemptId: null, payload: paramsOf(request) });
    // What we answer is said by the conductor, after it is true.
    return reply.type('text/xml').send(emptyResponse());
  });
}
