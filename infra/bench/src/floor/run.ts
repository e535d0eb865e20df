/** One run of the floor: the same job without a feature, a check, or a second thought. */
import { setTimeout as pause } from 'node:timers/promises';
import { Agent } from 'undici';
import { cpuMs, perPiece } from '../cpu.js';
import type { Ground } from '../ground.js';
import { type Measured, measured } from '../measured.js';
import { play, type Role } from '../role.js';
import { faultsOf, type Tally, untilNone } from '../waiting.js';
import { type FloorPatient, tables } from './store.js';
import { callbackMs } from './words.js';

const perRequest = 1000;

/** `patients` should be a multiple of ten. */
export async function runFloor(ground: Ground, patients: number): Promise<Measured> {
  const { databaseUrl, redisUrl, look, pids } = ground;
  await look.query(tables);
  const roles: Role<{ port: number }>[] = [];
  const start = async (file: string, told: object): Promise<Role<{ port: number }>> => {
    const role = await play<{ port: number }>(file, told);
    roles.push(role);
    return role;
  };
  try {
    const provider = await start('floor/provider.js', {});
    const api = await start('floor/api.js', { databaseUrl, redisUrl });
    const worker = await start('floor/worker.js', { databaseUrl, redisUrl, provider: provider.said.port });
    await provider.ask({ api: api.said.port });
    const processes = { api: api.pid, worker: worker.pid, ...pids };
    const before = cpuMs(processes);
    const began = performance.now();
    await handOver(`http://127.0.0.1:${api.said.port}`, patients);
    const left = await untilNone(look, `select count(*) from floor_patient where state = 'active'`);
    const tookMs = Math.round(performance.now() - began);
    await pause(2 * callbackMs);
    const tally = await provider.ask<Tally>({});
    const cpuUs = perPiece(before, cpuMs(processes), tally.attempts);
    return measured({ patients, attempts: tally.attempts, tookMs, cpuUs }, [
      ...faultsOf(tally, left),
      tally.attempts !== patients * 1.6 && `${tally.attempts} attempts instead of ${patients * 1.6}`,
    ]);
  } finally {
    for (const role of roles) role.end();
  }
}

/** Two requests at a time, a thousand patients each. */
async function handOver(origin: string, patients: number): Promise<void> {
  const agent = new Agent({ connections: 2 });
  const starts = Array.from({ length: Math.ceil(patients / perRequest) }, (_, n) => n * perRequest);
  const send = async (): Promise<void> => {
    for (let first = starts.shift(); first !== undefined; first = starts.shift()) {
      const rows = Array.from({ length: Math.min(perRequest, patients - first) }, (_, n) => patient((first ?? 0) + n));
      const { statusCode, body } = await agent.request({
        origin,
        path: '/patients',
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(rows),
      });
      await body.dump();
      if (statusCode !== 202) throw new Error(`the floor answers ${statusCode}`);
    }
  };
  await Promise.all([send(), send()]);
  await agent.close();
}

const patient = (n: number): FloorPatient => ({
  id: n + 10,
  phone: `+1555${1_000_000 + n}`,
  email: `patient${n}@example.test`,
  name: `Firstname Lastname${n}`,
  appointmentAt: '2026-12-01T09:30:00-05:00',
});
