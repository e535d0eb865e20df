/** What happens to the database: restarted both ways, and every connection taken by somebody else. */
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Fault } from './fault.js';

const target = 'postgres';
const holdMs = { from: 1500, to: 3000 };
/** More than the server has. */
const greed = 160;
const atOnce = 20;

export const postgresFaults: readonly Fault[] = [
  {
    name: 'postgres fast',
    target,
    strike: async ({ postgres }, _random, said) => {
      said('Postgres is restarted (fast)');
      await postgres.restart('fast');
    },
  },
  {
    name: 'postgres immediate',
    target,
    strike: async ({ postgres }, _random, said) => {
      said('Postgres is restarted (immediate: it recovers from its log)');
      await postgres.restart('immediate');
    },
  },
  {
    name: 'postgres exhausted',
    target,
    strike: async ({ postgres }, random, said) => {
      const ms = Math.round(random.between(holdMs.from, holdMs.to));
      const taken: pg.Client[] = [];
      try {
        await takeAll(postgres.url, taken);
        // Those who hold connections already would not notice: half of them lose theirs, and stand in line.
        const [row] = await postgres.query(
          `select count(pg_terminate_backend(pid))::int n from pg_stat_activity
           where pid <> pg_backend_pid() and application_name <> $1 and backend_type = 'client backend' and pid % 2 = 0`,
          [greedy],
        );
        await takeAll(postgres.url, taken);
        said(`${taken.length} connections are taken, ${row?.n} cut, for ${ms} ms`);
        await pause(ms);
      } finally {
        await Promise.allSettled(taken.map((client) => client.end()));
      }
    },
  },
];
const greedy = 'chaos-greedy';

/** Opens connections until the server has none left. */
async function takeAll(url: string, taken: pg.Client[]): Promise<void> {
  while (taken.length < greed) {
    const opened = await Promise.allSettled(Array.from({ length: atOnce }, () => connect(url)));
    const got = opened.flatMap((o) => (o.status === 'fulfilled' ? [o.value] : []));
    taken.push(...got);
    if (got.length < atOnce) return;
  }
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: greedy, connectionTimeoutMillis: 3000 });
  client.on('error', () => {});
  await client.connect();
  return client;
}
