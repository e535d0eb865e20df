import { expect, test } from '@jest/globals';
import { parseChaosOptions } from '../../src/chaos/options.js';

const read = (...argv: string[]) => {
  const parsed = parseChaosOptions(argv, 42);
  if (parsed.kind !== 'run') throw new Error(parsed.kind === 'bad' ? parsed.message : parsed.kind);
  return parsed.options;
};

test('a long run has two thousand patients, and more where it is longer', () => {
  expect(read('--minutes', '20')).toMatchObject({ minutes: 20, patients: 2000, queue: 'redis', seed: 42, speed: 30 });
  expect(read('--minutes', '60')).toMatchObject({ patients: 6000 });
});

test('a short run for every change; what is said more exactly holds', () => {
  expect(read('--ci')).toMatchObject({ minutes: 1.5, patients: 150 });
  expect(read('--ci', '--patients', '80', '--seed', '7')).toMatchObject({ patients: 80, seed: 7 });
});

test('all that is wrong is named at once', () => {
  const parsed = parseChaosOptions(['--minutes', '0', '--seed', 'x', '--redis', '--postgres-queue'], 1);
  expect(parsed.kind === 'bad' && parsed.message).toMatch(/--minutes .*\n.*--seed .*\n.*--redis and --postgres-queue/);
  expect(parseChaosOptions(['--minute', '1'], 1).kind).toBe('bad');
  expect(parseChaosOptions(['--help'], 1).kind).toBe('help');
});
