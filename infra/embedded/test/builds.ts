/** Other builds to run beside ours: the next one, and the release before. */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const layers = ['packages', 'services'];

/** A copy of what is built here, with the version of every engine module raised by one, in `dir`. */
export function nextBuild(dir: string): string {
  for (const layer of layers)
    for (const name of readdirSync(join(root, layer))) {
      if (!existsSync(join(root, layer, name, 'dist'))) continue;
      mkdirSync(join(dir, layer, name), { recursive: true });
      for (const part of ['package.json', 'dist'])
        cpSync(join(root, layer, name, part), join(dir, layer, name, part), { recursive: true });
    }
  linkDependencies(dir);
  const versions = join(dir, 'packages/contracts/dist/versions.js');
  const [head = '', body = ''] = readFileSync(versions, 'utf8').split('moduleVersions = ');
  writeFileSync(versions, `${head}moduleVersions = ${body.replace(/\d+/g, (n) => String(Number(n) + 1))}`);
  return dir;
}

/**
 * The release before, built in `dir` with the dependencies installed here. Null where there is no history or no release:
 * a downloaded archive has neither. `PREVIOUS_RELEASE` names another commit.
 */
export function previousBuild(dir: string): string | null {
  const release = process.env.PREVIOUS_RELEASE ?? latestTag();
  if (release === null) return null;
  mkdirSync(dir, { recursive: true });
  const files = execFileSync('git', ['archive', release], { cwd: root, maxBuffer: 1 << 28 });
  execFileSync('tar', ['-x', '-C', dir], { input: files });
  linkDependencies(dir);
  const projects = layers.flatMap((layer) => readdirSync(join(dir, layer)).map((name) => join(layer, name)));
  execFileSync(join(root, 'node_modules/.bin/tsc'), ['-b', ...projects], { cwd: dir, stdio: 'pipe' });
  return dir;
}

function latestTag(): string | null {
  try {
    const args = ['describe', '--tags', '--abbrev=0', '--match', 'v*'];
    return execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return null;
  }
}

/** Links between packages are relative, so the same links lead to the other build's packages. */
function linkDependencies(dir: string): void {
  symlinkSync(join(root, 'node_modules'), join(dir, 'node_modules'));
  for (const layer of layers)
    for (const name of readdirSync(join(dir, layer)))
      copyLinks(join(root, layer, name, 'node_modules'), join(dir, layer, name, 'node_modules'));
}

function copyLinks(from: string, to: string): void {
  if (!existsSync(from)) return;
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    const source = join(from, name);
    if (lstatSync(source).isSymbolicLink()) symlinkSync(readlinkSync(source), join(to, name));
    else if (name.startsWith('@')) copyLinks(source, join(to, name));
  }
}
