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

/** A call that is over, as the gateway noted it. */
function over(heard: boolean, nextActionAt: Date): Turn {
  const turn = new Turn(
    scene({
      attempts: [attempt({ id: 'call', channel: 'voice', step: 103 })],
      outreach: { step: 104, nextActionAt },
    }),
    morning,
    ids(),
  );
  const call = { attemptId: 'call' as never, providerRef: 'CA1', status: 'completed' as const, sequence: 3 };
  applyFact(
    turn,
    { kind: 'call', ...call, answeredBy: 'human', code: null, fault: null, heard },
    { newId: ids(), retryAt: () => morning },
  );
  return turn;
}

test('who heard the message to its end is asked again after a quarter of the time that was left [edge case 28]', () => {
  const soon = over(true, at('07:09'));
  expect(soon.state.notices[0]).toMatchObject({ state: 'open', evidence: { grade: 'heard' } });
  expect(soon.state.outreach.nextActionAt).toEqual(at('06:51'));
  expect(over(true, at('06:46')).state.outreach.nextActionAt).toEqual(at('06:46'));
});

test('who hung up before its end has heard nothing, whoever they are: the ladder keeps its pace [edge case 28]', () => {
  const early = over(false, at('07:09'));
  expect(early.state.notices[0]).toMatchObject({ state: 'open', evidence: null });
  expect(early.state.outreach.nextActionAt).toEqual(at('07:09'));
});
