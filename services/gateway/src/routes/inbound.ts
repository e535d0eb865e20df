/** Patients who write, and patients who call back. */
import { latestAttemptTo } from '@rollcall/database';
import type { FastifyInstance } from 'fastify';
import type { Door } from '../app.js';
import type { Receiver } from '../receiver.js';
import { paramsOf, twilioOnly } from '../twilio-door.js';
import { emptyResponse, redirectTo, strangerTwiml } from '../voice/twiml.js';

export function inboundRoutes(app: FastifyInstance, door: Door, receiver: Receiver): void {
  const preHandler = twilioOnly(door);
  app.post('/twilio/inbound/messages', { preHandler }, async (request, reply) => {
    await receiver.store({ kind: 'twilio.message.inbound', attemptId: null, payload: paramsOf(request) });
    // What we answer is said by the conductor, after it is true.
    return reply.type('text/xml').send(emptyResponse());
  });

  // A patient who calls back is known by the number and hears the same menu.
  app.post('/twilio/inbound/calls', { preHandler }, async (request, reply) => {
    const params = paramsOf(request);
    await receiver.store({ kind: 'twilio.call.inbound', attemptId: null, payload: params });
    const attemptId = params.From ? await latestAttemptTo(door.database, params.From) : null;
    return reply.type('text/xml').send(attemptId ? redirectTo(`/twilio/voice/${attemptId}`) : strangerTwiml());
  });
}
