/** Delivers signed events to practices and operators, and raises the alarm when the system stands still. */
import { CallbacksEnvironment, moduleVersions } from '@rollcall/contracts';
import { moduleDatabase, openServiceDatabase } from '@rollcall/database';
import { environmentOrExit, listenForHealth, newId, pollLoop, runService } from '@rollcall/platform';
import { CallListFiles } from './call-list/files.js';
import { CallListWatch } from './call-list/watch.js';
import { Deliverer } from './deliver.js';
import { Poster } from './post.js';
import { readAllowList } from './target-guard.js';

const environment = environmentOrExit(CallbacksEnvironment);
/** Real milliseconds. */
const idleMs = 200;
/** How often the system is looked at in the time after which it counts as standing still. */
const looksPerStall = 8;

await runService(
  'callbacks',
  async ({ logger, metrics, clock, defer }) => {
    const database = openServiceDatabase('callbacks', environment, { logger, defer });
    const poster = new Poster(readAllowList(environment.CALLBACK_ALLOW));
    defer(() => poster.close(), 'sockets');
    const results = metrics.counter('deliveries_total', 'Webhook deliveries by result', ['result']);
    const deliverer = new Deliverer({
      database,
      claiming: moduleDatabase(
        database,
        'callbacks',
        () => clock.wall(),
        moduleVersions.callbacks,
        () => clock.wall(),
      ),
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
    const inDanger = metrics.gauge('practices_in_danger', 'Practices told to call their patients by hand', []);
    const watch = new CallListWatch({
      database,
      clock,
      newId,
      logger,
      stallMs: environment.STALL_MS,
      files: environment.CALL_LIST_DIR ? new CallListFiles(environment.CALL_LIST_DIR) : null,
      onLook: (n) => inDanger.set(n),
    });
    const watching = pollLoop({
      name: 'call-list',
      idleMs: environment.STALL_MS / looksPerStall,
      logger,
      work: () => watch.look().then(() => 0),
    });
    defer(() => watching.stop(), 'call lists');
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
