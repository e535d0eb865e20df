/** The same promises on both backends. On Redis where a redis-server is found; else it says so and skips. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AttemptJob, Topic } from '@rollcall/contracts';
import { createLogger } from '@rollcall/platform';
import { Redis } from 'ioredis';
import pg from 'pg';
import { connectQueue, type Publisher, type QueueBackend } from '../src/index.js';

const logger = createLogger({ service: 'test', level: 'silent' });
const job = (attemptId = randomUUID(), generation = 1): AttemptJob => ({
  v: 1,
  attemptId: attemptId as never,
  generation,
});

const redisFound = ((): boolean => {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    process.stderr.write('Redis: no server found, its half of the queue tests is skipped\n');
    return false;
  }
})();

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

async function startRedis(port: number, policy = 'noeviction', more: string[] = []): Promise<ChildProcess> {
  const server = spawn(
    'redis-server',
    [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
      '--maxmemory-policy',
      policy,
      ...more,
    ],
    { stdio: 'ignore' },
  );
  const probe = new Redis(port, '127.0.0.1', {
    lazyConnect: true,
    retryStrategy: (n) => Math.min(n * 20, 200),
    maxRetriesPerRequest: null,
  });
  probe.on('error', () => {});
  await probe.connect().catch(() => {});
  await probe.ping();
  probe.disconnect();
  return server;
}
const ended = (p: ChildProcess): Promise<void> =>
  new Promise((resolve) =>
    p.exitCode === null && p.signalCode === null ? p.once('exit', () => resolve()) : resolve(),
  );

/** Collects what a consumer gets; `reached(n)` resolves when it has n. */
function collector() {
  const got: AttemptJob[] = [];
  let wake: (() => void) | undefined;
  return {
    got,
    handler: async (one: AttemptJob) => {
      got.push(one);
      wake?.();
    },
    reached: async (n: number): Promise<AttemptJob[]> => {
      while (got.length < n)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      return got;
    },
  };
}

async function untilDepth(publisher: Publisher, topic: Topic, n: number): Promise<void> {
  while ((await publisher.depth(topic)) !== n) await new Promise((resolve) => setImmediate(resolve));
}

