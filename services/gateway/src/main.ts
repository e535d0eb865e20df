/** The public door: provider webhooks, and the patient's page. */
import { GatewayEnvironment } from '@rollcall/contracts';
import { openDatabase } from '@rollcall/database';
import { environmentOrExit, runService } from '@rollcall/platform';
import { buildApp } from './app.js';

const environment = environmentOrExit(GatewayEnvironment);

await runService(
  'gateway',
  async ({ logger, metrics, clock, defer }) => {
    const database = openDatabase({
      url: environment.DATABASE_URL,
      poolSize: environment.DATABASE_POOL,
      encryptionKeys: environment.ENCRYPTION_KEYS,
      applicationName: 'rollcall-gateway',
      onError: (error) => logger.error({ err: error }, 'database connection lost'),
    });
    defer(() => database.close(), 'database');
    const app = await buildApp({
      database,
      clock,
      logger,
      metrics,
      publicUrl: environment.PUBLIC_URL,
      twilioTokens: [environment.TWILIO_AUTH_TOKEN, environment.TWILIO_AUTH_TOKEN_PREVIOUS].filter(
        (t) => t !== undefined,
      ),
      sendGridPublicKey: environment.SENDGRID_WEBHOOK_PUBLIC_KEY,
    });
    defer(() => app.close(), 'http');
    await app.listen({ host: environment.HOST, port: environment.PORT });
    logger.info('ready');
  },
  { environment },
);
