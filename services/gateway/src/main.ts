/** The public door: provider webhooks, and the patient's page. */
import { GatewayEnvironment, isStandIn } from '@rollcall/contracts';
import { openServiceDatabase } from '@rollcall/database';
import { environmentOrExit, mayContact, runService } from '@rollcall/platform';
import { buildApp, type Door } from './app.js';

const environment = environmentOrExit(GatewayEnvironment);

await runService(
  'gateway',
  async ({ logger, metrics, clock, defer }) => {
    const database = openServiceDatabase('gateway', environment, { logger, defer });
    const app = await buildApp({
      database,
      clock,
      logger,
      metrics,
      publicUrl: environment.PUBLIC_URL,
      twilioTokens: [environment.TWILIO_AUTH_TOKEN, environment.TWILIO_AUTH_TOKEN_PREVIOUS].filter(
        (t) => t !== undefined,
      ),
      ...addressing(environment.TRUST_PROXY),
      sendGridPublicKey: environment.SENDGRID_WEBHOOK_PUBLIC_KEY,
      mayDial: (number) =>
        mayContact(number, {
          production: environment.NODE_ENV === 'production',
          standIn: isStandIn(environment.TWILIO_API_BASE_URL),
          allowList: environment.RECIPIENT_ALLOW_LIST,
        }),
    });
    defer(() => app.close(), 'http');
    await app.listen({ host: environment.HOST, port: environment.PORT });
    logger.info('ready');
  },
  { environment },
);

/** `none`: patients come straight to us. */
function addressing(trusted: string | undefined): Pick<Door, 'trustProxy' | 'addressesAreKnown'> {
  if (trusted === undefined) return {};
  return trusted === 'none' ? { addressesAreKnown: true } : { addressesAreKnown: true, trustProxy: trusted };
}
