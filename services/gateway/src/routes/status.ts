/** POST /twilio/status/{attempt}: how far a call or message got. */
import type { FastifyInstance } from 'fastify';
import type { Door } from '../app.js';
import type { Receiver } from '../receiver.js';
import { attemptOf, paramsOf, twilioOnly } from '../twilio-door.js';

export function statusRoutes(app: FastifyInstance, door: Door, receiver: Receiver): void {
  app.post('/twilio/status/:attempt', { preHandler: twilioOnly(door) }, async (request, reply) => {
    const params = paramsOf(request);
    const kind = params.CallSid ? 'twilio.call.status' : 'twilio.message.status';
    const { content } = request.query as { content?: unknown };
    // The signature covers the address, so the content is the one we sent.
    const payload = typeof content === 'string' ? { ...params, content } : params;
    await receiver.store({ kind, attemptId: attemptOf(request), payload });
    return reply.code(204).send();
  });
}
