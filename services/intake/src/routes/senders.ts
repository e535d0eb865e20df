/** The senders, as the administrator sees them: held after a backup was restored, and let go by a person who has compared. */
import { releaseSenders } from '@rollcall/database';
import type { FastifyInstance } from 'fastify';
import type { IntakeContext } from '../app.js';

export function senderRoutes(app: FastifyInstance, { database, clock, auth, logger }: IntakeContext): void {
  app.addHook('onRequest', async (request) => auth.admin(request));

  app.post('/v1/senders/release', async () => {
    const released = await database.transaction((tx) => releaseSenders(tx, clock.now()));
    logger.warn({ released }, 'the administrator let the senders go');
    return { released };
  });
}
