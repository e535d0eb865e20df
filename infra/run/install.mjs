// Installing the workspace with the pnpm that package.json names, on a machine that may have nothing but Node and npm.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quietly, root } from './phase.mjs';

const stamp = join(root, 'node_modules', '.rollcall-installed');

/** Whether node_modules is missing, or was installed from another lockfile or by another Node. */
export function installIsDue() {
  return !existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted();
}

/** Installs exactly the lockfile; rejects with what pnpm said. */
export async function install() {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const args = ['install', '--frozen-lockfile'];
  const env = { ...process.env, HOME: home(), CI: 'true' };
  // With NODE_ENV=production the compiler would be left out.
  delete env.NODE_ENV;
  if (packageManager === `pnpm@${installedPnpm()}`) await quietly('pnpm', args, env);
  else await quietly('npx', ['--yes', packageManager, ...args], env);
  writeFileSync(stamp, wanted());
}

function wanted() {
  const hash = createHash('sha256');
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml']) hash.update(readFileSync(join(root, file)));
  // Native modules are built for one Node and one machine.
  return hash.update(`${process.versions.modules} ${process.platform} ${process.arch}`).digest('hex');
}

/** Asked outside of the checkout, where pnpm would fetch the version that the checkout wants. */
function installedPnpm() {
  return spawnSync('pnpm', ['--version'], { cwd: tmpdir(), encoding: 'utf8' }).stdout?.trim();
}

/** npm and pnpm keep their caches under HOME; in a container it may be unset, missing or read-only. */
function home() {
  try {
    accessSync(process.env.HOME || '/nonexistent', constants.W_OK);
    return process.env.HOME;
  } catch {
    const own = join(root, '.rollcall', 'home');
    mkdirSync(own, { recursive: true });
    return own;
  }
}
