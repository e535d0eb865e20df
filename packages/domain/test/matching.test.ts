import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fits, type MatchRequest, type MatchSlot, matchBatch } from '../src/matching.js';

const day = (n: number, hour: number): Date => new Date(Date.UTC(2026, 10, 24 + n, hour));
const request = (over: Partial<MatchRequest> & { id: string }): MatchRequest => ({
  patientId: over.id,
  resource: 'dr-hale',
  visitType: 'follow-up',
  modality: 'in-person',
  location: 'main',
  durationMinutes: 30,
  priority: 'routine',
  cancelledStart: day(0, 14),
  needs: [],
  busy: [],
  seen: new Set(),
  options: 3,
  notBefore: day(0, 15),
  notAfter: day(20, 0),
  ...over,
});
const slot = (id: string, start: Date, over: Partial<MatchSlot> = {}): MatchSlot => ({
  id,
  resource: 'dr-hale',
  start,
  end: new Date(start.getTime() + 30 * 60_000),
  location: 'main',
  visitTypes: [],
  provides: [],
  modality: 'in-person',
  ...over,
});

describe('matching a cancelled day', () => {
  test('nobody gets a second option before everybody has one', () => {
    const slots = [slot('s1', day(1, 9)), slot('s2', day(1, 10)), slot('s3', day(1, 11))];
    const matched = matchBatch([request({ id: 'a' }), request({ id: 'b' }), request({ id: 'c' })], slots);
    expect([...matched.values()].map((o) => o.length)).toEqual([1, 1, 1]);
  });
  test('the fasting patient is served first', () => {
    const matched = matchBatch(
      [request({ id: 'a' }), request({ id: 'z', priority: 'clinical' })],
      [slot('s1', day(1, 9))],
    );
    expect(matched.get('z')).toEqual(['s1']);
  });
  test('one’s own practitioner is worth two days of waiting, not ten', () => {
    const own = slot('own', day(3, 9));
    const other = slot('other', day(2, 9), { resource: 'dr-wu' });
    expect(matchBatch([request({ id: 'a', options: 1 })], [other, own]).get('a')).toEqual(['own']);
    expect(matchBatch([request({ id: 'a', options: 1 })], [other, slot('own', day(12, 9))]).get('a')).toEqual([
      'other',
    ]);
  });
  test.each([
    ['another visit type', slot('s', day(1, 9), { visitTypes: ['x-ray'] })],
    ['too short', slot('s', day(1, 9), { end: new Date(day(1, 9).getTime() + 10 * 60_000) })],
    ['another place', slot('s', day(1, 9), { location: 'branch' })],
    ['by video', slot('s', day(1, 9), { modality: 'telehealth' })],
    ['too soon', slot('s', day(0, 14))],
  ])('what does not fit is not offered: %s [edge case 55]', (_why, s) =>
    expect(fits(request({ id: 'a' }), s)).toBe(false),
  );

  test('what a visit needs and a slot does not say it has is not offered: nobody is sent to a room without the lift they need [edge case 55]', () => {
    const needing = request({ id: 'a', needs: ['lift', 'Spanish'] });
    expect(fits(needing, slot('s', day(1, 9)))).toBe(false);
    expect(fits(needing, slot('s', day(1, 9), { provides: ['lift'] }))).toBe(false);
    expect(fits(needing, slot('s', day(1, 9), { provides: ['Spanish', 'X-ray', 'lift'] }))).toBe(true);
    expect(fits(request({ id: 'a' }), slot('s', day(1, 9), { provides: ['lift'] }))).toBe(true);
  });

  test('among slots with places one without is not offered: nobody is sent somewhere unknown [edge case 55]', () => {
    const nowhere = slot('nowhere', day(1, 9), { location: null });
    const one = request({ id: 'a' });
    expect(matchBatch([one], [nowhere, slot('main', day(1, 11))]).get('a')).toEqual(['main']);
    expect(matchBatch([one], [nowhere]).get('a')).toEqual(['nowhere']);
  });

  test('no slot and no overlapping time is ever offered to two', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            d: fc.nat(5),
            h: fc.nat(8),
            m: fc.constantFrom(0, 15, 30),
            r: fc.constantFrom('dr-hale', 'dr-wu'),
          }),
          { maxLength: 40 },
        ),
        fc.integer({ min: 1, max: 15 }),
        (times, people) => {
          const slots = times.map((t, i) =>
            slot(`s${i}`, new Date(day(t.d + 1, 9 + t.h).getTime() + t.m * 60_000), { resource: t.r }),
          );
          const matched = matchBatch(
            Array.from({ length: people }, (_, i) => request({ id: `p${i}` })),
            slots,
          );
          const given = [...matched.values()].flat().map((id) => slots.find((s) => s.id === id) as MatchSlot);
          expect(new Set(given.map((s) => s.id)).size).toBe(given.length);
          for (const [i, a] of given.entries())
            for (const b of given.slice(i + 1))
              if (a.resource === b.resource) expect(a.start < b.end && b.start < a.end).toBe(false);
        },
      ),
    );
  });
});
