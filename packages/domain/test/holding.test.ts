import { describe, expect, test } from '@jest/globals';
import { defaultPolicy } from '@rollcall/contracts';
import { applyFact } from '../src/apply-fact.js';
import { decideNext } from '../src/decide-next.js';
import { fold } from '../src/fold.js';
import type { Snapshot } from '../src/snapshot.js';
import { Turn } from '../src/turn.js';
import { at, attempt, contactPoint, ids, mailbox, minutes, mobile, morning, notice, scene } from './scenes.js';

const out = { code: '20003', mayProbe: false };
const planned = (turn: Turn) => turn.events.flatMap((e) => (e.type === 'attempt.planned' ? [e.channel] : []));
const types = (turn: Turn) => turn.events.map((e) => e.type);
const tasks = (turn: Turn) => turn.events.flatMap((e) => (e.type === 'task.opened' ? [e.reason] : []));
const accepted = (s: Snapshot): Snapshot => ({
  ...s,
  attempts: s.attempts.map((a) => (a.state === 'queued' ? { ...a, state: 'accepted' as const } : a)),
});
const context = (turn: Turn) => ({ newId: turn.newId, retryAt: (ms: number) => new Date(turn.now.getTime() + ms) });

describe('while the sender of texts is out', () => {
  const turn = decideNext(scene({ breakers: { sms: out } }), morning, ids());

  test('email and call move up at once, and the text is put off with its rule in the ledger', () => {
    expect(planned(turn)).toEqual(['email', 'voice']);
    expect(turn.events.find((e) => e.type === 'step.held')).toMatchObject({
      step: 100,
      channel: 'sms',
      reason: { rule: 'breaker.sms' },
    });
    expect(turn.state.outreach.held).toEqual([{ step: 100, channel: 'sms' }]);
  });

  test('the number that was not texted may still be called: nothing counts as a touch', () => {
    const unasked = contactPoint({ ...mobile, consent: 'unknown' });
    expect(planned(decideNext(scene({ contactPoints: [unasked], breakers: { sms: out } }), morning, ids()))).toEqual([
      'voice',
    ]);
  });

  test('a later look puts the same step off only once', () => {
    const alarm = turn.state.outreach.nextActionAt ?? morning;
    const second = decideNext(accepted(turn.state), alarm, ids());
    expect(second.state.outreach.held.map((h) => h.step)).toEqual([100]);
    expect(planned(second)).toEqual(['voice']);
    const third = decideNext(accepted(second.state), second.state.outreach.nextActionAt ?? morning, ids());
    expect(third.state.outreach.held.map((h) => h.step)).toEqual([100, 105]);
    expect(planned(third)).toEqual(['voice']);
  });

  test('when it works again the text goes out, with time to answer before the next step', () => {
    const back = decideNext({ ...accepted(turn.state), breakers: {} }, at('06:46'), ids());
    expect(planned(back)).toEqual(['sms']);
    const text = back.state.attempts.at(-1);
    expect(text).toMatchObject({ step: 100, attemptNo: 0 });
    expect(back.state.outreach.held).toEqual([]);
    expect(back.state.outreach.step).toBe(turn.state.outreach.step);
    expect(back.state.outreach.nextActionAt?.getTime()).toBeGreaterThanOrEqual(at('06:47').getTime());
  });

  test('who may probe sends the text as if the sender worked', () => {
    const probe = decideNext(
      { ...accepted(turn.state), breakers: { sms: { ...out, mayProbe: true } } },
      at('06:46'),
      ids(),
    );
    expect(planned(probe)).toEqual(['sms']);
  });

  test('a text that no longer may go is let go, with a reason', () => {
    const stopped = turn.state.contactPoints.map((c) => ({ ...c, suppressed: ['sms' as const] }));
    const back = decideNext({ ...accepted(turn.state), contactPoints: stopped, breakers: {} }, at('06:46'), ids());
    expect(types(back)).toContain('step.let_go');
    expect(back.state.outreach.held).toEqual([]);
  });

  test('nobody is called a minute after the last call, because a sender came back that does not help them', () => {
    const stopped = turn.state.contactPoints.map((c) => ({ ...c, suppressed: ['sms' as const] }));
    const back = decideNext({ ...accepted(turn.state), contactPoints: stopped, breakers: {} }, at('06:46'), ids());
    expect(planned(back)).toEqual([]);
  });
});

