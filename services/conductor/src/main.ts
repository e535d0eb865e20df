/** The conductor: plans, relays, applies and heals. Any number of replicas; every loop shares its work by row locks. */
import { ConductorEnvironment, type ModuleName, moduleVersions } from '@rollcall/contracts';
import { moduleDatabase, openServiceDatabase } from '@rollcall/database';
import { environmentOrExit, listenForHealth, lookout, newId, pollLoop, runService } from '@rollcall/platform';
import { twilioCaller, twilioSms } from '@rollcall/providers';
import { connectQueue, fileMemory, redisMemory } from '@rollcall/queue';
import { applier } from './applier.js';
import { lookForWork } from './look-for-work.js';
import { providerLookUp } from './look-up.js';
import { planner } from './planner.js';
import { recallCalls } from './recall.js';
import { defaultPatience, reconcile } from './reconciler.js';
import { recover } from './recovery.js';
import { defaultLimits, relay } from './relay.js';
import { tideWatch } from './restored.js';
import { senderGauges } from './sender-gauges.js';
import { askAboutSilence, askTwilio } from './silence.js';

const environment = environmentOrExit(ConductorEnvironment);
/** How often somebody looks whether there is work. A patient on the line waits for two of these. Real milliseconds. */
const lookEveryMs = 50;
/** How often a loop looks by itself, should the lookout be away. Real milliseconds. */
const idleMs = 1000;
/** Rounds of at least so many do not wait for more. */
const full = 100;
/** How often the senders are looked after while nothing is the matter. Real milliseconds. */
const sendersMs = 500;

await runService(
  'conductor',
  async ({ logger, metrics, clock, defer }) => {
    const database = openServiceDatabase('conductor', environment, { logger, defer });
    const queue = await connectQueue({
      ...(environment.REDIS_URL ? { redisUrl: environment.REDIS_URL } : {}),
      databaseUrl: environment.DATABASE_URL,
      logger,
    });
    defer(() => queue.close(), 'queue');
    // Once per installation; the workers wait for it.
    await queue.prepare();
    const publisher = await queue.publisher();
    defer(() => publisher.close(), 'publisher');

    // Each loop is a module of its own: an older build's ends when a newer one takes it over.
    const as = (module: ModuleName) => ({
      database: moduleDatabase(
        database,
        module,
        () => clock.wall(),
        moduleVersions[module],
        () => clock.wall(),
      ),
      clock,
      newId,
    });
    const done = metrics.counter('conductor_work_total', 'Rows worked, by loop', ['loop']);
    const counted = (loop: string, work: () => Promise<number>) => async (): Promise<number> => {
      const n = await work();
      if (n > 0) done.inc({ loop }, n);
      return n;
    };
    const gauges = senderGauges(metrics);
    const sms = twilioSms(environment);
    const caller = twilioCaller(environment);
    const ask = askTwilio(sms, caller, logger);
    const lookUp = providerLookUp({
      database,
      sms,
      caller,
      logger,
      wallOf: (business) => clock.wallAt(business),
    });
    const patience = {
      ...defaultPatience,
      queuedMs: environment.REPUBLISH_AFTER_MS,
      doubtMs: environment.DOUBT_MS,
    };
    const limits = { ...defaultLimits, perSecond: { voice: environment.CALLS_PER_SECOND } };
    const plan = planner(as('planner'), logger);
    const reconciler = as('reconciler');
    const memory = environment.TIDE_FILE
      ? fileMemory(environment.TIDE_FILE)
      : environment.REDIS_URL
        ? redisMemory(environment.REDIS_URL, 'rollcall:tide', logger)
        : null;
    const tide = memory && tideWatch(reconciler, memory, logger);
    if (memory) defer(() => memory.close(), 'memory');
    const publish = relay(as('relay'), publisher, limits);
    const recovery = as('recovery');
    const woken = {
      planner: pollLoop({ name: 'planner', idleMs, full, logger, work: counted('planner', plan) }),
      applier: pollLoop({
        name: 'applier',
        idleMs,
        full,
        logger,
        work: counted('applier', applier(as('applier'), logger)),
      }),
      relay: pollLoop({
        name: 'relay',
        idleMs,
        full,
        logger,
        work: counted('relay', async () => {
          await tide?.passed();
          return publish();
        }),
      }),
    };
    const recall = recallCalls(reconciler, caller, logger);
    const loops = [
      lookout({
        everyMs: lookEveryMs,
        logger,
        look: () => lookForWork(database, clock.now(), full),
        // A statement more costs as much as ten rows more (measured).
        loops: {
          planner: { loop: woken.planner, gatherMs: 200 },
          applier: { loop: woken.applier, gatherMs: 150 },
          relay: { loop: woken.relay, gatherMs: 100 },
        },
      }),
      ...Object.values(woken),
      pollLoop({
        name: 'recovery',
        idleMs: sendersMs,
        logger,
        work: counted('recovery', () => recover(recovery, gauges)),
      }),
      pollLoop({
        name: 'reconciler',
        idleMs: environment.RECONCILE_MS,
        logger,
        // What was mended may have freed more; but a full round costs, so the period is kept either way.
        work: async () => {
          await counted('reconciler', () => reconcile(reconciler, lookUp, patience))();
          await tide?.look().catch((error) => logger.warn({ err: error }, 'what is remembered cannot be reached'));
          await counted('recall', recall)();
          await counted('silence', () => askAboutSilence(reconciler, ask, environment.SILENCE_MS))();
          return 0;
        },
      }),
    ];
    defer(async () => {
      await Promise.all(loops.map((l) => l.stop()));
    }, 'loops');
    await listenForHealth({
      host: environment.HOST,
      port: environment.METRICS_PORT,
      logger,
      metrics,
      ready: async () => ({ database: await database.ready(), ...(await queue.ready()) }),
      defer,
    });
    logger.info('ready');
  },
  { environment },
);
