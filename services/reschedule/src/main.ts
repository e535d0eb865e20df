/** Offers, holds and books slots. */
import { moduleVersions, RescheduleEnvironment } from '@rollcall/contracts';
import { moduleDatabase, openServiceDatabase, waitingForReschedule } from '@rollcall/database';
import {
  environmentOrExit,
  listenForHealth,
  lookout,
  newId,
  pollLoop,
  runService,
  type Sight,
} from '@rollcall/platform';
import { bookOffers, expireOffers, fillOffers, type RescheduleContext, remindOfAsked } from './offers.js';

const environment = environmentOrExit(RescheduleEnvironment);
/** A patient may be on the line while this looks. Real milliseconds. */
const lookEveryMs = 100;
/** How often a loop looks by itself, should the lookout be away. Real milliseconds. */
const idleMs = 1000;

await runService(
  'reschedule',
  async ({ logger, metrics, clock, defer }) => {
    const database = openServiceDatabase('reschedule', environment, { logger, defer });
    const results = metrics.counter('offers_total', 'Offers by result', ['result']);
    const context: RescheduleContext = {
      database: moduleDatabase(
        database,
        'reschedule',
        () => clock.wall(),
        moduleVersions.reschedule,
        () => clock.wall(),
      ),
      clock,
      newId,
      onResult: (result) => results.inc({ result }),
    };
    const woken = {
      fill: pollLoop({ name: 'fill', idleMs, logger, work: () => fillOffers(context) }),
      book: pollLoop({ name: 'book', idleMs, logger, work: () => bookOffers(context) }),
      expire: pollLoop({
        name: 'expire',
        idleMs,
        logger,
        work: async () => (await expireOffers(context)) + (await remindOfAsked(context)),
      }),
    };
    const sight = (waits: boolean): Sight => (waits ? 'at-once' : 'nothing');
    const loops = [
      lookout({
        everyMs: lookEveryMs,
        logger,
        look: async () => {
          const { requested, chosen, expired } = await waitingForReschedule(database, clock.now());
          return { fill: sight(requested), book: sight(chosen), expire: sight(expired) };
        },
        loops: {
          fill: { loop: woken.fill, gatherMs: 0 },
          book: { loop: woken.book, gatherMs: 0 },
          expire: { loop: woken.expire, gatherMs: 0 },
        },
      }),
      ...Object.values(woken),
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
