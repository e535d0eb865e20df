import { describe, expect, test } from '@jest/globals';
import { claimVerdict } from '../src/claim.js';
import { attest, withdraw, withdrawAll } from '../src/operating.js';
import type { Snapshot } from '../src/snapshot.js';
import { Turn } from '../src/turn.js';
import { at, attempt, ids, morning, notice, scene } from './scenes.js';

const takenBack = (snapshot: Snapshot, work: (turn: Turn) => unknown = (t) => withdraw(t, 'notice-1', 'Jo')): Turn => {
  const turn = new Turn(snapshot, morning, ids());
  work(turn);
  return turn;
};
const corrections = (turn: Turn) =>
  turn.events.flatMap((e) =>
    e.type === 'attempt.planned' && e.purpose === 'correct' ? [`${e.channel}:${e.contactPointId}`] : [],
  );
const tasks = (turn: Turn) => turn.events.flatMap((e) => (e.type === 'task.opened' ? [e.reason] : []));

describe('the visit is on after all', () => {
  test('a patient who was texted is texted the opposite [edge case 44]', () => {
    const turn = takenBack(scene({ attempts: [attempt({ id: 'a' })] }));
    expect([corrections(turn), tasks(turn)]).toEqual([['sms:phone-1'], []]);
  });
  test('a patient whose text may have gone out is corrected as well [edge case 44]', () => {
    for (const state of ['sending', 'in_doubt', 'unresolved'] as const)
      expect(corrections(takenBack(scene({ attempts: [attempt({ id: 'a', state })] })))).toEqual(['sms:phone-1']);
  });
  test('a patient who was only called is called by a person: nobody stays at home believing it is cancelled [edge case 44]', () => {
    const turn = takenBack(scene({ attempts: [attempt({ id: 'a', channel: 'voice' })] }));
    expect([corrections(turn), tasks(turn)]).toEqual([[], ['correction_undeliverable']]);
  });
  test('a patient whom an operator told is told the opposite by a person, although no machine reached them [edge case 44]', () => {
    const told = new Turn(scene(), morning, ids());
    attest(told, { by: 'Mo', how: 'spoke-by-phone' });
    expect(tasks(takenBack(told.state))).toEqual(['correction_undeliverable']);
  });
  test('what waits is called back, and nobody who heard nothing hears anything [edge case 44]', () => {
    const turn = takenBack(scene({ attempts: [attempt({ id: 'a', state: 'queued' })] }));
    expect(turn.events.map((e) => e.type)).toEqual(['notice.withdrawn', 'attempt.superseded', 'outreach.closed']);
  });
  test('for a whole family there is one correction, not one per child [edge case 44]', () => {
    const notices = ['notice-1', 'notice-2', 'notice-3'].map((id) => notice({ id }));
    const turn = takenBack(scene({ notices, attempts: [attempt({ id: 'a' })] }), (t) => withdrawAll(t, 'Jo'));
    expect(turn.state.notices.map((n) => n.state)).toEqual(['withdrawn', 'withdrawn', 'withdrawn']);
    expect(corrections(turn)).toEqual(['sms:phone-1']);
  });
  test('a correction does not overtake the words it corrects [edge case 44]', () => {
    const facts = {
      state: 'queued',
      generation: 1,
      jobGeneration: 1,
      purpose: 'correct',
      sendBy: at('09:00'),
      batchState: 'running',
      openNotices: 0,
      suppressed: false,
      fault: null,
      allowed: true,
      offerState: null,
      siblingInFlight: true,
      senderOut: false,
      capReached: false,
    } as const;
    expect(claimVerdict(facts, morning)).toEqual({ kind: 'leave' });
    expect(claimVerdict({ ...facts, siblingInFlight: false }, morning)).toEqual({ kind: 'claim' });
  });
});
