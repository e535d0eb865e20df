import { describe, expect, test } from '@jest/globals';
import { decideNext } from '../src/decide-next.js';
import { preview } from '../src/preview.js';
import { at, attempt, contactPoint, ids, mailbox, minutes, mobile, morning, notice, scene } from './scenes.js';

const planned = (turn: ReturnType<typeof decideNext>) =>
  turn.events.flatMap((e) => (e.type === 'attempt.planned' ? [`${e.channel}:${e.contactPointId}`] : []));
const tasks = (turn: ReturnType<typeof decideNext>) =>
  turn.events.flatMap((e) => (e.type === 'task.opened' ? [e.reason] : []));

describe('on the day itself', () => {
  test('a text and an email go out at once, side by side, and the alarm is set', () => {
    const turn = decideNext(scene(), morning, ids());
    expect(planned(turn)).toEqual(['sms:phone-1', 'email:mail-1']);
    expect(turn.state.outreach.nextActionAt?.getTime()).toBeGreaterThan(morning.getTime());
  });

  test('the phone rings minutes later', () => {
    const first = decideNext(scene(), morning, ids());
    const alarm = first.state.outreach.nextActionAt ?? morning;
    const accepted = {
      ...first.state,
      attempts: first.state.attempts.map((a) => ({ ...a, state: 'accepted' as const })),
    };
    expect(planned(decideNext(accepted, alarm, ids()))).toEqual(['voice:phone-1']);
  });

  test('a patient with two numbers is called on both in turn', () => {
    const other = contactPoint({ id: 'phone-2', system: 'phone', use: 'home', rank: 2 });
    const calls = preview(scene({ contactPoints: [mobile, other] }), morning).steps.filter(
      (s) => s.channel === 'voice',
    );
    expect(calls).toHaveLength(4);
  });

  test('a patient without any contact point is with a person at minute zero', () => {
    const turn = decideNext(scene({ contactPoints: [] }), morning, ids());
    expect(tasks(turn)).toEqual(['no_contact_point']);
    expect(planned(turn)).toEqual([]);
  });

  test('when the ladder is spent a person has it, and the alarm still rings at the deadline', () => {
    const turn = decideNext(scene({ outreach: { step: 199 }, attempts: [attempt({ id: 'a' })] }), morning, ids());
    expect(tasks(turn)).toEqual(['ladder_spent']);
    expect(turn.state.outreach.state).toBe('active');
  });

  test('when the patient will soon leave home a person has it while the robots go on', () => {
    const turn = decideNext(scene({ notices: [notice({ deadlineAt: at('07:30') })] }), morning, ids());
    expect(tasks(turn)).toEqual(['deadline_near']);
    expect(planned(turn)).toContain('sms:phone-1');
  });

  test('when the deadline has passed it is overdue, loudly, with a task, and nothing more is sent [edge case 79]', () => {
    const s = scene({
      notices: [notice({ deadlineAt: at('06:40') })],
      attempts: [attempt({ id: 'a', state: 'queued' })],
    });
    const turn = decideNext(s, morning, ids());
    expect(turn.events.map((e) => e.type)).toEqual([
      'notice.overdue',
      'attempt.superseded',
      'task.opened',
      'outreach.exhausted',
    ]);
    expect(turn.state.outreach.nextActionAt).toBeNull();
  });

  test('the ladder is packed so that its last step comes before a person must take over', () => {
    const s = scene({ notices: [notice({ deadlineAt: at('08:15') })] });
    const plan = preview(s, morning);
    const last = plan.steps.at(-1);
    expect(plan.steps.length).toBeGreaterThanOrEqual(5);
    expect(last?.at.getTime()).toBeLessThanOrEqual(at('07:16').getTime());
  });
});

describe('the kill switch', () => {
  test('a paused batch sends nothing and still hands over in time', () => {
    const paused = decideNext(scene({ batchState: 'paused' }), morning, ids());
    expect(planned(paused)).toEqual([]);
    const late = decideNext(
      scene({ batchState: 'paused', notices: [notice({ deadlineAt: at('07:10') })] }),
      morning,
      ids(),
    );
    expect(tasks(late)).toEqual(['deadline_near']);
  });
  test('a stopped batch hands everybody who is open to a person', () => {
    const turn = decideNext(scene({ batchState: 'stopped' }), morning, ids());
    expect(planned(turn)).toEqual([]);
    expect(tasks(turn)).toEqual(['batch_stopped']);
  });
});

