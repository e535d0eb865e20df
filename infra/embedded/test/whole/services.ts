/** The services in one process, as their own mains put them together, beside a simulator: everything between them is real HTTP and SQL. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { channelHandler, type Send } from '@rollcall/channel';
import type { AttemptJob, Topic } from '@rollcall/contracts';
import { type Database, openDatabase, seedImTemplates, waitingForReschedule } from '@rollcall/database';
import { freshDatabase, testKeys } from '@rollcall/database/testing';
import { createLogger, createMetrics, newId } from '@rollcall/platform';
import { sendGridEmail, twilioCaller, twilioIm, twilioSms } from '@rollcall/providers';
import { type Simulator, startSimulator } from '@rollcall/simulator';
import { applier } from '../../../../services/conductor/src/applier.js';
import { lookForWork } from '../../../../services/conductor/src/look-for-work.js';
import { providerLookUp } from '../../../../services/conductor/src/look-up.js';
import { planner } from '../../../../services/conductor/src/planner.js';
import { recallCalls } from '../../../../services/conductor/src/recall.js';
import { reconcile } from '../../../../services/conductor/src/reconciler.js';
import { recover } from '../../../../services/conductor/src/recovery.js';
import { defaultLimits, relay } from '../../../../services/conductor/src/relay.js';
import { askAboutSilence, askTwilio } from '../../../../services/conductor/src/silence.js';
import { emailSend } from '../../../../services/email/src/send.js';
import { buildApp as buildGateway } from '../../../../services/gateway/src/app.js';
import { imSend } from '../../../../services/im/src/send.js';
import { readContentSids, type Templates, templatesIn } from '../../../../services/im/src/templates.js';
import { buildApp as buildIntake } from '../../../../services/intake/src/app.js';
import { bookOffers, expireOffers, fillOffers } from '../../../../services/reschedule/src/offers.js';
import { smsSend } from '../../../../services/sms/src/send.js';
import { voiceSend } from '../../../../services/voice/src/send.js';
import { environments } from '../../src/environments.js';
import { freePorts } from '../../src/ports.js';
import { secretsOf } from '../../src/secrets.js';
import type { LeapingClock } from './leaping-clock.js';

export interface ServiceOptions {
  clock: LeapingClock;
  seed: number;
  /** Calls the provider's account starts a second; the others wait there. Default: all at once. */
  providerCallsPerSecond?: number;
  /** Of the calls' fallback document on another host. */
  fallbackElsewhere?: string;
  /** Within so many real milliseconds a call is answered, if need be with the practice's number alone. */
  answerWithinMs?: number;
}
export interface Services {
  database: Database;
  /** The gateway's own connections, so many. */
  gatewayDatabase: Database;
  simulator: Simulator;
  urls: { intake: string; gateway: string };
  adminToken: string;
  /** Errors that were logged. */
  errors: string[];
  /** One round of all who work; returns how much was done. */
  round(): Promise<number>;
  /** What the reconciler does every few seconds. */
  mend(): Promise<void>;
  /** The gateway does not answer until `startGateway`. */
  stopGateway(): Promise<void>;
  startGateway(): Promise<void>;
  close(): Promise<void>;
}

function madeUp(): ReturnType<typeof secretsOf> {
  const dir = mkdtempSync(join(tmpdir(), 'rollcall-stage-'));
  try {
    return secretsOf(dir);
  } finally {
    rmSync(dir, { recursive: true });
  }
}

export const gatewayConnections = 4;
const leaseMs = 30_000;
/** Of a machine that others use as well; a page that waits for a time is never shorter of breath. Real milliseconds. */
const patienceMs = 4000;

