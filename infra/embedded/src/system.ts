/** The whole system on one machine: database, ten services and the simulator, each its own process. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { migrate } from '@rollcall/database/migrate';
import { createLogger, type Pace, type PaceMessage } from '@rollcall/platform';
import { connectQueue } from '@rollcall/queue';
import { environments } from './environments.js';
import { treeMb } from './memory.js';
import { freePorts } from './ports.js';
import { type EmbeddedPostgres, startPostgres } from './postgres.js';
import { type Proc, startProcess, stopAll } from './processes.js';
import { type Secrets, secretsOf } from './secrets.js';

export const serviceNames = [
  'intake',
  'gateway',
  'conductor',
  'voice',
  'sms',
  'email',
  'im',
  'reschedule',
  'callbacks',
  'auditor',
] as const;
export type ServiceName = (typeof serviceNames)[number];
const processNames = [...serviceNames, 'simulator'] as const;
export type ProcessName = (typeof processNames)[number];
/** Has a port that others call; the workers' ports are for health and metrics. */
const isOpen = (name: ProcessName): name is 'intake' | 'gateway' | 'simulator' =>
  name === 'intake' || name === 'gateway' || name === 'simulator';

export interface SystemOptions {
  /** Data, secrets and logs. */
  dir: string;
  /** Null: the plain clock. Otherwise as fast as this, until `setPace` says something slower. */
  clock: Pace | null;
  simulator: { seed: number; faults?: Record<string, number> };
  /** Else the embedded ones. */
  redisUrl?: string;
  databaseUrl?: string;
  ports?: { intake?: number; gateway?: number; simulator?: number };
  /** `host:port` targets that callbacks may reach although they are private. */
  callbackAllow?: string;
  onProgress?: (what: string) => void;
  /** A process ended although nobody asked it to; default: its last lines go to stderr. */
  onDeath?: (name: string, lastLines: string) => void;
  env?: Record<string, string>;
  /** A checkout whose built services are started instead of this one's. */
  buildRoot?: string;
}
export interface System {
  urls: { intake: string; gateway: string; simulator: string };
  adminToken: string;
  secrets: Secrets;
  databaseUrl: string;
  processes: Record<ProcessName, Proc>;
  /** Starts another process of a service that nobody calls, from the build in `buildRoot` or ours; ends with the system. */
  beside(name: ServiceName, buildRoot?: string): Promise<Proc>;
  /** Tells all of them how fast a played day goes on; not those that are started later. */
  setPace(pace: Pace): void;
  /** Memory of all processes, the database's included, in MiB; what they share counts once. */
  memoryMb(): number;
  stop(): Promise<void>;
}

/** Of the checkout. */
const root = fileURLToPath(new URL('../../../', import.meta.url));
/** The built program of a process. */
export const entryOf = (name: ProcessName, buildRoot = root): string =>
  join(buildRoot, name === 'simulator' ? 'packages/simulator/dist/main.js' : `services/${name}/dist/main.js`);

/** Starts what is not given, migrates, and waits until every process is ready. Throws, with nothing left running. */
export async function startSystem(options: SystemOptions): Promise<System> {
  const progress = options.onProgress ?? (() => {});
  const secrets = secretsOf(options.dir);
  let postgres: EmbeddedPostgres | undefined;
  const stopPostgres = async (): Promise<void> => postgres?.stop();
  try {
    if (!options.databaseUrl) {
      progress('database');
      postgres = await startPostgres({ dataDir: join(options.dir, 'postgres') });
    }
    const databaseUrl = options.databaseUrl ?? postgres?.url() ?? '';
    await migrate(databaseUrl);
    const queue = await connectQueue({
      ...(options.redisUrl ? { redisUrl: options.redisUrl } : {}),
      databaseUrl,
      logger: createLogger({ service: 'embedded', level: 'silent' }),
    });
    await queue.prepare();
    await queue.close();
    progress('services');
    return await startProcesses(options, secrets, databaseUrl, stopPostgres, () => postgres?.pid ?? 0);
  } catch (error) {
    await stopPostgres();
    throw error;
  }
}

async function startProcesses(
  options: SystemOptions,
  secrets: Secrets,
  databaseUrl: string,
  stopPostgres: () => Promise<void>,
  postgresPid: () => number,
): Promise<System> {
  const preferred = { intake: 0, gateway: 0, simulator: 0, ...options.ports };
  const free = await freePorts(processNames.map((name) => (isOpen(name) ? preferred[name] : 0)));
  const ports = Object.fromEntries(processNames.map((name, n) => [name, free[n] ?? 0])) as Record<ProcessName, number>;
  const at = (name: ProcessName): string => `http://127.0.0.1:${ports[name]}`;
  const urls = { intake: at('intake'), gateway: at('gateway'), simulator: at('simulator') };
  const env = environments(options, secrets, databaseUrl, urls);
  let up = false;
  const onDeath = options.onDeath ?? ((name, lines) => process.stderr.write(`\n${name} died:\n${lines}\n`));
  const start = (
    name: ProcessName,
    buildRoot = options.buildRoot ?? root,
    port = ports[name],
    log: string = name,
  ): Proc =>
    startProcess({
      name,
      entry: entryOf(name, name === 'simulator' ? root : buildRoot),
      env: { ...env[name], ...options.env, [isOpen(name) ? 'PORT' : 'METRICS_PORT']: String(port) },
      logFile: join(options.dir, 'logs', `${log}.log`),
      healthUrl: `http://127.0.0.1:${port}/readyz`,
      // Before that, `ready` tells it.
      onDeath: (who, lines) => up && onDeath(who, lines),
    });
  const processes = Object.fromEntries(processNames.map((name) => [name, start(name)])) as Record<ProcessName, Proc>;
  const others: Proc[] = [];
  const stop = async (): Promise<void> => {
    await stopAll([...Object.values(processes), ...others]);
    await stopPostgres();
  };
  try {
    await Promise.all(Object.values(processes).map((p) => p.ready()));
    up = true;
  } catch (error) {
    await stopAll(Object.values(processes));
    throw error;
  }
  return {
    urls,
    adminToken: secrets.adminToken,
    secrets,
    databaseUrl,
    processes,
    beside: async (name, buildRoot) => {
      const [port = 0] = await freePorts([0]);
      const proc = start(name, buildRoot, port, `${name}-beside`);
      others.push(proc);
      await proc.ready();
      return proc;
    },
    setPace: (pace) => {
      const message: PaceMessage = { pace };
      for (const proc of Object.values(processes)) proc.tell(message);
    },
    memoryMb: () => Object.values(processes).reduce((sum, p) => sum + treeMb(p.pid), treeMb(postgresPid())),
    stop,
  };
}
