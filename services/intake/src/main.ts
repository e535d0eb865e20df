/** The REST API of the practice. */
import { IntakeEnvironment } from '@rollcall/contracts';
import { openServiceDatabase } from '@rollcall/database';
import { environmentOrExit, newId, runService } from '@rollcall/platform';
import { buildApp } from './app.js';

const environment = environmentOrExit(IntakeEnvironment);

await runService(
  'intake',
  async ({ logger, metrics, clock, defer }) => {
    const database = openServiceDatabase('intake', environment, { logger, defer });
    const app = await buildApp({
      database,
      clock,
      logger,
      metrics,
      newId,
      adminToken: environment.ADMIN_TOKEN,
      requestsPerMinute: environment.RATE_LIMIT_PER_MINUTE,
      stallMs: environment.STALL_MS,
    });
    defer(() => app.close(), 'http');
    await app.listen({ host: environment.HOST, port: environment.PORT });
    logger.info('ready');
  },
  { environment },
);
