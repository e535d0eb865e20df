/** A stand-in for Twilio and SendGrid over real HTTP, with people at the other end. */
import formbody from '@fastify/formbody';
import { type Clock, createHttp, createLogger, createMetrics, type Logger, type Metrics } from '@rollcall/platform';
import type { FastifyError, FastifyInstance } from 'fastify';
import { twilioAccount } from './http/authentication.js';
import { callRoutes } from './http/calls.js';
import { controlRoutes } from './http/control.js';
import { mailRoutes } from './http/mail.js';
import { messageRoutes } from './http/messages.js';
import { say } from './http/request.js';
import type { Ledger } from './ledger.js';
import { twilioChecks } from './openapi.js';
import type { CastEntry } from './people/cast.js';
import { twilioRefusal } from './refusal.js';
import { World, type WorldSettings } from './world.js';

export interface SimulatorOptions extends Omit<WorldSettings, 'logger'> {
  clock: Clock;
  logger?: Logger;
  metrics?: Metrics;
  host?: string;
  /** 0 or nothing: any free one. */
  port?: number;
  cast?: readonly CastEntry[];
}
export interface Simulator {
  /** Where to send what would go to api.twilio.com and api.sendgrid.com. */
  url: string;
  ledger: Ledger;
  world: World;
  /** Resolves when nobody is about to do anything and every webhook has been delivered. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** Listens when it resolves. Rejects when the port is taken or the key is no key. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const logger = options.logger ?? createLogger({ service: 'simulator', level: 'silent' });
  const metrics = options.metrics ?? createMetrics('simulator');
  const world = new World({ ...options, logger });
  world.cast.put(options.cast ?? []);
  const app = createHttp({ logger, metrics, ready: async () => ({ listening: true }) });
  await app.register(async (scope) => twilioRoutes(scope, world));
  await app.register(async (scope) => mailRoutes(scope, world));
  await app.register(async (scope) => controlRoutes(scope, world));
  const url = await app.listen({ host: options.host ?? '127.0.0.1', port: options.port ?? 0 });
  return {
    url,
    ledger: world.ledger,
    world,
    idle: () => world.agenda.idle(),
    close: async () => {
      await app.close();
      await world.close();
    },
  };
}

async function twilioRoutes(app: FastifyInstance, world: World): Promise<void> {
  await app.register(formbody);
  const { accountSid, authToken } = world.settings;
  app.addHook('onRequest', twilioAccount(accountSid, authToken));
  app.setErrorHandler((error: FastifyError, _request, reply) => {
    const status = error.statusCode ?? 500;
    return say(
      reply,
      status < 500 ? twilioRefusal(status, 20001, error.code) : twilioRefusal(500, 20500, error.message),
    );
  });
  const checks = twilioChecks();
  messageRoutes(app, world, checks);
  callRoutes(app, world, checks);
}
