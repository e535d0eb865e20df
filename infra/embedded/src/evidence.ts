/** What a played day leaves behind, as the invariants ask for it. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BatchAccepted } from '@rollcall/contracts';
import type { ProcessExit, Promised, WrittenText } from '@rollcall/invariants';
import type { GeneratedDay } from '@rollcall/simulator';
import type { System } from './system.js';

export function promisedBy(accepted: BatchAccepted, batch: GeneratedDay['batch'], idempotencyKey: string): Promised {
  const rejected = new Set(accepted.rejected.map((r) => r.pointer.split('/')[2]));
  return {
    idempotencyKey,
    batchId: accepted.id,
    bodyHash: createHash('sha256').update(JSON.stringify(batch)).digest('hex'),
    externalIds: batch.appointments.filter((_, n) => !rejected.has(String(n))).map((a) => a.externalId),
  };
}

/** Whole names and addresses: words that mean nobody in particular are no sign of a leak. */
export const canariesOf = (batch: GeneratedDay['batch']): string[] => [
  ...new Set(
    batch.appointments.flatMap(({ patient }) =>
      [patient, ...(patient.guardian ? [patient.guardian] : [])].flatMap((p) => [
        `${p.name.given} ${p.name.family}`,
        ...(p.contacts ?? []).map((c) => c.value),
      ]),
    ),
  ),
];

/** The services' logs; the simulator plays the outside world and may name whom it likes. */
export const logsIn = (dir: string): WrittenText[] =>
  readdirSync(join(dir, 'logs'))
    .filter((file) => !file.startsWith('simulator'))
    .map((file) => ({ where: `the log of ${file}`, text: readFileSync(join(dir, 'logs', file), 'utf8') }));

/** What the running auditor said about the day: nothing, if all was well and he cries no wolf. */
export const auditorCries = (dir: string): string[] =>
  readFileSync(join(dir, 'logs', 'auditor.log'), 'utf8')
    .split('\n')
    .filter((line) => line.includes('an invariant does not hold'));

/** What a process may take by default. Real milliseconds. */
const graceMs = 10_000;

/** Tells every service to stop, and says how long each took. */
export const stopServices = (system: System): Promise<ProcessExit[]> =>
  Promise.all(
    Object.values(system.processes)
      .filter((p) => p.name !== 'simulator')
      .map(async (p) => {
        const began = performance.now();
        await p.stop();
        const tookMs = (await p.exited) === 0 ? Math.round(performance.now() - began) : null;
        return { process: p.name, graceMs, tookMs };
      }),
  );
