import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

test('whoever reads docs/policy.md reads what the code does: every field, preset and finding', () => {
  const check = fileURLToPath(new URL('../../../infra/checks/policy-doc.mjs', import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [check], { encoding: 'utf8' });
  expect([status, stdout, stderr]).toEqual([0, '', '']);
});
