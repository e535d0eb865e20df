/** The whole system on one machine: database, nine services and the simulator, each its own process. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { migrate } from '@rollcall/database';
import { createLogger } from '@rollcall/platform';
import { connectQueue } from '@rollcall/queue';
import { treeMb } from './memory.js';
import { freePort } from './ports.js';
import { type EmbeddedPostgres, startPostgres } from './postgres.js';
import { type Proc, startProcess } from './processes.js';
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
] as const;
export type ServiceName = (typeof serviceNames)[number];

export interface SystemOptions {
  /** Data, secrets and logs. */
  dir: string;
  /** Null: the plain clock. Otherwise business time `start` at wall time `epoch`, `speed` times as fast. */
  clock: { speed: number; epoch: number; start: number } | null;
  simulator: { seed: number; faults?: Record<string, number> };
  /** Else the embedded ones. */
  redisUrl?: string;
  databaseUrl?: string;
  ports?: { intake?: number; gateway?: number; simulator?: number };
  /** `host:port` targets that callbacks may reach although they are private. */
  callbackAllow?: string;
  onProgress?: (what: string) => void;
  env?: Record<string, string>;
}
export interface System {
  urls: { intake: string; gateway: string; simulator: string };
  adminToken: string;
  secrets: Secrets;
  databaseUrl: string;
  processes: Record<ServiceName | 'simulator', Proc>;
  /** Resident memory of all processes, the database's included, in MiB. */
  rssMb(): number;
  stop(): Promise<void>;
}

const root = fileURLToPath(new URL('../../../', import.meta.url));
/** 32 hex digits that an approved template would have. */
const contentSid = (n: number): string => `HX${n.toString(16).padStart(32, '0')}`;
const templates = ['notice', 'offer', 'booked', 'noted', 'clarify', 'correction'];

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
  const ports = {
    intake: await freePort(options.ports?.intake),
    gateway: await freePort(options.ports?.gateway),
    simulator: await freePort(options.ports?.simulator),
  };
  const at = (port: number): string => `http://127.0.0.1:${port}`;
  const urls = { intake: at(ports.intake), gateway: at(ports.gateway), simulator: at(ports.simulator) };
  const env = environments(options, secrets, databaseUrl, urls);
  const processes = {} as System['processes'];
  for (const name of [...serviceNames, 'simulator'] as const) {
    const own = name === 'intake' || name === 'gateway' || name === 'simulator' ? ports[name] : await freePort();
    processes[name] = startProcess({
      name,
      entry: join(root, name === 'simulator' ? 'packages/simulator/dist/main.js' : `services/${name}/dist/main.js`),
      env: {
        ...env[name],
        ...options.env,
        [name === 'intake' || name === 'gateway' || name === 'simulator' ? 'PORT' : 'METRICS_PORT']: String(own),
      },
      logFile: join(options.dir, 'logs', `${name}.log`),
      healthUrl: `${at(own)}/readyz`,
    });
  }
  const stop = async (): Promise<void> => {
    await Promise.all(Object.values(processes).map((p) => p.stop()));
    await stopPostgres();
  };
  try {
    await Promise.all(Object.values(processes).map((p) => p.ready()));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    urls,
    adminToken: secrets.adminToken,
    secrets,
    databaseUrl,
    processes,
    rssMb: () => Object.values(processes).reduce((sum, p) => sum + p.rssMb(), treeMb(postgresPid())),
    stop,
  };
}

/** Each process gets what it needs and nothing else. */
function environments(
  options: SystemOptions,
  secrets: Secrets,
  databaseUrl: string,
  urls: System['urls'],
): Record<ServiceName | 'simulator', Record<string, string>> {
  const common: Record<string, string> = {
    NODE_ENV: 'development',
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'info',
    HOST: '127.0.0.1',
    ...(options.clock
      ? {
          CLOCK_SPEED: String(options.clock.speed),
          CLOCK_EPOCH: String(options.clock.epoch),
          CLOCK_START: String(options.clock.start),
        }
      : {}),
  };
  const stored = { ...common, DATABASE_URL: databaseUrl, DATABASE_POOL: '5', ENCRYPTION_KEYS: secrets.encryptionKeys };
  const queued = { ...stored, ...(options.redisUrl ? { REDIS_URL: options.redisUrl } : {}) };
  const twilio = {
    TWILIO_ACCOUNT_SID: secrets.twilioSid,
    TWILIO_AUTH_TOKEN: secrets.twilioToken,
    TWILIO_FROM_NUMBER: '+15005550006',
    TWILIO_WHATSAPP_FROM: 'whatsapp:+15005550006',
    TWILIO_CONTENT_SIDS: templates
      .flatMap((t, n) => ['en', 'es'].map((l, m) => `appointment_${t}.${l}=${contentSid(n * 2 + m + 1)}`))
      .join(','),
    TWILIO_API_BASE_URL: urls.simulator,
  };
  const sendGrid = {
    SENDGRID_API_KEY: secrets.sendGridKey,
    SENDGRID_FROM: 'messages@rollcall.example',
    SENDGRID_API_BASE_URL: urls.simulator,
  };
  const pub = { PUBLIC_URL: urls.gateway };
  return {
    intake: { ...stored, ADMIN_TOKEN: secrets.adminToken },
    gateway: {
      ...stored,
      ...pub,
      TWILIO_ACCOUNT_SID: secrets.twilioSid,
      TWILIO_AUTH_TOKEN: secrets.twilioToken,
      SENDGRID_WEBHOOK_PUBLIC_KEY: secrets.webhookPublicKey,
    },
    conductor: { ...queued, ...twilio },
    // A simulated account starts as many calls a second as a small practice needs on its day.
    voice: { ...queued, ...twilio, ...pub, CALLS_PER_SECOND: '1' },
    sms: { ...queued, ...twilio, ...pub },
    im: { ...queued, ...twilio, ...pub },
    email: { ...queued, ...sendGrid, ...pub },
    reschedule: stored,
    callbacks: { ...stored, CALLBACK_ALLOW: options.callbackAllow ?? '' },
    simulator: {
      ...common,
      ...pub,
      SIM_SEED: String(options.simulator.seed),
      SIM_FAULTS: JSON.stringify(options.simulator.faults ?? {}),
      TWILIO_ACCOUNT_SID: secrets.twilioSid,
      TWILIO_AUTH_TOKEN: secrets.twilioToken,
      SENDGRID_API_KEY: secrets.sendGridKey,
      SENDGRID_WEBHOOK_PRIVATE_KEY: secrets.webhookPrivateKey,
    },
  };
}
