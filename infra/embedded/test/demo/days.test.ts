import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from '@jest/globals';
import { AppointmentInput, type BatchInput, SlotsInput } from '@rollcall/contracts';
import { BadInput } from '../../src/command.js';
import { generatedDayStart, ownDayStart } from '../../src/demo/clock-start.js';
import { moveToDaysToCome } from '../../src/demo/moving.js';
import { openSlots } from '../../src/demo/open-slots.js';
import { type DemoOptions, parseDemoOptions } from '../../src/demo/options.js';
import { readOwnDay } from '../../src/demo/own-day.js';

const zone = 'America/New_York';
const appointment = (start: string, end: string, more: object = {}): BatchInput['appointments'][number] => ({
  ...{ externalId: start, start, end, visitType: 'follow-up' },
  practitioner: { externalId: 'dr-hale', name: 'Dr Hale' },
  location: { externalId: 'main', timeZone: zone },
  patient: { externalId: 'P-1', name: { given: 'Ana', family: 'Reyes' } },
  ...more,
});
const batchOf = (...appointments: BatchInput['appointments']): BatchInput => ({ reason: 'other', appointments });

describe('when the day begins', () => {
  test.each([
    ['2026-11-24T12:00:00Z', '2026-11-25T11:45:00.000Z'],
    // A Friday, and a Friday night that is Saturday in London already.
    ['2026-11-27T12:00:00Z', '2026-11-30T11:45:00.000Z'],
    ['2026-11-28T02:00:00Z', '2026-11-30T11:45:00.000Z'],
    // The clocks went forward in between.
    ['2027-03-12T12:00:00Z', '2027-03-15T10:45:00.000Z'],
  ])('seen at %s a generated day begins at %s: 06:45 of the next weekday', (now, start) => {
    expect(generatedDayStart(new Date(now), zone).toISOString()).toBe(start);
  });

  const now = new Date('2026-11-20T12:00:00Z');
  const startFor = (...starts: string[]): string =>
    ownDayStart(
      starts.map((s) => appointment(s, s, { travelMinutes: 40 })),
      now,
      zone,
    ).toISOString();

  test("a user's own day begins at 06:45 of its first appointment to come", () => {
    expect(startFor('2026-11-24T14:00:00-05:00', '2026-11-24T10:00:00-05:00')).toBe('2026-11-24T11:45:00.000Z');
    expect(startFor('2026-11-02T10:00:00-05:00', '2026-11-24T10:00:00-05:00')).toBe('2026-11-24T11:45:00.000Z');
  });

  test('it begins earlier when somebody must leave home early, but not before messages may go out', () => {
    expect(startFor('2026-11-24T09:15:00-05:00')).toBe('2026-11-24T11:15:00.000Z');
    expect(startFor('2026-11-24T07:15:00-05:00')).toBe('2026-11-23T23:00:00.000Z');
  });
});

describe('a file that has aged', () => {
  const now = new Date('2027-03-12T12:00:00Z');

  test('moves to the next weekday with its wall-clock times and its distances in weekdays', () => {
    const { batch, to } = moveToDaysToCome(
      batchOf(
        appointment('2026-11-27T09:00:00-05:00', '2026-11-27T09:30:00-05:00'),
        appointment('2026-11-30T16:00:00-05:00', '2026-11-30T16:45:00-05:00'),
      ),
      now,
      zone,
    );
    // Friday and Monday become Monday and Tuesday, now in summer time.
    expect(to?.toISODate()).toBe('2027-03-15');
    expect(batch.appointments.map((a) => [a.start, a.end])).toEqual([
      ['2027-03-15T09:00:00-04:00', '2027-03-15T09:30:00-04:00'],
      ['2027-03-16T16:00:00-04:00', '2027-03-16T16:45:00-04:00'],
    ]);
  });

  test('stays where it is when one appointment is still to come', () => {
    const batch = batchOf(
      appointment('2026-11-27T09:00:00-05:00', '2026-11-27T09:30:00-05:00'),
      appointment('2027-03-12T09:00:00-05:00', '2027-03-12T09:30:00-05:00'),
    );
    expect(moveToDaysToCome(batch, now, zone)).toEqual({ batch, to: null });
  });
});

test('the slots of an own day are for its practitioners, in working hours, and fit the contract', () => {
  const batch = batchOf(appointment('2026-11-24T09:00:00-05:00', '2026-11-24T09:45:00-05:00'));
  const slots = openSlots(batch, new Date('2026-11-24T11:45:00Z'), zone);
  expect(SlotsInput.safeParse({ slots }).success).toBe(true);
  expect(new Set(slots.map((s) => s.externalId)).size).toBe(slots.length);
  expect(slots[0]).toMatchObject({ start: '2026-11-25T09:00:00-05:00', end: '2026-11-25T09:45:00-05:00' });
});

describe('files', () => {
  const dir = mkdtempSync(join(tmpdir(), 'rollcall-days-test-'));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  const example = (name: string): string => fileURLToPath(new URL(`../../../../examples/${name}`, import.meta.url));
  const optionsFor = (file: string, ...more: string[]): DemoOptions & { file: string } => {
    const parsed = parseDemoOptions(['--file', file, ...more]);
    if (parsed.kind !== 'run') throw new Error('bad options');
    return { ...parsed.options, file };
  };
  const written = (name: string, text: string): string => {
    writeFileSync(join(dir, name), text);
    return join(dir, name);
  };

  test('every row of the example body fits the contract by itself', () => {
    const { appointments } = JSON.parse(readFileSync(example('day.json'), 'utf8')) as BatchInput;
    expect(appointments.flatMap((a) => AppointmentInput.safeParse(a).error?.issues ?? [])).toEqual([]);
    expect(readOwnDay(optionsFor(example('day.json')))).toMatchObject({ zone, country: 'US', problems: [] });
  });

  test('a sheet is read by the mapping beside it', () => {
    const day = readOwnDay(optionsFor(example('day.csv')));
    expect(day.batch.appointments).toHaveLength(9);
    expect(day.problems).toHaveLength(3);
  });

  test('a sheet without a mapping is read by the default one, in the zone of the command line', () => {
    const file = written(
      'plain.csv',
      'appointment,date,time,practitioner,patient id,given name,family name,mobile,email\nA,2026-11-24,09:00,Dr Hale,P,Ana,Reyes,,',
    );
    const day = readOwnDay(optionsFor(file, '--zone', 'Europe/Madrid', '--country', 'ES'));
    expect(day).toMatchObject({ zone: 'Europe/Madrid', country: 'ES', problems: [] });
    expect(day.batch.appointments[0]?.start).toBe('2026-11-24T09:00:00+01:00');
  });

  test.each([
    ['nowhere.json', null, 'does not exist'],
    ['words.json', 'hello', 'is not JSON'],
    ['other.json', '{"appointments":[]}', 'is not a body of POST /v1/batches'],
    ['bare.json', '{"reason":"other","appointments":[{"start":"x"}]}', 'has no appointment'],
    ['bare.csv', 'name\nAna', 'has no line that can be read'],
  ])('%s is refused in words', (name, text, message) => {
    const file = text === null ? join(dir, name) : written(name, text);
    expect(() => readOwnDay(optionsFor(file))).toThrow(BadInput);
    expect(() => readOwnDay(optionsFor(file))).toThrow(message);
  });
});
