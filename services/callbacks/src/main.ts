/** Delivers signed events to practices and operators. */
import { CallbacksEnvironment } from '@rollcall/contracts';
import { moduleDatabase, openServiceDatabase } from '@rollcall/database';
import { environmentOrExit, listenForHealth, pollLoop, runService } from '@rollcall/platform';
import { Deliverer } from './deliver.js';
import { Poster } from './post.js';
import { readAllowList } from './target-guard.js';

const environment = environmentOrExit(CallbacksEnvironment);
/** Real milliseconds. */
const idleMs = 200;

await runService(
  'callbacks',
  async ({ logger, metrics, clock, defer }) => {
    const database = openServiceDatabase('callbacks', environment, { logger, defer });
    const poster = new Poster(readAllowList(environment.CALLBACK_ALLOW));
    defer(() => poster.close(), 'sockets');
    const results = metrics.counter('deliveries_total', 'Webhook deliveries by result', ['result']);
    const deliverer = new Deliverer({
      database,
      claiming: moduleDatabase(database, 'callbacks', () => clock.wall()),
      clock,
      poster,
      logger,
      random: Math.random,
      onResult: (result) => results.inc({ result }),
      onRoom: () => loop.nudge(),
    });
    const loop = pollLoop({ name: 'deliver', idleMs, logger, work: () => deliverer.start() });
    defer(async () => {
      await loop.stop();
      await deliverer.settled();
    }, 'deliveries');
    await listenForHealth({
      host: environment.HOST,
      port: environment.METRICS_PORT,
      logger,
      metrics,
      ready: async () => ({ database: await database.ready() }),
      defer,
    });
    logger.info('ready');
  },
  { environment },
);
