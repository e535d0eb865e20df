import { describe, expect, test } from '@jest/globals';
import { parseDemoOptions } from '../../src/demo/options.js';
import { parseStartOptions } from '../../src/start/options.js';

describe('the demo', () => {
  test('runs without a word: two hundred patients, two minutes a second', () => {
    expect(parseDemoOptions([])).toMatchObject({
      kind: 'run',
      options: { patients: 200, seed: 7, speed: 120, report: null, file: null, keep: false, faults: {} },
    });
  });

  test('takes what it is given', () => {
    const argv = ['--patients', '12', '--seed=3', '--speed', '60', '--report', 'r.json', '--keep'];
    expect(parseDemoOptions([...argv, '--faults', '{"rate429":0.1}'])).toMatchObject({
      kind: 'run',
      options: { patients: 12, seed: 3, speed: 60, report: 'r.json', keep: true, faults: { rate429: 0.1 } },
    });
  });

  test.each([
    [['--pateints', '12'], "Unknown option '--pateints'"],
    [['--patients', 'many'], '--patients must be a whole number'],
    [['--patients', '-1'], "Option '--patients' argument is ambiguous"],
    [['--speed', ''], '--speed'],
    [['--faults', '{"rate429":2}'], '--faults'],
    [['--faults', '[0.1]'], '--faults'],
    [['--file', 'day.xlsx'], '--file must end in .json or .csv'],
    [['--file', 'day.json', '--mapping', 'm.json'], '--mapping'],
    [['--file', 'day.json', '--patients', '5'], '--patients'],
    [['--zone', 'New York'], '--zone'],
    [['day.json'], 'day.json'],
  ])('says what is wrong with %j', (argv, message) => {
    const parsed = parseDemoOptions(argv);
    expect(parsed).toMatchObject({ kind: 'bad', message: expect.stringContaining(message) });
  });

  test('names every fault at once', () => {
    const parsed = parseDemoOptions(['--patients', '0', '--seed', 'x', '--zone', 'Mars/Base']);
    expect(parsed).toMatchObject({
      kind: 'bad',
      message: expect.stringMatching(/--patients[\s\S]*--seed[\s\S]*--zone/),
    });
  });

  test('explains itself in 80 columns', () => {
    const parsed = parseDemoOptions(['--help', '--patients', '9']);
    const lines = parsed.kind === 'help' ? parsed.text.split('\n') : [];
    expect(lines.length).toBeGreaterThan(10);
    expect(Math.max(...lines.map((l) => l.length))).toBeLessThanOrEqual(90);
  });
});

describe('the start', () => {
  test.each([
    [[], { kind: 'run', options: { portBase: 8080 } }],
    [['--port-base', '9000'], { kind: 'run', options: { portBase: 9000 } }],
    [['--port-base', '70000'], { kind: 'bad' }],
    [['--prot', '1'], { kind: 'bad' }],
    [['-h'], { kind: 'help' }],
  ])('%j', (argv, expected) => {
    expect(parseStartOptions(argv)).toMatchObject(expected);
  });
});