describe('when every channel of a patient is out', () => {
  const breakers = { sms: out, voice: out, email: out };
  test('a person has it right away on the day itself [edge case 65]', () => {
    const turn = decideNext(scene({ breakers }), morning, ids());
    expect(tasks(turn)).toEqual(['channels_down']);
    expect(planned(turn)).toEqual([]);
    expect(turn.state.outreach.nextActionAt).not.toBeNull();
  });

  test('days ahead nobody is troubled yet', () => {
    const notices = [notice({ deadlineAt: new Date('2026-11-27T11:00:00-05:00') })];
    const turn = decideNext(scene({ breakers, notices }), at('09:00'), ids());
    expect(tasks(turn)).toEqual([]);
    expect(turn.state.outreach.nextActionAt).not.toBeNull();
  });

  test('channels the patient has nothing for do not count as a way', () => {
    const turn = decideNext(scene({ breakers: { email: out }, contactPoints: [mailbox] }), morning, ids());
    expect(tasks(turn)).toEqual(['channels_down']);
  });
});

describe('an attempt that meets the fault of our own sender', () => {
  const sending = (over: Partial<Snapshot> = {}): Snapshot =>
    scene({
      outreach: { step: 103, nextActionAt: at('06:51') },
      attempts: [
        attempt({ id: 'text', state: 'sending' }),
        attempt({ id: 'mail', channel: 'email', step: 102, contactPointId: 'mail-1' }),
      ],
      breakers: { sms: out },
      ...over,
    });
  const refuse = (s: Snapshot): Turn => {
    const turn = new Turn(s, morning, ids());
    applyFact(
      turn,
      {
        kind: 'attempt.outcome',
        attemptId: 'text' as never,
        fence: 1,
        outcome: { kind: 'misconfigured', code: '20003' },
      },
      context(turn),
    );
    return turn;
  };

  test('is excused: the step is come back to, the number stays good, and the call does not wait for an answer', () => {
    const turn = refuse(sending());
    expect(types(turn)).toEqual(['attempt.failed', 'step.held', 'outreach.waiting']);
    expect(turn.state.attempts[0]).toMatchObject({ state: 'failed', excused: true });
    expect(turn.state.contactPoints[0]?.off.sms).toBeNull();
    expect(planned(decideNext(turn.state, morning, ids()))).toEqual(['voice']);
  });

  test('goes again as a new attempt of the same step', () => {
    const turn = decideNext({ ...refuse(sending()).state, breakers: {} }, at('06:47'), ids());
    expect(turn.state.attempts.at(-1)).toMatchObject({ channel: 'sms', step: 100, attemptNo: 1 });
  });

  test('but not for ever: after three refusals the step counts as taken', () => {
    const refusals = [0, 1].map((attemptNo) =>
      attempt({ id: `r${attemptNo}`, attemptNo, state: 'failed', excused: true }),
    );
    const turn = refuse(sending({ attempts: [...refusals, attempt({ id: 'text', attemptNo: 2, state: 'sending' })] }));
    expect(turn.state.outreach.held).toEqual([]);
  });

  test('told by a callback it is the same', () => {
    const turn = new Turn(sending({ attempts: [attempt({ id: 'text' })] }), morning, ids());
    applyFact(
      turn,
      {
        kind: 'delivery',
        attemptId: 'text' as never,
        providerRef: 'SM1',
        status: 'failed',
        code: '30034',
        fault: null,
        scope: 'attempt',
        transient: true,
        sender: 'refused',
      },
      context(turn),
    );
    expect(turn.state.attempts[0]).toMatchObject({ state: 'failed', excused: true });
    expect(turn.state.outreach.held).toEqual([{ step: 100, channel: 'sms' }]);
  });

  test("a conversation's turn waits for the sender instead of being lost", () => {
    const turn = refuse(sending({ attempts: [attempt({ id: 'text', purpose: 'booked', state: 'sending' })] }));
    expect(types(turn)).toEqual(['attempt.throttled']);
  });

  test('a correction that its sender cannot say in time is with a person [edge case 44]', () => {
    const late = attempt({
      id: 'text',
      purpose: 'correct',
      state: 'sending',
      sendBy: new Date(morning.getTime() + minutes(0.1)),
    });
    expect(tasks(refuse(sending({ attempts: [late] })))).toEqual(['correction_undeliverable']);
  });
});

test('a queued text that is let go because its sender is out leaves its step to come back to', () => {
  const s = scene({
    outreach: { step: 103, nextActionAt: at('06:51') },
    attempts: [attempt({ id: 'text', state: 'queued' })],
  });
  const turn = new Turn(s, morning, ids());
  applyFact(turn, { kind: 'attempt.dropped', attemptId: 'text' as never, because: 'sender_out' }, context(turn));
  expect(types(turn)).toEqual(['attempt.superseded', 'step.held', 'outreach.waiting']);
  const replayed = turn.events.reduce((state, e) => fold(state, e, morning), s);
  expect(replayed).toEqual(turn.state);
});

test('steps of the ladder for days ahead are let go when the urgent one begins', () => {
  const s = scene({ outreach: { step: 2, held: [{ step: 0, channel: 'sms' }] }, policy: { ...defaultPolicy } });
  const turn = decideNext(s, morning, ids());
  expect(types(turn)).toContain('step.let_go');
  expect(planned(turn)).toEqual(['sms', 'email']);
});
