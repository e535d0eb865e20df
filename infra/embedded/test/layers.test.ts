import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';

const check = fileURLToPath(new URL('../../checks/layers.mjs', import.meta.url));
let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rollcall-layers-test-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

/** A workspace of `layer/folder`, each with the packages it depends on and one source file. */
function workspace(members: Record<string, { needs?: string[]; source?: string }>): {
  status: number | null;
  said: string;
} {
  for (const [path, { needs = [], source = '' }] of Object.entries(members)) {
    const dependencies = Object.fromEntries(needs.map((name) => [`@rollcall/${name}`, 'workspace:*']));
    write(`${path}/package.json`, {
      name: `@rollcall/${path.split('/')[1]}`,
      exports: { '.': './dist/index.js' },
      dependencies,
    });
    write(`${path}/src/index.ts`, source);
  }
  const { status, stdout, stderr } = spawnSync(process.execPath, [check, root], { encoding: 'utf8' });
  return { status, said: stdout + stderr };
}

function write(path: string, content: unknown): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
}

const contracts = { 'packages/contracts': {} };

test('a service on packages, and a package on another, is how it should be', () => {
  const { status, said } = workspace({
    ...contracts,
    'packages/database': { needs: ['contracts'], source: "import { id } from '@rollcall/contracts';" },
    'services/intake': { needs: ['database'], source: "export * from '@rollcall/database';" },
  });
  expect(said).toBe('');
  expect(status).toBe(0);
});

test.each([
  [
    'a service importing a service',
    {
      'services/voice': {},
      'services/sms': { needs: ['voice'], source: "\nimport { call } from '@rollcall/voice';" },
    },
    'services/sms/src/index.ts:2: @rollcall/voice is a service',
  ],
  [
    'a package importing a service',
    { 'services/voice': {}, 'packages/queue': { needs: ['voice'] } },
    'packages/queue/package.json:7: @rollcall/voice is a service',
  ],
  [
    'a deep import',
    { ...contracts, 'packages/queue': { needs: ['contracts'], source: "import '@rollcall/contracts/src/ids.js';" } },
    'packages/queue/src/index.ts:1: @rollcall/contracts/src/ids.js is not an entry',
  ],
  [
    'a relative import into a neighbour',
    { ...contracts, 'packages/queue': { source: "const x = await import('../../contracts/src/index.js');" } },
    'packages/queue/src/index.ts:1: ../../contracts/src/index.js leaves @rollcall/queue',
  ],
  [
    'an import that package.json does not declare',
    { ...contracts, 'packages/queue': { source: "import {\n  type Id,\n} from '@rollcall/contracts';" } },
    'packages/queue/src/index.ts:1: @rollcall/contracts is not among the dependencies',
  ],
  [
    'a cycle',
    { 'packages/a': { needs: ['b'] }, 'packages/b': { needs: ['a'] } },
    'a cycle: @rollcall/a -> @rollcall/b -> @rollcall/a',
  ],
  [
    'contracts using more than a type of domain',
    {
      'packages/domain': {},
      'packages/contracts': { needs: ['domain'], source: "import { a } from '@rollcall/domain';" },
    },
    'only types of @rollcall/domain',
  ],
  [
    'domain reading a file',
    { 'packages/domain': { source: "import { readFileSync } from 'node:fs';" } },
    'packages/domain/src/index.ts:1: domain is pure',
  ],
  [
    'domain knowing the database',
    { 'packages/database': {}, 'packages/domain': { needs: ['database'] } },
    '@rollcall/domain stands at the bottom',
  ],
])('%s is refused, with the place', (_what, members, why) => {
  const { status, said } = workspace(members);
  expect(said).toContain(why);
  expect(status).toBe(1);
});
