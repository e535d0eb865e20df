/** Offers, holds and books slots. */
import { RescheduleEnvironment } from '@rollcall/contracts';
import { moduleDatabase, openServiceDatabase } from '@rollcall/database';
import { environmentOrExit, listenForHealth, newId, pollLoop, runService } from '@rollcall/platform';
import { bookOffers, expireOffers, fillOffers, type RescheduleContext } from './offers.js';

const environment = environmentOrExit(RescheduleEnvironment);
/** A patient may be on the line while this looks. Real milliseconds. */
const idleMs = 100;
const expireEveryMs = 500;

await runService(
  'reschedule',
  async ({ logger, metrics, clock, defer }) => {
    const database = openServiceDatabase('reschedule', environment, { logger, defer });
    const results = metrics.counter('offers_total', 'Offers by result', ['result']);
    const context: RescheduleContext = {
      database: moduleDatabase(database, 'reschedule', () => clock.wall()),
      clock,
      newId,
      onResult: (result) => results.inc({ result }),
    };
    const loops = [
      pollLoop({ name: 'fill', idleMs, logger, work: () => fillOffers(context) }),
      pollLoop({ name: 'book', idleMs, logger, work: () => bookOffers(context) }),
      pollLoop({ name: 'expire', idleMs: expireEveryMs, logger, work: () => expireOffers(context) }),
    ];
    defer(async () => {
      await Promise.all(loops.map((l) => l.stop()));
    }, 'loops');
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