export async function startServices(options: ServiceOptions): Promise<Services> {
  const { clock, seed } = options;
  const errors: string[] = [];
  const logger = createLogger({
    service: 'stage',
    level: 'error',
    destination: { write: (line: string) => void errors.push(line) },
  });
  const fresh = await freshDatabase();
  const connect = (applicationName: string, poolSize: number): Database =>
    openDatabase({ url: fresh.url, poolSize, encryptionKeys: testKeys, applicationName });
  const database = connect('stage', 10);
  const gatewayDatabase = connect('gateway', gatewayConnections);
  const [gatewayPort = 0, simulatorPort = 0] = await freePorts([0, 0]);
  const at = (port: number): string => `http://127.0.0.1:${port}`;
  const secrets = madeUp();
  const env = environments({ dir: '', clock: null, simulator: { seed } }, secrets, fresh.url, {
    intake: '',
    gateway: at(gatewayPort),
    simulator: at(simulatorPort),
  });
  const publicUrl = at(gatewayPort);
  const simulator = await startSimulator({
    clock,
    logger,
    seed,
    port: simulatorPort,
    accountSid: secrets.twilioSid,
    authToken: secrets.twilioToken,
    sendGridKey: secrets.sendGridKey,
    sendGridWebhookPrivateKey: secrets.webhookPrivateKey,
    publicUrl,
    ...(options.providerCallsPerSecond === undefined ? {} : { callsPerSecond: options.providerCallsPerSecond }),
  });
  const gateway = () =>
    buildGateway({
      database: gatewayDatabase,
      clock,
      logger,
      metrics: createMetrics('gateway'),
      publicUrl,
      twilioTokens: [secrets.twilioToken],
      sendGridPublicKey: secrets.webhookPublicKey,
      patienceMs,
      mayDial: () => true,
      ...(options.answerWithinMs === undefined ? {} : { answerWithinMs: options.answerWithinMs }),
    });
  let door = await gateway();
  await door.listen({ host: '127.0.0.1', port: gatewayPort });
  const intake = await buildIntake({
    database,
    clock,
    logger,
    metrics: createMetrics('intake'),
    newId,
    adminToken: secrets.adminToken,
    requestsPerMinute: 100_000,
    stallMs: 120_000,
  });
  const intakeUrl = await intake.listen({ host: '127.0.0.1', port: 0 });

  const twilio = env.voice as never;
  const sms = twilioSms(twilio);
  const caller = twilioCaller(twilio);
  // The worker looks anew each second, which here is a morning.
  const templates: Templates = {
    approved: () => templatesIn(database, clock).approved(),
    pause: (contentSid, code) => templatesIn(database, clock).pause(contentSid, code),
  };
  const sends: Record<Topic, Send> = {
    voice: voiceSend({ caller, publicUrl, fallbackElsewhere: options.fallbackElsewhere, now: () => clock.now() }),
    sms: smsSend({ sender: sms, clock, publicUrl }),
    im: imSend({ sender: twilioIm(twilio), clock, publicUrl, templates }),
    email: emailSend({
      sender: sendGridEmail(env.email as never),
      clock,
      publicUrl,
      replyTo: env.email.SENDGRID_REPLY_TO ?? null,
    }),
  };
  await seedImTemplates(database, readContentSids(env.im.TWILIO_CONTENT_SIDS ?? ''), clock.now());
  const onBug = (error: unknown): void => void errors.push(String(error));
  const handlers = new Map(
    (['voice', 'sms', 'im', 'email'] as const).map((channel) => [
      channel as Topic,
      channelHandler({ channel, database, clock, send: sends[channel], leaseMs, onBug }),
    ]),
  );
  const underWay = new Set<Promise<void>>();
  const publisher = {
    publish: async (topic: Topic, jobs: readonly AttemptJob[]) => {
      for (const job of jobs) {
        const sending = (handlers.get(topic)?.(job) ?? Promise.resolve()).catch(onBug);
        underWay.add(sending);
        void sending.finally(() => underWay.delete(sending));
      }
    },
    depth: async () => 0,
    close: async () => {},
  };
  const context = { database, clock, newId };
  const apply = applier(context, logger);
  const plan = planner(context, logger);
  const publish = relay(context, publisher, { ...defaultLimits, perSecond: { voice: 1 } });
  /** Those for whom there is something to do. */
  const loops = async (): Promise<(() => Promise<number>)[]> => {
    const [work, offers] = await Promise.all([
      lookForWork(database, clock.now(), 1),
      waitingForReschedule(database, clock.now()),
    ]);
    return [
      ...(work.applier === 'nothing' ? [] : [apply]),
      ...(work.planner === 'nothing' ? [] : [plan]),
      ...(work.relay === 'nothing' ? [] : [publish]),
      ...(offers.requested ? [() => fillOffers(context)] : []),
      ...(offers.chosen ? [() => bookOffers(context)] : []),
      ...(offers.expired ? [() => expireOffers(context)] : []),
    ];
  };
  const lookUp = providerLookUp({ database, sms, caller, logger, wallOf: () => new Date(Date.now() - 60_000) });
  const recall = recallCalls(context, caller, logger);
  const ask = askTwilio(sms, caller, logger);
  return {
    database,
    gatewayDatabase,
    simulator,
    urls: { intake: intakeUrl, gateway: publicUrl },
    adminToken: secrets.adminToken,
    errors,
    round: async () => {
      let done = 0;
      for (const loop of await loops()) done += await loop();
      await Promise.all(underWay);
      return done;
    },
    mend: async () => {
      await reconcile(context, lookUp);
      await recover(context);
      await recall();
      await askAboutSilence(context, ask, 120_000);
    },
    stopGateway: () => door.close().then(() => undefined),
    startGateway: async () => {
      door = await gateway();
      await door.listen({ host: '127.0.0.1', port: gatewayPort });
    },
    close: async () => {
      await simulator.close();
      await Promise.all([door.close(), intake.close()]);
      await Promise.all(underWay);
      await Promise.all([database.close(), gatewayDatabase.close()]);
      await fresh.drop();
    },
  };
}
