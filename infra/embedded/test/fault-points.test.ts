import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { type FaultPoint, faultPoints } from '@rollcall/platform';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Source files by fault point. */
function placed(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const layer of ['packages', 'services'])
    for (const name of readdirSync(join(root, layer)))
      for (const file of readdirSync(join(root, layer, name, 'src'), { recursive: true, encoding: 'utf8' })) {
        if (!file.endsWith('.ts')) continue;
        const path = `${layer}/${name}/src/${file}`;
        for (const [, point = ''] of readFileSync(join(root, path), 'utf8').matchAll(/faultPoint\('([\w.-]+)'\)/g))
          found.set(point, [...(found.get(point) ?? []), path]);
      }
  return found;
}

test('every fault point stands at one line, and every line that has one is in the list', () => {
  const places = [...placed()].map(([point, files]) => [point, files.length]).sort();
  expect(places).toEqual(
    Object.keys(faultPoints)
      .map((point) => [point, 1])
      .sort(),
  );
});

test('docs/fault-points.md says of each where it is, what it leaves and what cures it', () => {
  const where = placed();
  const rows = Object.entries(faultPoints).map(
    ([point, { leaves, cure }]) =>
      `| \`${point as FaultPoint}\` | \`${where.get(point)?.[0]}\` | ${leaves} | ${cure} |`,
  );
  expect(readFileSync(join(root, 'docs/fault-points.md'), 'utf8')).toContain(`\n${rows.join('\n')}\n`);
});
