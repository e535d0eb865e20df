/** Connections to one Redis, or to a Redis Cluster: `REDIS_URL` then names several of its nodes, separated by commas. */
import { Cluster, Redis } from 'ioredis';

export type RedisConnection = Redis | Cluster;

const retry = (n: number): number => Math.min(n * 200, 2000);
/**
 * A Redis that reads its append-only file guesses how long it will take, in whole seconds and often wrongly: by itself the
 * client would wait for that long, up to ten seconds, and nothing would be published although Redis had long been ready
 * (found by a chaos run). Milliseconds.
 */
const maxLoadingRetryTime = 200;

/** For publishing and asking: fails at once when Redis is away. */
export const openImpatient = (url: string): RedisConnection =>
  open(url, { enableOfflineQueue: false, maxRetriesPerRequest: 1 });

/** For workers: waits for Redis to come back. */
export const openPatient = (url: string): RedisConnection =>
  open(url, { enableOfflineQueue: true, maxRetriesPerRequest: null });

interface Patience {
  enableOfflineQueue: boolean;
  maxRetriesPerRequest: number | null;
}

function open(url: string, patience: Patience): RedisConnection {
  const nodes = url.split(',').map((node) => node.trim());
  const [first = ''] = nodes;
  if (nodes.length === 1) return new Redis(first, { ...patience, retryStrategy: retry, maxLoadingRetryTime });
  // What a URL says about how to log in holds for every node, also for those that the cluster names itself.
  const { username, password, protocol } = new URL(first);
  return new Cluster(nodes, {
    clusterRetryStrategy: retry,
    enableOfflineQueue: patience.enableOfflineQueue,
    redisOptions: {
      maxRetriesPerRequest: patience.maxRetriesPerRequest,
      maxLoadingRetryTime,
      ...(username ? { username: decodeURIComponent(username) } : {}),
      ...(password ? { password: decodeURIComponent(password) } : {}),
      ...(protocol === 'rediss:' ? { tls: {} } : {}),
    },
  });
}

/** The value of a setting on every server that holds keys. */
export async function settingOf(redis: RedisConnection, name: string): Promise<string[]> {
  const servers = redis instanceof Cluster ? redis.nodes('master') : [redis];
  return Promise.all(servers.map(async (server) => ((await server.config('GET', name)) as [string, string])[1]));
}