function promises(open: () => Promise<QueueBackend>): void {
  let queue: QueueBackend;
  beforeAll(async () => {
    queue = await open();
    await queue.prepare();
  });
  afterAll(() => queue?.close());

  test('what is published is consumed, once each, whatever the number', async () => {
    const publisher = await queue.publisher();
    const inbox = collector();
    const consumer = await queue.consume('sms', inbox.handler, { concurrency: 10, logger });
    const jobs = Array.from({ length: 150 }, () => job());
    await publisher.publish('sms', jobs);
    const got = await inbox.reached(150);
    expect(new Set(got.map((j) => j.attemptId)).size).toBe(150);
    await consumer.close();
    await publisher.close();
  });

  test('jobs that travel together are each consumed once, no more of them at a time than alone', async () => {
    const publisher = await queue.publisher();
    const inbox = collector();
    let [now, most] = [0, 0];
    const handler = async (one: AttemptJob): Promise<void> => {
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setImmediate(resolve));
      now -= 1;
      await inbox.handler(one);
    };
    const jobs = Array.from({ length: 45 }, () => job());
    await publisher.publish('sms', jobs, 10);
    expect(await publisher.depth('sms')).toBe(5);
    const consumer = await queue.consume('sms', handler, { concurrency: 7, logger });
    const got = await inbox.reached(45);
    expect(got.map((j) => j.attemptId).sort()).toEqual(jobs.map((j) => j.attemptId).sort());
    expect(most).toBe(7);
    await untilDepth(publisher, 'sms', 0);
    await consumer.close();
    await publisher.close();
  });

  test('published again with other companions a job is not taken for the one before', async () => {
    const publisher = await queue.publisher();
    const [first, second, third] = [job(), job(), job()];
    await publisher.publish('email', [first, second], 2);
    await publisher.publish('email', [first, third], 2);
    const inbox = collector();
    const consumer = await queue.consume('email', inbox.handler, { concurrency: 5, logger });
    expect((await inbox.reached(4)).map((j) => j.attemptId)).toEqual(
      expect.arrayContaining([first.attemptId, second.attemptId, third.attemptId]),
    );
    await consumer.close();
    await publisher.close();
  });

  test('a handler that throws for one loses that one only, also of those that travelled together', async () => {
    const publisher = await queue.publisher();
    const inbox = collector();
    const jobs = [job(), job(), job()];
    const consumer = await queue.consume(
      'im',
      async (one) => {
        if (one.attemptId === jobs[0]?.attemptId) throw new Error('broken');
        await inbox.handler(one);
      },
      { concurrency: 1, logger },
    );
    await publisher.publish('im', jobs, 3);
    expect((await inbox.reached(2)).map((j) => j.attemptId)).toEqual(jobs.slice(1).map((j) => j.attemptId));
    await consumer.close();
    await publisher.close();
  });

  test('the same generation published twice is one job; the next generation is another', async () => {
    const publisher = await queue.publisher();
    const one = job();
    await publisher.publish('email', [one]);
    await publisher.publish('email', [one, { ...one, generation: 2 }]);
    expect(await publisher.depth('email')).toBe(2);
    const inbox = collector();
    const consumer = await queue.consume('email', inbox.handler, { concurrency: 1, logger });
    const got = await inbox.reached(2);
    expect(got.map((j) => j.generation).sort()).toEqual([1, 2]);
    await consumer.close();
    await publisher.close();
  });

  test('a handler that throws loses its job only, and the others go on [edge case 75]', async () => {
    const publisher = await queue.publisher();
    const inbox = collector();
    const bad = job();
    const consumer = await queue.consume(
      'im',
      async (one) => {
        if (one.attemptId === bad.attemptId) throw new Error('broken');
        await inbox.handler(one);
      },
      { concurrency: 1, logger },
    );
    const good = job();
    await publisher.publish('im', [bad, good]);
    expect((await inbox.reached(1))[0]?.attemptId).toBe(good.attemptId);
    await consumer.close();
    await publisher.close();
  });

  test('a job of a later version is left for a later worker: neither lost, nor failed, nor spun on [edge case 74]', async () => {
    const publisher = await queue.publisher();
    const warned: string[] = [];
    const told = createLogger({
      service: 'test',
      level: 'warn',
      destination: { write: (line: string) => void warned.push(line) },
    });
    const inbox = collector();
    const consumer = await queue.consume('voice', inbox.handler, { concurrency: 1, logger: told });
    const [later, ours] = [job(), job()];
    await publisher.publish('voice', [{ ...later, v: 3 } as never]);
    await publisher.publish('voice', [ours]);
    // It comes first, is put back, and holds up nobody.
    expect(await inbox.reached(1)).toEqual([ours]);
    await untilDepth(publisher, 'voice', 1);
    expect(warned.filter((l) => l.includes('later version'))).toHaveLength(1);
    expect(warned.filter((l) => l.includes('"level":"error"'))).toEqual([]);
    await consumer.close();
    expect(await publisher.depth('voice')).toBe(1);
    await publisher.close();
  });

  test('a ready backend says so', async () => {
    expect(Object.values(await queue.ready()).every(Boolean)).toBe(true);
  });
}

describe('BullMQ on Postgres', () => {
  promises(async () => {
    const admin = new pg.Client({ connectionString: process.env.TEST_DATABASE_URL as string });
    await admin.connect();
    const name = `queue_${randomUUID().replaceAll('-', '')}`;
    await admin.query(`create database ${name}`);
    await admin.end();
    const url = new URL(process.env.TEST_DATABASE_URL as string);
    url.pathname = `/${name}`;
    return connectQueue({ databaseUrl: url.toString(), logger });
  });
});

