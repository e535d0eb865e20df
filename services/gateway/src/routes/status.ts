/** POST /twilio/status/{attempt}: how far a call or message got. */
import { storedKeys } from '@rollcall/database';
import { coalesce } from '@rollcall/platform';
import { type CallMarks, markKeys, marksOf, withMarks } from '@rollcall/providers';
import type { FastifyInstance } from 'fastify';
import type { Door } from '../app.js';
import type { Receiver } from '../receiver.js';
import { attemptOf, paramsOf, twilioOnly } from '../twilio-door.js';

export function statusRoutes(app: FastifyInstance, door: Door, receiver: Receiver): void {
  // Calls that end at the same moment share the statement.
  const marks = coalesce(async (sids: string[]): Promise<CallMarks[]> => {
    const stored = await storedKeys(door.database.pool, 'twilio', sids.flatMap(markKeys));
    return sids.map((sid) => marksOf(sid, stored));
  });
  app.post('/twilio/status/:attempt', { preHandler: twilioOnly(door) }, async (request, reply) => {
    const params = paramsOf(request);
    const kind = params.CallSid ? 'twilio.call.status' : 'twilio.message.status';
    const over = params.CallSid !== undefined && params.CallStatus === 'completed';
    const { content } = request.query as { content?: unknown };
    const payload = over
      ? withMarks(params, await marks(params.CallSid ?? ''))
      : // The signature covers the address, so the content is the one we sent.
        typeof content === 'string'
        ? { ...params, content }
        : params;
    await receiver.store({ kind, attemptId: attemptOf(request), payload });
    return reply.code(204).send();
  });
}
