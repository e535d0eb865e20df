/** The visit is on after all: whoever heard that it is off is followed up until they know, or a person has it. */
import { describe, expect, test } from '@jest/globals';
import { applyFact } from '../src/apply-fact.js';
import { owedCorrections } from '../src/correcting.js';
import { decideNext } from '../src/decide-next.js';
import type { Happening } from '../src/happening.js';
import { resolveTask, withdraw } from '../src/operating.js';
import { patientChanged } from '../src/patients.js';
import { recordOf, replay } from '../src/replay.js';
import type { Snapshot } from '../src/snapshot.js';
import { Turn } from '../src/turn.js';
import { at, attempt, ids, mailbox, minutes, mobile, morning, notice, scene } from './scenes.js';

const newId = ids();
const told = (over: Parameters<typeof scene>[0] = {}): Snapshot => scene({ attempts: [attempt({ id: 'a' })], ...over });
const takenBack = (s: Snapshot, noticeId = 'notice-1'): Turn => {
  const turn = new Turn(s, morning, newId);
  withdraw(turn, noticeId, 'Jo');
  return turn;
};
const happened = (s: Snapshot, fact: Happening, now = at('07:00')): Turn => {
  const turn = new Turn(s, now, newId);
  applyFact(turn, fact, { newId, retryAt: () => now });
  return turn;
};
const planned = (turn: Turn) =>
  turn.events.flatMap((e) => (e.type === 'attempt.planned' ? [`${e.purpose} ${e.channel}:${e.contactPointId}`] : []));
const tasks = (turn: Turn) => turn.events.flatMap((e) => (e.type === 'task.opened' ? [`${e.kind} ${e.reason}`] : []));
/** What was planned has arrived, and nobody answers. */
const arrived = (s: Snapshot): Snapshot => ({
  ...s,
  attempts: s.attempts.map((a) => (a.state === 'queued' ? { ...a, state: 'accepted' } : a)),
});
/** Every alarm of the correction until there is none, with nobody answering. */
function unanswered(s: Snapshot): { turns: Turn[]; state: Snapshot } {
  const turns: Turn[] = [];
  let state = arrived(s);
  for (let n = 0; n < 50 && state.outreach.correctAt; n++) {
    const turn = decideNext(state, state.outreach.correctAt, newId);
    turns.push(turn);
    state = arrived(turn.state);
  }
  return { turns, state };
}
const text = (meaning: object): Happening =>
  ({ kind: 'bound-text', channel: 'sms', contactPointId: 'phone-1', ambiguous: false, meaning }) as Happening;

describe('a correction that nobody confirms', () => {
  test('climbs the ladder on every way, and then a person has it [edge case 44]', () => {
    const { turns, state } = unanswered(takenBack(told()).state);
    expect(turns.flatMap(planned)).toEqual([
      'correct email:mail-1',
      'correct voice:phone-1',
      'correct voice:phone-1',
      'correct sms:phone-1',
      'correct voice:phone-1',
      'correct voice:phone-1',
    ]);
    expect(turns.flatMap(tasks)).toEqual(['correct correction_unconfirmed']);
    expect(state.notices.map((n) => n.correction)).toEqual(['handed']);
    expect(state.outreach.correctAt).toBeNull();
  });
  test('is with a person before the patient would have to leave, whatever the machines do [edge case 44]', () => {
    const soon = told({ notices: [notice({ deadlineAt: at('07:30') })] });
    const { turns } = unanswered(takenBack(soon).state);
    expect(turns.flatMap(tasks)[0]).toBe('correct deadline_near');
    expect(turns.at(-1)?.state.outreach.correctAt).toBeNull();
  });
  test('rings nobody at night: a letter goes ahead, the call waits for its hour [edge case 44]', () => {
    const tomorrow = new Date('2026-11-25T12:00:00-05:00');
    const late = new Date('2026-11-24T22:30:00-05:00');
    const turn = new Turn(told({ notices: [notice({ deadlineAt: tomorrow })] }), late, newId);
    withdraw(turn, 'notice-1', 'Jo');
    const next = decideNext(arrived(turn.state), turn.state.outreach.correctAt ?? late, newId);
    expect(planned(next)).toEqual(['correct email:mail-1']);
    const morningAfter = decideNext(arrived(next.state), next.state.outreach.correctAt ?? late, newId);
    expect(planned(morningAfter)).toEqual([]);
    expect(morningAfter.state.outreach.correctAt).toEqual(new Date('2026-11-25T06:00:00-05:00'));
  });
  test('goes on at once by another way when it did not arrive [edge case 44]', () => {
    const turn = takenBack(told());
    const [correction] = turn.state.attempts.filter((a) => a.purpose === 'correct');
    const failed = happened(arrived(turn.state), {
      kind: 'delivery',
      attemptId: correction?.id as never,
      providerRef: 'SM',
      status: 'failed',
      code: '30005',
      fault: null,
      scope: 'attempt',
      transient: false,
    });
    expect(tasks(failed)).toEqual([]);
    expect(failed.state.outreach.correctAt?.getTime()).toBeLessThanOrEqual(at('07:00').getTime());
  });
  test('leaves the alarm of the other visits alone: nobody is told of them any sooner [edge cases 3, 44]', () => {
    const both = told({
      notices: [notice({ id: 'notice-1' }), notice({ id: 'notice-2' })],
      outreach: { nextActionAt: at('08:00'), step: 103 },
    });
    const turn = takenBack(both);
    const next = decideNext(arrived(turn.state), turn.state.outreach.correctAt ?? morning, newId);
    expect(planned(next).filter((p) => p.startsWith('tell'))).toEqual([]);
    expect(next.state.outreach.nextActionAt).toEqual(at('08:00'));
  });
});

