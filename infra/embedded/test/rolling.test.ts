/** A release rolls out in the middle of a day: old and new processes side by side, and nobody is missed. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, expect, test } from '@jest/globals';
import { type ModuleName, moduleVersions } from '@rollcall/contracts';
import pg from 'pg';
import { entryOf, type ServiceName, type System, serviceNames } from '../src/system.js';
import { playDay } from './a-day.js';
import { nextBuild, previousBuild } from './builds.js';
import { expectNobodyMissed } from './nobody-missed.js';
import { until } from './until.js';

const dir = mkdtempSync(join(tmpdir(), 'rollcall-builds-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const modulesOf: Partial<Record<ServiceName, ModuleName[]>> = {
  conductor: ['planner', 'applier', 'relay', 'recovery', 'reconciler'],
  reschedule: ['reschedule'],
  callbacks: ['callbacks'],
};
const loopsOf: Partial<Record<ServiceName, number>> = { conductor: 5, reschedule: 3, callbacks: 1 };

test('the next build takes each module over while the older processes still run, and they stop working it [edge case 74]', async () => {
  const next = nextBuild(join(dir, 'next'));
  const ended: Record<string, number> = {};
  let versions: unknown[] = [];
  const day = await playDay({
    patients: 30,
    seed: 21,
    speed: 200,
    hurried: true,
    inTheMiddle: async (system) => {
      for (const name of Object.keys(modulesOf) as ServiceName[]) {
        await delay(700);
        await system.beside(name, next);
        await until(async () => endedLoops(system, name) === loopsOf[name], 15_000);
      }
      // The older processes stay until the day is over: idle, and in nobody's way.
      for (const name of Object.keys(modulesOf) as ServiceName[]) ended[name] = endedLoops(system, name);
      versions = await versionsIn(system);
    },
  });
  expect(ended).toEqual(loopsOf);
  expect(versions).toEqual(
    Object.entries(moduleVersions)
      .map(([module, version]) => ({ module, version: version + 1 }))
      .sort((a, b) => (a.module < b.module ? -1 : 1)),
  );
  expectNobodyMissed(day);
}, 240_000);

const previous = previousBuild(join(dir, 'previous'));
if (previous === null)
  process.stderr.write('No release in the history: the day beside the release before is skipped\n');

(previous === null ? test.skip : test)(
  'a day begun by the release before, on the new schema, is finished by this one (skipped without a tagged release)',
  async () => {
    const day = await playDay({
      patients: 30,
      seed: 22,
      speed: 200,
      hurried: true,
      buildRoot: previous ?? '',
      inTheMiddle: async (system) => {
        await delay(1500);
        // Old and new share the work for a while, then the old ones go, one by one.
        for (const name of ['conductor', 'sms', 'voice'] as const) await system.beside(name, ours);
        await delay(1500);
        for (const name of serviceNames) {
          await system.processes[name].stop();
          await system.processes[name].restart({ entry: entryOf(name) });
          await system.processes[name].ready();
        }
      },
    });
    expectNobodyMissed(day, { recordedAll: false });
  },
  240_000,
);
const ours = join(entryOf('conductor'), '../../../..');

const endedLoops = (system: System, name: ServiceName): number =>
  readFileSync(system.processes[name].logFile, 'utf8').split('the loop has ended').length - 1;

async function versionsIn(system: System): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: system.databaseUrl });
  await client.connect();
  const { rows } = await client.query('select module, version from module_version order by module');
  await client.end();
  return rows;
}
