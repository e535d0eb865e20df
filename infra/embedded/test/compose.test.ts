import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import * as contracts from '@rollcall/contracts';
import { SimulatorEnvironment } from '@rollcall/simulator';
import { parse } from 'yaml';
import { serviceNames } from '../src/system.js';
import { effective, execForm, readDockerfile } from './dockerfile.js';

interface ComposeService {
  build?: { dockerfile: string; target: string };
  image?: string;
  restart?: string;
  healthcheck?: object;
  environment?: Record<string, string>;
  depends_on?: Record<string, { condition: string }>;
  profiles?: string[];
  command?: string[];
  volumes?: string[];
}

const root = fileURLToPath(new URL('../../../', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const stages = readDockerfile(read('infra/docker/Dockerfile'));
const composeText = read('docker-compose.yml');
const compose = parse(composeText, { merge: true }) as {
  services: Record<string, ComposeService>;
  volumes: Record<string, unknown>;
};
const example = read('.env.example');
const documented = new Set([...example.matchAll(/^(?:# )?([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name));
const targets = [...serviceNames, 'migrate', 'simulator'] as const;
const service = (name: string): ComposeService => {
  const found = compose.services[name];
  if (!found) throw new Error(`docker-compose.yml has no ${name}`);
  return found;
};

interface Variable {
  safeParse(value: unknown): { success: true; data: unknown } | { success: false };
}
/** What each process reads, by the schema it checks its environment with. */
const schemas: Record<string, { shape: Record<string, Variable> }> = {
  intake: contracts.IntakeEnvironment,
  gateway: contracts.GatewayEnvironment,
  conductor: contracts.ConductorEnvironment,
  voice: contracts.VoiceEnvironment,
  sms: contracts.SmsEnvironment,
  email: contracts.EmailEnvironment,
  im: contracts.ImEnvironment,
  reschedule: contracts.RescheduleEnvironment,
  callbacks: contracts.CallbacksEnvironment,
  auditor: contracts.AuditorEnvironment,
  simulator: SimulatorEnvironment,
};
/** The image sets these, or production refuses them. */
const ofTheImage = new Set(['NODE_ENV', 'HOST', 'PORT', 'METRICS_PORT', 'CLOCK_SPEED', 'CLOCK_EPOCH', 'CLOCK_START']);

/** Part of the senders' schema, but only whoever checks signatures uses it. */
const isForGatewayOnly = (name: string, variable: string): boolean =>
  name !== 'gateway' && variable === 'TWILIO_AUTH_TOKEN_PREVIOUS';

describe.each(targets)('the image of %s', (name) => {
  test('runs as somebody who is not root', () => {
    expect(effective(stages, name, 'USER')).toBe('node');
  });

  test('starts a file that the build makes', () => {
    const [program, file = ''] = execForm(effective(stages, name, 'CMD') ?? '[]');
    expect(program).toBe('node');
    expect(existsSync(join(root, file)) ? 'built' : `${file} is missing`).toBe('built');
  });

  test('is built and kept running by compose, and says when it is well', () => {
    const { build, restart } = service(name);
    expect(build).toEqual({ context: '.', dockerfile: 'infra/docker/Dockerfile', target: name });
    const oneShot = name === 'migrate';
    expect(restart).toBe(oneShot ? 'no' : 'unless-stopped');
    const health = effective(stages, name, 'HEALTHCHECK');
    if (oneShot) expect(health).toBe('NONE');
    else expect(execForm(health ?? '[]').slice(0, 2)).toEqual(['node', '-e']);
  });
});

test.each(Object.entries(schemas))('%s is given what it reads, all of it and nothing more', (name, { shape }) => {
  const wanted = Object.keys(shape).filter(
    (variable) => !ofTheImage.has(variable) && !isForGatewayOnly(name, variable),
  );
  expect(Object.keys(service(name).environment ?? {}).sort()).toEqual(wanted.sort());
});

test('every variable that a process reads, and that compose asks for, is in .env.example', () => {
  const schemaNames = Object.values(schemas).flatMap(({ shape }) => Object.keys(shape));
  const asked = [...composeText.matchAll(/\$\{([A-Z][A-Z0-9_]*)/g)].map(([, name]) => name ?? '');
  expect([...new Set([...schemaNames, ...asked])].filter((name) => !documented.has(name))).toEqual([]);
});

test('the defaults that .env.example shows are the defaults', () => {
  const shown = [...example.matchAll(/^# ([A-Z][A-Z0-9_]*)=(.+)$/gm)];
  const wrong = shown.filter(([, name = '', value]) =>
    Object.values(schemas).some(({ shape }) => {
      const read = shape[name]?.safeParse(undefined);
      const fallback = read?.success ? read.data : undefined;
      return fallback !== undefined && typeof fallback !== 'object' && String(fallback) !== value;
    }),
  );
  expect(shown.length).toBeGreaterThan(10);
  expect(wrong.map(([line]) => line)).toEqual([]);
});

test('what is copied into the build is there, and the rest stays out', () => {
  const ignored = read('.dockerignore').split('\n');
  expect(ignored).toEqual(expect.arrayContaining(['.env', '.git', '**/node_modules', '**/dist']));
  const copied = [...stages.values()].flatMap(({ instructions }) =>
    instructions
      .filter(({ word, rest }) => word === 'COPY' && !rest.startsWith('--from'))
      .flatMap(({ rest }) => rest.split(/\s+/).slice(0, -1)),
  );
  expect(copied.length).toBeGreaterThan(5);
  expect(copied.filter((path) => !existsSync(join(root, path)) || ignored.includes(path))).toEqual([]);
});

test('no secret is part of an image', () => {
  const text = [...stages.values()]
    .flatMap(({ instructions }) => instructions)
    .filter(({ word }) => word === 'ENV' || word === 'ARG')
    .map(({ rest }) => rest)
    .join(' ');
  expect(text).not.toMatch(/TOKEN|KEY|PASSWORD|SECRET|DATABASE_URL/);
});

test('nothing starts before the database has this version of the schema, nor a worker before its queue', () => {
  expect(service('migrate').depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
  for (const name of serviceNames) {
    expect(service(name).depends_on?.migrate).toEqual({ condition: 'service_completed_successfully' });
    const queued = 'REDIS_URL' in (service(name).environment ?? {});
    expect(service(name).depends_on?.redis !== undefined).toBe(queued);
  }
});

test('Redis keeps its jobs over a restart and never evicts one; Postgres keeps its data where its image puts it', () => {
  expect(service('redis').command?.join(' ')).toMatch(
    /--appendonly yes --appendfsync everysec .*--maxmemory-policy noeviction/,
  );
  expect(service('redis').volumes).toEqual(['redis:/data']);
  expect(service('postgres').volumes).toEqual(['postgres:/var/lib/postgresql']);
  expect(Object.keys(compose.volumes).sort()).toEqual(['postgres', 'redis']);
  for (const name of ['postgres', 'redis']) expect(service(name).healthcheck).toBeDefined();
});

test('the simulator starts only when asked for', () => {
  expect(service('simulator').profiles).toEqual(['simulate']);
  for (const name of serviceNames) expect(service(name).profiles).toBeUndefined();
});
