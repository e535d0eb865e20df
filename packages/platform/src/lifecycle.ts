/**
 * The life of a process: start, run until told to stop, close what was opened in reverse order, end in time. A closer
 * that hangs (a queue whose Redis is gone) is left behind when the grace is over.
 */
import type { z } from 'zod';
import type { Clock } from './clock.js';
import { clockFromEnvironment } from './clock.js';
import { ConfigurationError, readEnvironment } from './configuration.js';
import { createLogger, type Logger } from './logger.js';
import { createMetrics, type Metrics } from './metrics.js';
import { type PacedClock, PaceMessage } from './paced-clock.js';

export interface ServiceContext {
  logger: Logger;
  metrics: Metrics;
  clock: Clock;
  /** Aborted when the process is told to stop. */
  signal: AbortSignal;
  /** Runs at the end, last deferred first. */
  defer(close: () => Promise<void> | void, name?: string): void;
}
export interface LifecycleEnvironment {
  NODE_ENV: 'production' | 'development' | 'test';
  LOG_LEVEL: string;
  CLOCK_SPEED: number;
  CLOCK_EPOCH?: number | undefined;
  CLOCK_START?: number | undefined;
}

const defaultGraceMs = 10_000;

export async function runService(
  name: string,
  start: (context: ServiceContext) => Promise<void>,
  { environment }: { environment: LifecycleEnvironment },
): Promise<void> {
  const logger = createLogger({ service: name, level: environment.LOG_LEVEL });
  const closers: { name: string; close: () => Promise<void> | void }[] = [];
  const stopping = new AbortController();
  const graceMs = Number(process.env.SHUTDOWN_GRACE_MS ?? defaultGraceMs);
  let ended = false;

  const end = async (code: number): Promise<void> => {
    if (ended) return process.exit(1);
    ended = true;
    stopping.abort();
    const deadline = performance.now() + graceMs;
    for (const { name: what, close } of closers.reverse()) {
      const left = Math.max(deadline - performance.now(), 0);
      const late = new Promise<'late'>((resolve) => setTimeout(() => resolve('late'), left).unref());
      const result = await Promise.race([Promise.resolve().then(close), late]).catch((error: unknown) => {
        logger.warn({ err: error, what }, 'closing failed');
      });
      if (result === 'late') logger.warn({ what }, 'closing took too long');
    }
    process.exit(code);
  };

  process.once('SIGTERM', () => void end(0));
  process.on('SIGINT', () => void end(0));
  // Started by a parent over IPC: without it there is nobody left to stop us.
  if (process.channel) process.once('disconnect', () => void end(0));
  const fatal = (error: unknown): void => {
    logger.fatal({ err: error }, 'unexpected failure');
    void end(1);
  };
  process.on('uncaughtException', fatal);
  process.on('unhandledRejection', fatal);

  try {
    const clock = clockFromEnvironment(environment);
    if ('follow' in clock) process.on('message', (said) => followed(clock, said));
    await start({
      logger,
      metrics: createMetrics(name),
      clock,
      signal: stopping.signal,
      defer: (close, what = 'resource') => closers.push({ close, name: what }),
    });
  } catch (error) {
    if (error instanceof ConfigurationError) process.stderr.write(`${name}: ${error.message}\n`);
    else logger.fatal({ err: error }, 'could not start');
    await end(1);
  }
}

/** A played day's pace is set by the process that started us. */
function followed(clock: PacedClock, said: unknown): void {
  const told = PaceMessage.safeParse(said);
  if (told.success) clock.follow(told.data.pace);
}

/** For `main.ts`: the environment, or the end of the process with every fault named and no stack. */
export function environmentOrExit<S extends z.ZodType>(schema: S): z.output<S> {
  try {
    return readEnvironment(schema);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