describe('windows and caps', () => {
  test('before the window opens mail goes now, and the text waits for the opening', () => {
    const night = new Date('2026-11-24T05:00:00-05:00');
    const turn = decideNext(scene({ outreach: { nextActionAt: night } }), night, ids());
    expect(planned(turn)).toEqual(['email:mail-1']);
  });
  test('when the hours begin the text comes first, as on any day, and the letter does not come twice', () => {
    const night = new Date('2026-11-24T05:00:00-05:00');
    const s = scene({ outreach: { nextActionAt: night }, notices: [notice({ deadlineAt: at('09:30') })] });
    expect(preview(s, night).steps.map((x) => [x.channel, x.at.toISOString()])).toEqual(
      [
        ['email', night],
        ['sms', at('06:00')],
        ['voice', at('06:06')],
        ['voice', at('06:20')],
        ['sms', at('06:40')],
        ['voice', at('06:45')],
        ['voice', at('07:05')],
      ].map(([channel, when]) => [channel, (when as Date).toISOString()]),
    );
  });

  test('a window that opens too late is not waited for: a person has it', () => {
    const night = new Date('2026-11-24T04:00:00-05:00');
    const s = scene({
      contactPoints: [mobile],
      notices: [notice({ deadlineAt: new Date('2026-11-24T05:30:00-05:00') })],
    });
    const turn = decideNext(s, night, ids());
    expect(planned(turn)).toEqual([]);
    expect(tasks(turn)).toEqual(['window_closed']);
  });
  test('without consent a number is touched once a day, with the rule in the ledger', () => {
    const careful = contactPoint({ id: 'phone-1', system: 'phone', consent: 'unknown' });
    const steps = preview(scene({ contactPoints: [careful, mailbox] }), morning).steps.map((s) => s.channel);
    expect(steps).toEqual(['sms', 'email']);
  });
  test('what rings is not sent after hours, however long it waited for a worker', () => {
    const late = scene({ notices: [notice({ deadlineAt: at('23:30') })], outreach: { deadlineAt: at('23:30') } });
    const sendBy = decideNext(late, at('21:50'), ids()).events.flatMap((e) =>
      e.type === 'attempt.planned' && e.channel === 'sms' ? [e.sendBy] : [],
    );
    expect(sendBy).toEqual([at('22:00').toISOString()]);
  });

  test('where two zones may be meant, both windows must be open', () => {
    const s = scene({
      outreach: { timeZones: ['America/New_York', 'America/Los_Angeles'] },
      contactPoints: [mobile],
      notices: [notice({ deadlineAt: at('16:00') })],
    });
    const turn = decideNext(s, morning, ids());
    expect(planned(turn)).toEqual([]);
    expect(turn.state.outreach.nextActionAt).toEqual(at('09:00'));
  });
});

describe('who may not be contacted how', () => {
  test.each([
    [
      'a landline gets no text',
      contactPoint({ id: 'p', system: 'phone', off: { voice: null, sms: 'landline', im: null, email: null } }),
      ['voice'],
    ],
    ['a home phone gets no text', contactPoint({ id: 'p', system: 'phone', use: 'home' }), ['voice']],
    ['a number behind a switchboard is for people', contactPoint({ id: 'p', system: 'phone', hasExtension: true }), []],
    ['a forbidden number is never used', contactPoint({ id: 'p', system: 'phone', allowed: false }), []],
    [
      'who said STOP hears no robot',
      contactPoint({ id: 'p', system: 'phone', suppressed: ['sms', 'voice', 'im'] }),
      [],
    ],
    ['WhatsApp needs an opt-in', contactPoint({ id: 'p', system: 'whatsapp', consent: 'unknown' }), []],
    ['Messenger only answers', contactPoint({ id: 'p', system: 'messenger' }), []],
  ])('%s', (_name, point, channels) => {
    const used = new Set(preview(scene({ contactPoints: [point] }), morning).steps.map((s) => s.channel));
    expect([...used]).toEqual(channels);
  });
});

describe('days ahead', () => {
  test('steps are hours apart, and the urgent ladder takes over on the day', () => {
    const s = scene({
      notices: [notice({ deadlineAt: new Date('2026-11-27T11:00:00-05:00') })],
      outreach: { nextActionAt: at('10:00') },
    });
    const plan = preview(s, at('10:00'));
    const firstCall = plan.steps.find((p) => p.channel === 'voice');
    expect(firstCall && firstCall.at.getTime() - at('10:00').getTime()).toBeGreaterThanOrEqual(minutes(200));
    expect(plan.steps.some((p) => p.rule === 'ladder.sameDay')).toBe(true);
  });
});