describe('a correction ends', () => {
  const corrected = (): Snapshot => arrived(takenBack(told()).state);

  test('with the key that only it has, and nothing more is sent [edge case 44]', () => {
    const turn = happened(corrected(), text({ kind: 'coming', code: null }));
    expect(turn.state.notices[0]?.correction).toBe('confirmed');
    expect(turn.state.outreach.correctAt).toBeNull();
    expect(planned(turn)).toEqual([]);
  });
  test('not with a 1, which may be a late answer to the words that were wrong: asked back once [edge cases 22, 44]', () => {
    const turn = happened(corrected(), text({ kind: 'key', key: '1', code: null }));
    expect(turn.state.notices[0]?.correction).toBe('owed');
    expect(planned(turn)).toEqual(['clarify sms:phone-1']);
    const again = happened(arrived(turn.state), text({ kind: 'key', key: '1', code: null }));
    expect(planned(again)).toEqual([]);
    expect(tasks(again)).toEqual(['reach unclear_answer']);
  });
  test('with what an operator says, who then is relieved [edge case 44]', () => {
    const { state } = unanswered(corrected());
    const task = state.tasks.find((t) => t.kind === 'correct');
    const turn = new Turn(state, at('10:00'), newId);
    resolveTask(turn, task?.id ?? '', 'Mo', 'told');
    expect(turn.state.notices[0]?.correction).toBe('confirmed');
    expect(turn.events.filter((e) => e.type === 'task.resolved')).toHaveLength(1);
  });
  test('when the visit is cancelled anew: nobody is called on to come any more [edge case 44]', () => {
    const state = corrected();
    const again = { ...state, notices: state.notices.map((n) => ({ ...n, cancelledAgain: true })) };
    const turn = decideNext(again, again.outreach.correctAt ?? morning, newId);
    expect(planned(turn)).toEqual([]);
    expect(turn.state.notices[0]?.correction).toBe('let-go');
  });
  test('when the patient has died, and with a person when machines may contact them no more [edge cases 6, 44]', () => {
    const died = new Turn(corrected(), at('07:00'), newId);
    patientChanged(died, { noticeIds: ['notice-1'], deceased: true, by: 'Jo' });
    expect(died.state.notices[0]?.correction).toBe('let-go');
    const left = new Turn(corrected(), at('07:00'), newId);
    patientChanged(left, { noticeIds: ['notice-1'], doNotContact: true, by: 'Jo' });
    expect([left.state.notices[0]?.correction, tasks(left)]).toEqual(['handed', ['correct do_not_contact']]);
  });
  test('a day after the visit nobody is asked any more whether they will come [edge case 44]', () => {
    const long = told({ notices: [notice({ deadlineAt: new Date(morning.getTime() - minutes(1441)) })] });
    expect(owedCorrections(takenBack(long).state)).toEqual([]);
  });
});

describe('a correction that an older build made', () => {
  test('comes out as it did then: one message, followed up by nobody', () => {
    const s = told({ contactPoints: [mobile, mailbox] });
    const turn = new Turn(s, morning, newId);
    withdraw(turn, 'notice-1', 'Jo', { followUp: undefined });
    expect(turn.events.map((e) => e.type)).not.toContain('correction.owed');
    const opening = {
      outreachId: s.outreach.id,
      policyVersion: 1,
      deadlineAt: s.outreach.deadlineAt,
      timeZones: s.outreach.timeZones,
      notices: s.notices,
    };
    const before = [
      {
        type: 'outreach.opened',
        batchId: 'b',
        noticeIds: ['notice-1'],
        policyVersion: 1,
        deadlineAt: '',
        nextActionAt: morning.toISOString(),
      },
      {
        type: 'attempt.planned',
        attemptId: 'a',
        step: 100,
        attemptNo: 0,
        channel: 'sms',
        purpose: 'tell',
        contactPointId: 'phone-1',
        sendBy: at('09:00').toISOString(),
        offerId: null,
        noticeIds: ['notice-1'],
        reason: { rule: '', because: '' },
      },
      { type: 'attempt.accepted', attemptId: 'a' },
    ];
    const events = [...before, ...turn.events].map((event, n) => ({
      seq: n + 1,
      at: morning,
      event: event as never,
      decided: n === before.length ? recordOf(turn) : null,
    }));
    expect(replay(opening, s.policy, events).differences).toEqual([]);
  });
});
