import { describe, expect, test } from '@jest/globals';
import { evidenceGrades } from '@rollcall/contracts';
import fc from 'fast-check';
import { applyFact } from '../src/apply-fact.js';
import { decideNext } from '../src/decide-next.js';
import { rankOf } from '../src/evidence.js';
import { fold } from '../src/fold.js';
import type { Happening } from '../src/happening.js';
import { chain, firstHash, verifyChain } from '../src/ledger.js';
import type { Snapshot } from '../src/snapshot.js';
import { Turn } from '../src/turn.js';
import { ids, minutes, morning, scene } from './scenes.js';

/** Anything a provider, a patient or a worker may report about the attempts that exist, in any order. */
const happening = (s: Snapshot): fc.Arbitrary<Happening | 'alarm'> => {
  const attemptId = fc.constantFrom(...(s.attempts.length > 0 ? s.attempts.map((a) => a.id) : ['none']));
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant('alarm' as const) },
    fc.record({
      kind: fc.constant('attempt.outcome' as const),
      attemptId,
      fence: fc.constant(1),
      outcome: fc.constantFrom(
        { kind: 'accepted', ref: 'SM1' },
        { kind: 'inDoubt', code: '500' },
        { kind: 'throttled', code: '429', retryAfterMs: 1000 },
        { kind: 'misconfigured', code: '401' },
        { kind: 'rejected', code: '30006', fault: 'landline', scope: 'sms', transient: false },
      ),
    }) as fc.Arbitrary<Happening>,
    fc.record({
      kind: fc.constant('delivery' as const),
      attemptId,
      providerRef: fc.constant('SM1'),
      status: fc.constantFrom('sent', 'delivered', 'read', 'failed'),
      code: fc.constant('30003'),
      fault: fc.constant(null),
      scope: fc.constant('attempt'),
      transient: fc.boolean(),
    }) as fc.Arbitrary<Happening>,
    fc.record({
      kind: fc.constant('call' as const),
      attemptId,
      providerRef: fc.constant('CA1'),
      status: fc.constantFrom('ringing', 'answered', 'completed', 'busy', 'no-answer', 'failed'),
      answeredBy: fc.constantFrom('human', 'machine', null),
      sequence: fc.constant(1),
      code: fc.constant(null),
      fault: fc.constant(null),
    }) as fc.Arbitrary<Happening>,
    fc.record({
      kind: fc.constant('key' as const),
      attemptId,
      channel: fc.constant('voice'),
      key: fc.constantFrom('1', '2', '3', '4', '9'),
      via: fc.constant('call'),
      offerId: fc.constant(null),
    }) as fc.Arbitrary<Happening>,
    fc.record({
      kind: fc.constant('bound-text' as const),
      channel: fc.constant('sms'),
      contactPointId: fc.constant('phone-1'),
      ambiguous: fc.boolean(),
      meaning: fc.constantFrom(
        { kind: 'stop' },
        { kind: 'unclear' },
        { kind: 'key', key: '1', code: null },
        { kind: 'on-the-way' },
      ),
    }) as fc.Arbitrary<Happening>,
    fc.record({ kind: fc.constant('lease-lost' as const), attemptId }) as fc.Arbitrary<Happening>,
    fc.record({
      kind: fc.constant('in-doubt-expired' as const),
      attemptId,
      found: fc.boolean(),
    }) as fc.Arbitrary<Happening>,
  );
};

/** Plays a random life; returns every state it went through. */
function live(random: fc.GeneratorValue): {
  states: Snapshot[];
  facts: (Happening | 'alarm')[];
  events: Turn['events'];
} {
  let state = scene();
  const states = [state];
  const facts: (Happening | 'alarm')[] = [];
  const events: Turn['events'] = [];
  const newId = ids();
  let now = morning;
  for (let i = 0; i < 40; i++) {
    const fact = random(() => happening(state));
    facts.push(fact);
    now = new Date(now.getTime() + minutes(3));
    let turn: Turn;
    if (fact === 'alarm') turn = decideNext(state, now, newId);
    else {
      turn = new Turn(state, now, newId);
      applyFact(turn, fact, { newId, retryAt: (ms) => new Date(now.getTime() + ms) });
    }
    const folded = turn.events.reduce((s, e) => fold(s, e, now), turn.before);
    expect(folded).toEqual(turn.state);
    events.push(...turn.events);
    state = turn.state;
    states.push(state);
  }
  return { states, facts, events };
}

describe('whatever happens, in whatever order', () => {
  test('an active outreach has an alarm, a settled one has none, and nobody counts as knowing without evidence', () => {
    fc.assert(
      fc.property(fc.gen(), (random) => {
        for (const s of live(random).states) {
          expect(s.outreach.state === 'active').toBe(s.outreach.nextActionAt !== null);
          for (const n of s.notices)
            if (n.state === 'informed')
              expect(rankOf(n.evidence?.grade ?? null)).toBeGreaterThanOrEqual(rankOf(s.policy.evidence));
        }
      }),
      { numRuns: 150 },
    );
  });

  test('evidence only grows, a closed notice stays closed, and nothing is told after the answer', () => {
    fc.assert(
      fc.property(fc.gen(), (random) => {
        const { states } = live(random);
        states.reduce((before, after) => {
          const [b] = before.notices;
          const [a] = after.notices;
          expect(rankOf(a?.evidence?.grade ?? null)).toBeGreaterThanOrEqual(rankOf(b?.evidence?.grade ?? null));
          if (b?.state !== 'open') {
            expect(a?.state).not.toBe('open');
            expect(after.attempts.filter((x) => x.purpose === 'tell').length).toBe(
              before.attempts.filter((x) => x.purpose === 'tell').length,
            );
          }
          return after;
        });
      }),
      { numRuns: 150 },
    );
  });

  test('a fact told twice changes nothing the second time [edge case 63]', () => {
    fc.assert(
      fc.property(fc.gen(), (random) => {
        const { states } = live(random);
        const s = states.at(-1) ?? scene();
        const fact = random(() => happening(s));
        if (
          fact === 'alarm' ||
          fact.kind === 'bound-text' ||
          (fact.kind === 'attempt.outcome' && fact.outcome.kind === 'throttled')
        )
          return;
        const now = new Date(morning.getTime() + minutes(200));
        const once = new Turn(s, now, ids());
        applyFact(once, fact, { newId: ids(), retryAt: (ms) => new Date(now.getTime() + ms) });
        const twice = new Turn(once.state, now, ids());
        applyFact(twice, fact, { newId: ids(), retryAt: (ms) => new Date(now.getTime() + ms) });
        expect({ ...twice.state, tasks: [] }).toEqual({ ...once.state, tasks: [] });
      }),
      { numRuns: 150 },
    );
  });
});

describe('the ledger', () => {
  test('a chain verifies, and any change to it shows', () => {
    fc.assert(
      fc.property(fc.gen(), (random) => {
        const { events } = live(random);
        if (events.length === 0) return;
        const entries = chain({ seq: 0, hash: firstHash('o') }, events, morning);
        expect(verifyChain('o', entries)).toBeNull();
        const n = random(fc.nat, { max: entries.length - 1 });
        const forged = entries.map((e, i) => (i === n ? { ...e, at: new Date(e.at.getTime() + 1) } : e));
        expect(verifyChain('o', forged)).toBe(n + 1);
        expect(verifyChain('other', entries)).toBe(1);
      }),
      { numRuns: 50 },
    );
  });
  test('grades are ordered as the glossary has them', () => {
    expect(evidenceGrades.map(rankOf)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });
});
