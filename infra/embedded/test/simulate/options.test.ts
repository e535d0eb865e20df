import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { defaultPolicy, presetNames, presets } from '@rollcall/contracts';
import { BadInput } from '../../src/command.js';
import { fastestFor, parseSimulateOptions, simulateHelp } from '../../src/simulate/options.js';
import { policiesOf, readJson } from '../../src/simulate/policies.js';
import { listPrices, Prices } from '../../src/simulate/prices.js';

const dir = mkdtempSync(join(tmpdir(), 'rollcall-simulate-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const written = (name: string, content: unknown): string => {
  const file = join(dir, name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
};

describe('what is said on the command line', () => {
  test('nothing: two hundred patients, as fast as the machine keeps up', () => {
    expect(parseSimulateOptions([])).toMatchObject({
      kind: 'run',
      options: { policies: [], patients: 200, seed: 7, speed: fastestFor(200), callsPerSecond: 1, operators: 2 },
    });
    expect(fastestFor(2000)).toBeLessThan(fastestFor(200));
  });

  test('policies are compared in the order they are named', () => {
    const parsed = parseSimulateOptions(['--policy', 'gentle', '--policy', 'a.json', '--patients', '60']);
    expect(parsed).toMatchObject({ options: { policies: ['gentle', 'a.json'], patients: 60 } });
  });

  test('all that is wrong is named at once', () => {
    const parsed = parseSimulateOptions(['--patients', '0', '--seed', 'x', '--html', '/nowhere/at/all.html']);
    expect(parsed.kind).toBe('bad');
    for (const flag of ['--patients', '--seed', '--html'])
      expect((parsed as { message: string }).message).toContain(flag);
  });

  test.each([[['--help']], [['-h']]])('%j: help, which names every flag and what the exit codes mean', (argv) => {
    expect(parseSimulateOptions(argv)).toEqual({ kind: 'help', text: simulateHelp });
    expect(simulateHelp).toContain('Exit code 0 only if');
  });
});

describe('the policies', () => {
  test('none named: every preset, and among them the default', () => {
    const all = policiesOf([]);
    expect(all.map((p) => p.name)).toEqual([...presetNames]);
    expect(all.filter((p) => p.isDefault).map((p) => p.policy)).toEqual([defaultPolicy]);
  });

  test('a file is read as it would be put', () => {
    const file = written('mine.json', { preset: 'gentle', operatorLeadMinutes: 45 });
    const [mine, again] = policiesOf([file, file]);
    expect(mine).toEqual({
      name: 'mine',
      policy: { ...presets.gentle.policy, operatorLeadMinutes: 45 },
      isDefault: false,
    });
    expect(again?.name).toBe('mine 2');
  });

  test.each([
    ['a policy under which patients would not be told', { evidence: 'attested' }, '/evidence'],
    ['a field that is none', { evidense: 'replied' }, 'evidense'],
    ['what is not JSON', '{', 'is not JSON'],
  ])('%s is refused before anything is started', (_, content, named) => {
    const file = written('bad.json', content);
    expect(() => policiesOf([file])).toThrow(BadInput);
    expect(() => policiesOf([file])).toThrow(named);
  });

  test('what is neither a file nor a preset is refused', () => {
    expect(() => policiesOf(['brave'])).toThrow('brave cannot be read, and is no preset');
  });
});

test("prices are everybody's own; what is not given is the list price", () => {
  expect(readJson(written('prices.json', { textPart: 0.2, currency: '€' }), Prices)).toEqual({
    ...listPrices,
    textPart: 0.2,
    currency: '€',
  });
  expect(() => readJson(written('prices.json', { textPart: -1 }), Prices)).toThrow(BadInput);
});