(redisFound ? describe : describe.skip)('BullMQ on Redis', () => {
  let port: number;
  let server: ChildProcess;
  const connect = (): Promise<QueueBackend> =>
    connectQueue({ redisUrl: `redis://127.0.0.1:${port}`, databaseUrl: 'postgres://unused', logger });
  beforeAll(async () => {
    port = await freePort();
    server = await startRedis(port);
  });
  afterAll(async () => {
    server.kill('SIGTERM');
    await ended(server);
  });
  promises(connect);

  test('a Redis that forgot everything takes jobs again [edge case 71]', async () => {
    const queue = await connect();
    const publisher = await queue.publisher();
    const one = job();
    await publisher.publish('voice', [one]);
    const redis = new Redis(port, '127.0.0.1');
    await redis.flushall();
    await redis.quit();
    await publisher.publish('voice', [one]);
    const inbox = collector();
    const consumer = await queue.consume('voice', inbox.handler, { concurrency: 1, logger });
    expect(await inbox.reached(1)).toEqual([one]);
    await consumer.close();
    await publisher.close();
    await queue.close();
  });

  test('publishing rejects, and closing returns, while Redis is away', async () => {
    const own = await freePort();
    const away = await startRedis(own);
    const queue = await connectQueue({
      redisUrl: `redis://127.0.0.1:${own}`,
      databaseUrl: 'postgres://unused',
      logger,
    });
    const publisher = await queue.publisher();
    await publisher.publish('sms', [job()]);
    const consumer = await queue.consume('sms', async () => {}, { concurrency: 1, logger });
    away.kill('SIGKILL');
    await ended(away);
    await expect(publisher.publish('sms', [job()])).rejects.toThrow();
    expect(await queue.ready()).toEqual({ redis: false });
    await consumer.close();
    await publisher.close();
    await queue.close();
  }, 40_000);

  test('a Redis that may evict jobs is not ready [edge case 71]', async () => {
    const own = await freePort();
    const evicting = await startRedis(own, 'allkeys-lru');
    const queue = await connectQueue({
      redisUrl: `redis://127.0.0.1:${own}`,
      databaseUrl: 'postgres://unused',
      logger,
    });
    expect((await queue.ready()).redisNoEviction).toBe(false);
    await queue.close();
    evicting.kill('SIGTERM');
    await ended(evicting);
  });
});

(redisFound ? describe : describe.skip)('BullMQ on a Redis Cluster of three nodes', () => {
  const dir = mkdtempSync(join(tmpdir(), 'rollcall-cluster-'));
  const servers: ChildProcess[] = [];
  const ports: number[] = [];
  const connect = (): Promise<QueueBackend> =>
    connectQueue({
      redisUrl: ports.map((port) => `redis://127.0.0.1:${port}`).join(','),
      databaseUrl: 'postgres://unused',
      logger,
    });
  beforeAll(async () => {
    for (let n = 0; n < 3; n++) {
      const port = await freePort();
      const bus = await freePort();
      ports.push(port);
      servers.push(
        await startRedis(port, 'noeviction', [
          ...['--cluster-enabled', 'yes', '--cluster-port', String(bus)],
          ...['--cluster-config-file', join(dir, `nodes-${n}.conf`), '--dir', dir],
        ]),
      );
    }
    await joinNodes(ports);
  }, 60_000);
  afterAll(async () => {
    for (const server of servers) server.kill('SIGTERM');
    await Promise.all(servers.map(ended));
    rmSync(dir, { recursive: true, force: true });
  });
  promises(connect);

  test('the queues of the channels are spread over the nodes, each whole on one', async () => {
    const queue = await connect();
    const publisher = await queue.publisher();
    for (const topic of ['voice', 'sms', 'im', 'email'] as const) await publisher.publish(topic, [job()]);
    const keys = await Promise.all(
      ports.map(async (port) => {
        const node = new Redis(port, '127.0.0.1');
        const found = await node.keys('*');
        node.disconnect();
        return [...new Set(found.map((key) => /^\{rollcall-(\w+)\}:/.exec(key)?.[1]))];
      }),
    );
    expect(keys.flat().sort()).toEqual(['email', 'im', 'sms', 'voice']);
    expect(keys.filter((topics) => topics.length > 0).length).toBeGreaterThan(1);
    await publisher.close();
    await queue.close();
  });
});

/** What `redis-cli --cluster create` does, for masters only. */
async function joinNodes(ports: readonly number[]): Promise<void> {
  const nodes = ports.map((port) => new Redis(port, '127.0.0.1'));
  const [first] = nodes;
  const share = Math.ceil(16384 / nodes.length);
  for (const [n, node] of nodes.entries()) {
    await node.call('CLUSTER', 'ADDSLOTSRANGE', n * share, Math.min((n + 1) * share, 16384) - 1);
    await node.call('CLUSTER', 'SET-CONFIG-EPOCH', n + 1);
  }
  for (const node of nodes.slice(1)) {
    const [, port] = (await node.config('GET', 'port')) as [string, string];
    const [, bus] = (await node.config('GET', 'cluster-port')) as [string, string];
    await first?.call('CLUSTER', 'MEET', '127.0.0.1', port, bus);
  }
  for (const node of nodes)
    while (!((await node.call('CLUSTER', 'INFO')) as string).includes('cluster_state:ok'))
      await new Promise((resolve) => setImmediate(resolve));
  for (const node of nodes) node.disconnect();
}
