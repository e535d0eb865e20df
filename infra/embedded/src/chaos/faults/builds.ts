/** Two builds side by side: processes of another checkout work beside ours for a while. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { moduleVersions } from '@rollcall/contracts';
import type { ServiceName } from '../../system.js';
import type { Fault } from './fault.js';

const services: readonly ServiceName[] = ['conductor', 'voice', 'sms', 'email', 'im', 'reschedule', 'callbacks'];
const lastsMs = { from: 3000, to: 6000 };

export const buildFault = (dir: string): Fault => ({
  name: 'other build',
  target: 'build',
  strike: async (stage, random, said) => {
    const name = random.oneOf(services);
    const ms = Math.round(random.between(lastsMs.from, lastsMs.to));
    said(`a ${name} of the other build works beside ours for ${ms} ms`);
    // Started while others are shaken it may fail to come up, as a deploy may.
    const proc = await stage.system.beside(name, resolve(dir)).catch(() => null);
    if (!proc) return;
    await pause(ms);
    await proc.stop();
  },
});

/**
 * Why the build in `dir` cannot take part; null: it can. A later build takes modules over for good, and when it left
 * nobody would work them.
 */
export async function unfit(dir: string): Promise<string | null> {
  const file = join(resolve(dir), 'packages/contracts/dist/versions.js');
  if (!existsSync(file)) return `${dir} is no built checkout with versions of its modules`;
  const { moduleVersions: theirs } = (await import(pathToFileURL(file).href)) as {
    moduleVersions: Record<string, number>;
  };
  const ours: Record<string, number> = moduleVersions;
  const later = Object.keys(theirs).filter((name) => (theirs[name] ?? 0) > (ours[name] ?? 0));
  return later.length > 0 ? `the build in ${dir} is later than ours (${later.join(', ')})` : null;
}
