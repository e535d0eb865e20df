/** Checks the invariants on the running system, reads and never writes. */
import { AuditorEnvironment } from '@rollcall/contracts';
import { openReadOnly } from '@rollcall/database';
import { environmentOrExit, listenForHealth, runService } from '@rollcall/platform';
import { Auditor } from './audit.js';
import { auditLoop } from './audit-loop.js';
import { heartOf } from './heartbeat.js';

const environment = environmentOrExit(AuditorEnvironment);
/** Ledgers may be read this many leases late (five minutes) before the auditor hurries. */
const behindLeases = 10;

await runService(
  'auditor',
  async ({ logger, metrics, clock, defer }) => {
    const database = openReadOnly({
      url: environment.DATABASE_URL,
      applicationName: 'rollcall-auditor',
      onError: (error) => logger.error({ err: error }, 'database connection lost'),
    });
    defer(() => database.close(), 'database');
    const heart = environment.HEARTBEAT_URL ? heartOf(environment.HEARTBEAT_URL) : null;
    if (heart) defer(() => heart.close(), 'heartbeat');
    const leaseMs = environment.LEASE_MS;
    const loops = [
      auditLoop({
        auditor: new Auditor({ query: database.query, clock, logger, leaseMs }),
        heart,
        everyMs: environment.AUDIT_MS,
        atMostBehindMs: behindLeases * clock.fromReal(leaseMs),
        metrics,
        logger,
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
      ready: async () => ({ database: await database.ready() }),
      defer,
    });
    logger.info('ready');
  },
  { environment },
);
