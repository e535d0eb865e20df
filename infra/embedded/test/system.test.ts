import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type FreshDatabase, freshDatabase } from '@rollcall/database/testing';
import { type System, serviceNames, startSystem } from '../src/system.js';
import { until } from './until.js';

let dir = '';
let database: FreshDatabase;
let system: System;
const deaths: string[] = [];

const start = (): Promise<System> =>
  startSystem({
    dir,
    clock: { speed: 60, epoch: Date.now(), start: Date.parse('2026-11-24T11:45:00Z') },
    simulator: { seed: 1 },
    databaseUrl: database.url,
    onDeath: (name) => deaths.push(name),
  });

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'rollcall-system-test-'));
  database = await freshDatabase();
  system = await start();
}, 120_000);
afterAll(async () => {
  await system?.stop();
  await database?.drop();
  rmSync(dir, { recursive: true, force: true });
}, 60_000);

const environmentOf = (name: (typeof serviceNames)[number]): string[] =>
  readFileSync(`/proc/${system.processes[name].pid}/environ`, 'utf8')
    .split('\0')
    .map((entry) => entry.slice(0, entry.indexOf('=')));

test('everything is ready, and the secrets are for their owner only', async () => {
  for (const url of Object.values(system.urls)) expect((await fetch(`${url}/readyz`)).status).toBe(200);
  expect(statSync(join(dir, 'secrets.json')).mode & 0o077).toBe(0);
  expect(Object.keys(system.processes).sort()).toEqual([...serviceNames, 'simulator'].sort());
});

const onLinux = process.platform === 'linux' ? test : test.skip;
onLinux('no service knows a secret that it has no use for', () => {
  expect(environmentOf('intake')).not.toContain('TWILIO_AUTH_TOKEN');
  expect(environmentOf('email')).not.toContain('TWILIO_AUTH_TOKEN');
  expect(environmentOf('sms')).not.toContain('SENDGRID_API_KEY');
  for (const name of serviceNames.filter((n) => n !== 'intake'))
    expect(environmentOf(name)).not.toContain('ADMIN_TOKEN');
});

test('a service that is killed is told, comes back on the same port, and the rest stays up', async () => {
  process.kill(system.processes.gateway.pid, 'SIGKILL');
  await until(() => deaths.includes('gateway'));
  await system.processes.gateway.restart();
  await system.processes.gateway.ready();
  expect((await fetch(`${system.urls.gateway}/readyz`)).status).toBe(200);
  expect(deaths).toEqual(['gateway']);
});

test('stopping ends every process without force, and the next start finds the same secrets', async () => {
  const { adminToken, processes } = system;
  await system.stop();
  for (const proc of Object.values(processes)) expect([proc.name, await proc.exited]).toEqual([proc.name, 0]);
  system = await start();
  expect(system.adminToken).toBe(adminToken);
});
