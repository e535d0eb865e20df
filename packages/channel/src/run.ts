/** One process of one channel: queue in, provider out, health and metrics on the side. */
import type { Channel } from '@rollcall/contracts';
import { type Database, openServiceDatabase } from '@rollcall/database';
import { ConfigurationError, listenForHealth, runService, type ServiceContext } from '@rollcall/platform';
import { connectQueue } from '@rollcall/queue';
import { channelHandler, type Send } from './channel.js';
import { guarded } from './recipients.js';

/** What every channel worker reads from the environment. */
export interface ChannelEnvironment {
  NODE_ENV: 'production' | 'development' | 'test';
  LOG_LEVEL: string;
  HOST: string;
  METRICS_PORT: number;
  DATABASE_URL: string;
  DATABASE_POOL: number;
  ENCRYPTION_KEYS: string;
  REDIS_URL?: string | undefined;
  WORKER_CONCURRENCY: number;
  LEASE_MS: number;
  PROVIDER_TIMEOUT_MS: number;
  CLOCK_SPEED: number;
  RECIPIENT_ALLOW_LIST: string;
}

export interface Channelled {
  send: Send;
  /** The provider is a stand-in: its base URL is set. */
  standIn: boolean;
  /** Our numbers, where we choose among them. */
  pool?: readonly string[];
  close?: () => Promise<void>;
}

/** Starts the worker of `channel`; `build` makes its sender once the clock and logger are there. */
export function runChannel<E extends ChannelEnvironment>(
  channel: Channel,
  environment: E,
  build: (environment: E, context: ServiceContext & { database: Database }) => Channelled | Promise<Channelled>,
): Promise<void> {
  return runService(
    channel,
    async (context) => {
      const { logger, defer } = context;
      const database = openServiceDatabase(channel, environment, { logger, defer });
      await start(channel, environment, await build(environment, { ...context, database }), { ...context, database });
    },
    { environment: environment as never },
  );
}

async function start(
  channel: Channel,
  env: ChannelEnvironment,
  sender: Channelled,
  context: ServiceContext & { database: Database },
): Promise<void> {
  const { logger, metrics, clock, defer, database } = context;
  if (env.PROVIDER_TIMEOUT_MS >= env.LEASE_MS)
    throw new ConfigurationError([
      'PROVIDER_TIMEOUT_MS must be shorter than LEASE_MS: a request must end while the attempt is still ours',
    ]);
  if (sender.close) defer(sender.close, 'provider');
  const outcomes = metrics.counter('attempts_total', 'Attempts by outcome', ['channel', 'outcome', 'purpose']);
  const handler = channelHandler({
    channel,
    database,
    clock,
    send: guarded(sender.send, {
      production: env.NODE_ENV === 'production',
      standIn: sender.standIn,
      allowList: env.RECIPIENT_ALLOW_LIST,
    }),
    leaseMs: env.LEASE_MS,
    pool: sender.pool ?? [],
    wall: () => clock.wall(),
    onOutcome: (outcome, purpose) => outcomes.inc({ channel, outcome: outcome.kind, purpose }),
    onBug: (error, attemptId) => logger.error({ err: error, attemptId }, 'sending failed by a fault of ours'),
  });
  const queue = await connectQueue({
    ...(env.REDIS_URL ? { redisUrl: env.REDIS_URL } : {}),
    databaseUrl: env.DATABASE_URL,
    logger,
  });
  defer(() => queue.close(), 'queue');
  const consumer = await queue.consume(channel, handler, { concurrency: env.WORKER_CONCURRENCY, logger });
  defer(() => consumer.close(), 'consumer');
  await listenForHealth({
    host: env.HOST,
    port: env.METRICS_PORT,
    logger,
    metrics,
    ready: async () => ({ database: await database.ready(), ...(await queue.ready()) }),
    defer,
  });
  logger.info({ channel }, 'ready');
}
