import { expect, test } from '@jest/globals';
import { applyFact } from '../src/apply-fact.js';
import { decideNext } from '../src/decide-next.js';
import { Turn } from '../src/turn.js';
import { at, attempt, ids, morning, scene } from './scenes.js';

test('a patient who hangs up after hearing it has heard and not confirmed: the ladder goes on [edge case 28]', () => {
  const before = scene({
    attempts: [attempt({ id: 'call', channel: 'voice', step: 103 })],
    outreach: { step: 104, nextActionAt: at('07:10') },
  });
  const turn = new Turn(before, morning, ids());
  applyFact(
    turn,
    {
      kind: 'call',
      attemptId: 'call' as never,
      providerRef: 'CA1',
      status: 'completed',
      answeredBy: 'human',
      sequence: 3,
      code: null,
      fault: null,
    },
    { newId: ids(), retryAt: () => morning },
  );
  expect(turn.state.notices[0]).toMatchObject({ state: 'open', evidence: { grade: 'heard', channel: 'voice' } });
  expect(turn.state.outreach.state).toBe('active');
  const next = decideNext(turn.state, at('07:10'), ids());
  expect(next.events.map((e) => e.type)).toContain('attempt.planned');
});
