import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { wallMinute } from '../src/wall-clock.js';

const zones = [
  'America/New_York',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'Africa/Casablanca',
  'UTC',
];

test('the remembered wall clock shows what the time zone database says, at any instant and in any order', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true }),
      fc.constantFrom(...zones),
      (at, zone) => {
        const wall = DateTime.fromJSDate(at, { zone });
        expect(wallMinute(at, zone)).toBe(wall.hour * 60 + wall.minute);
      },
    ),
    { numRuns: 2000 },
  );
});

test.each([
  ['2026-11-01T05:59:59.999Z', 119],
  ['2026-11-01T06:00:00.000Z', 60],
])('at %s, around the end of summer time in New York, it is minute %i of the day', (at, minute) => {
  expect(wallMinute(new Date(at), 'America/New_York')).toBe(minute);
});
