/** The simulator as a process. */
import { environmentOrExit, runService } from '@rollcall/platform';
import { SimulatorEnvironment } from './environment.js';
import { startSimulator } from './simulator.js';

const environment = environmentOrExit(SimulatorEnvironment);

await runService(
  'simulator',
  async ({ logger, metrics, clock, defer }) => {
    const simulator = await startSimulator({
      clock,
      logger,
      metrics,
      host: environment.HOST,
      port: environment.PORT,
      seed: environment.SIM_SEED,
      faults: environment.SIM_FAULTS,
      accountSid: environment.TWILIO_ACCOUNT_SID,
      authToken: environment.TWILIO_AUTH_TOKEN,
      sendGridKey: environment.SENDGRID_API_KEY,
      sendGridWebhookPrivateKey: environment.SENDGRID_WEBHOOK_PRIVATE_KEY,
      publicUrl: environment.PUBLIC_URL,
      ...(environment.SIM_INBOUND_URL ? { inboundUrl: environment.SIM_INBOUND_URL } : {}),
    });
    defer(() => simulator.close(), 'simulator');
    logger.info('ready');
  },
  { environment },
);
