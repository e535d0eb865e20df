/** Who is reached how, when, how often, and by whom instead: the rules about people and their numbers. */
import { describe, expect, test } from '@jest/globals';
import { defaultPolicy } from '@rollcall/contracts';
import { applyFact } from '../src/apply-fact.js';
import { capReached } from '../src/caps.js';
import { deadlineOf } from '../src/deadline.js';
import { decideNext } from '../src/decide-next.js';
import { withdraw } from '../src/operating.js';
import { patientChanged } from '../src/patients.js';
import { preview } from '../src/preview.js';
import { callingRules, exemptRule, ofAgeAt, rulesFor, zonesOfNumber } from '../src/rules/index.js';
import { seenOf, withSeen } from '../src/seen.js';
import { Turn } from '../src/turn.js';
import { mayRing, nextOpening } from '../src/windows.js';
import { at, attempt, contactPoint, ids, mailbox, minutes, mobile, morning, notice, scene } from './scenes.js';

const planned = (turn: Turn) =>
  turn.events.flatMap((e) => (e.type === 'attempt.planned' ? [`${e.channel}:${e.contactPointId}`] : []));
const tasks = (turn: Turn) => turn.events.flatMap((e) => (e.type === 'task.opened' ? [e.reason] : []));
const channelsOf = (s: ReturnType<typeof scene>) => [...new Set(preview(s, morning).steps.map((p) => p.channel))];

describe('numbers', () => {
  test('of divorced guardians only the one who is allowed is ever tried, whatever else fails [edge case 4]', () => {
    const father = contactPoint({ id: 'father', system: 'phone', rank: 1, allowed: false });
    const mother = contactPoint({ id: 'mother', system: 'phone', rank: 2 });
    const s = scene({ contactPoints: [father, mother] });
    expect(new Set(planned(decideNext(s, morning, ids())))).toEqual(new Set(['sms:mother']));
    const gone = { ...mother, off: { voice: 'not_in_service', sms: 'not_in_service', im: null, email: null } } as const;
    const turn = decideNext(scene({ contactPoints: [father, gone] }), morning, ids());
    expect(planned(turn)).toEqual([]);
    expect(tasks(turn)).toEqual(['no_contact_point']);
  });

  test.each([
    ['an extension', { hasExtension: true }],
    ['a switchboard of a ward, a school, a prison', { line: 'switchboard' as const }],
    ['a fax', { line: 'fax' as const }],
  ])('behind %s no machine talks: a person has it at once [edge case 9]', (_what, over) => {
    const turn = decideNext(
      scene({ contactPoints: [contactPoint({ id: 'p', system: 'phone', ...over })] }),
      morning,
      ids(),
    );
    expect(planned(turn)).toEqual([]);
    expect(tasks(turn)).toEqual(['no_contact_point']);
  });

  test('a landline is called and never texted, and a number abroad is rung at its own hours [edge case 10]', () => {
    expect(
      channelsOf(scene({ contactPoints: [contactPoint({ id: 'p', system: 'phone', line: 'landline' })] })),
    ).toEqual(['voice']);
    const inLondon = contactPoint({
      id: 'p',
      system: 'phone',
      region: 'GB',
      zones: zonesOfNumber('+442079460000').slice(-1),
    });
    expect(inLondon.zones).toEqual(['Europe/London']);
    // 06:45 in New York is 11:45 in London; at 17:30 it is 22:30 there.
    expect(planned(decideNext(scene({ contactPoints: [inLondon] }), morning, ids()))).toEqual(['sms:p']);
    const late = scene({ contactPoints: [inLondon], notices: [notice({ deadlineAt: at('21:00') })] });
    const turn = decideNext({ ...late, outreach: { ...late.outreach, nextActionAt: at('17:30') } }, at('17:30'), ids());
    expect(planned(turn)).toEqual([]);
    expect(tasks(turn)).toEqual(['window_closed']);
  });

  test('with nothing to reach the patient by, a person has it from minute zero [edge case 11]', () => {
    const turn = decideNext(scene({ contactPoints: [] }), morning, ids());
    expect(tasks(turn)).toEqual(['no_contact_point']);
  });

  test('a number says where its clock stands, and a toll-free or fictional one says nothing', () => {
    expect(zonesOfNumber('+12125550101')).toEqual(['America/New_York']);
    expect([...zonesOfNumber('+18505550101')].sort()).toEqual(['America/Chicago', 'America/New_York']);
    expect(zonesOfNumber('+16025550101')).toEqual(['America/Phoenix']);
    expect(zonesOfNumber('+15550100001')).toEqual([]);
    expect(zonesOfNumber('+18005550101')).toEqual([]);
    expect(zonesOfNumber('+493012345678')).toEqual(['Europe/Berlin']);
  });
});

describe('people', () => {
  test.each(['deaf', 'tty'] as const)(
    'who is %s is written to and never called by a machine [edge case 13]',
    (need) => {
      expect(channelsOf(scene({ outreach: { needs: [need] } }))).toEqual(['sms', 'email']);
      const phoneOnly = scene({
        outreach: { needs: [need] },
        contactPoints: [contactPoint({ id: 'p', system: 'phone', use: 'home' })],
      });
      const turn = decideNext(phoneOnly, morning, ids());
      expect(planned(turn)).toEqual([]);
      expect(tasks(turn)).toEqual(['no_contact_point']);
    },
  );
  test('who cannot speak is written to where there is a way, and called where there is none [edge case 13]', () => {
    const needs = ['speech-impaired'] as const;
    expect(channelsOf(scene({ outreach: { needs } }))).toEqual(['sms', 'email']);
    const home = contactPoint({ id: 'p', system: 'phone', use: 'home' });
    expect(channelsOf(scene({ outreach: { needs }, contactPoints: [home] }))).toEqual(['voice']);
  });
  test('who needs an interpreter has a person from the start, beside the messages [edge case 13]', () => {
    const turn = decideNext(scene({ outreach: { needs: ['interpreter'] } }), morning, ids());
    expect(tasks(turn)).toEqual(['interpreter_needed']);
    expect(planned(turn)).not.toEqual([]);
  });
  test('of a patient with dementia no pressed key is asked for: people tell, machines do not [edge case 13]', () => {
    const turn = decideNext(scene({ outreach: { needs: ['cognitive'] } }), morning, ids());
    expect(tasks(turn)).toEqual(['needs_person']);
    expect(planned(turn)).toEqual([]);
    expect(turn.state.outreach.nextActionAt).not.toBeNull();
  });

  test('on the eighteenth birthday the parent hears no more: a person tells the patient [edge case 5]', () => {
    const birthday = ofAgeAt('2008-11-25', 'US', 'America/New_York');
    expect(birthday).toEqual(new Date('2026-11-25T00:00:00-05:00'));
    expect(ofAgeAt('2007-11-25', 'US-AL', 'America/New_York')).toEqual(birthday);
    const s = scene({
      notices: [
        notice({ guardianUntil: birthday, deadlineAt: new Date('2026-11-25T09:00:00-05:00') }),
        notice({ id: 'sister', deadlineAt: new Date('2026-11-25T10:00:00-05:00') }),
      ],
    });
    const dayBefore = decideNext(s, at('16:00'), ids());
    expect(dayBefore.events.some((e) => e.type === 'notice.barred')).toBe(false);
    const sixInTheMorning = new Date('2026-11-25T06:00:00-05:00');
    const turn = decideNext(s, sixInTheMorning, ids());
    expect(turn.events[0]).toMatchObject({ type: 'notice.barred', noticeId: 'notice-1', because: 'of_age' });
    expect(tasks(turn)).toContain('of_age');
    for (const e of turn.events) if (e.type === 'attempt.planned') expect(e.noticeIds).toEqual(['sister']);
    expect(planned(turn)).not.toEqual([]);
    // And when only this patient is left, the parent's phone stays silent.
    const alone = decideNext({ ...s, notices: s.notices.slice(0, 1) }, sixInTheMorning, ids());
    expect(planned(alone)).toEqual([]);
  });

  test('an answer of the parent does not count for the child that machines tell nobody of any more', () => {
    const s = scene({ notices: [notice({ barred: 'of_age' }), notice({ id: 'sister' })] });
    const turn = new Turn({ ...s, attempts: [attempt({ id: 'a' })] }, morning, ids());
    turn.emit({
      type: 'notice.informed',
      noticeId: 'sister' as never,
      grade: 'confirmed',
      channel: 'sms',
      attemptId: 'a' as never,
    });
    expect(turn.state.notices.map((n) => n.state)).toEqual(['open', 'informed']);
    expect(planned(decideNext(turn.state, morning, ids()))).toEqual([]);
  });
});

describe('what the practice says meanwhile', () => {
  const change = (s: ReturnType<typeof scene>, over: object): Turn => {
    const turn = new Turn(s, morning, ids());
    patientChanged(turn, { noticeIds: ['notice-1'], by: 'pms', ...over });
    return turn;
  };
  const waiting = scene({ attempts: [attempt({ id: 'a', state: 'queued' })] });

  test('a patient has died: what waits is called back, nothing follows, and nobody is asked to call [edge case 6]', () => {
    const turn = change(waiting, { deceased: true });
    expect(turn.events.map((e) => e.type)).toEqual([
      'notice.barred',
      'notice.unreachable',
      'attempt.superseded',
      'outreach.closed',
    ]);
    expect(turn.state.outreach.nextActionAt).toBeNull();
    expect(change(turn.state, { deceased: true }).events).toEqual([]);
  });
  test('one of two children has died: the parent is told of the other one only [edge case 6]', () => {
    const s = scene({ notices: [notice(), notice({ id: 'sister' })] });
    const turn = change(s, { deceased: true });
    expect(turn.state.notices.map((n) => n.state)).toEqual(['unreachable', 'open']);
    const next = decideNext(turn.state, morning, ids());
    for (const e of next.events) if (e.type === 'attempt.planned') expect(e.noticeIds).toEqual(['sister']);
    expect(planned(next)).not.toEqual([]);
  });
  test('a time that was offered to a patient who died is taken back, with the message that offers it [edge case 6]', () => {
    const s = scene({
      notices: [notice({ state: 'informed', evidence: { grade: 'confirmed', channel: 'sms', at: morning } })],
      outreach: { state: 'reached', nextActionAt: null },
      attempts: [attempt({ id: 'o', purpose: 'offer', offerId: 'offer-1', state: 'queued' })],
      offers: [
        {
          id: 'offer-1',
          noticeId: 'notice-1',
          state: 'open',
          via: 'message',
          channel: 'sms',
          contactPointId: 'phone-1',
          expiresAt: at('08:00'),
          chosen: null,
          options: [],
        },
      ],
    });
    const turn = change(s, { deceased: true });
    expect(turn.state.offers[0]?.state).toBe('void');
    expect(turn.state.attempts[0]?.state).toBe('superseded');
  });
  test('who is not to be contacted by machine any more is with a person at once, and can be given back', () => {
    const turn = change(waiting, { doNotContact: true });
    expect(tasks(turn)).toEqual(['do_not_contact']);
    expect(turn.state.attempts[0]?.state).toBe('superseded');
    expect(planned(decideNext(turn.state, morning, ids()))).toEqual([]);
    const back = change(turn.state, { doNotContact: false });
    expect(planned(decideNext(back.state, at('06:46'), ids()))).not.toEqual([]);
  });
  test('a new number after every step was taken in vain is tried at once [edge case 12]', () => {
    const s = scene({ outreach: { step: 199, nextActionAt: at('10:00') } });
    const turn = change(s, { reach: true });
    expect(turn.state.outreach).toMatchObject({ step: 100, nextActionAt: morning });
    expect(planned(decideNext(turn.state, morning, ids()))).toContain('sms:phone-1');
  });
});

describe('a parent of three', () => {
  const three = () =>
    scene({
      notices: [notice({ id: 'mia' }), notice({ id: 'leo' }), notice({ id: 'ida' })],
      attempts: [attempt({ id: 'a' })],
    });
  const press = (s: ReturnType<typeof scene>, key: '1' | '2' | '3', noticeIds?: string[]): Turn => {
    const turn = new Turn(s, morning, ids());
    const fact = { kind: 'key', attemptId: 'a', channel: 'email', key, via: 'page', offerId: null, noticeIds };
    applyFact(turn, fact as never, { newId: ids(), retryAt: () => morning });
    return turn;
  };
  const states = (turn: Turn) => turn.state.notices.map((n) => n.state);

  test('answers for one child: the others are told on, and only the one is offered a time [edge case 3]', () => {
    const turn = press(three(), '2', ['leo']);
    expect(states(turn)).toEqual(['open', 'informed', 'open']);
    expect(turn.state.offers.map((o) => o.noticeId)).toEqual(['leo']);
    for (const e of decideNext(turn.state, at('07:30'), ids()).events)
      if (e.type === 'attempt.planned') expect(e.noticeIds).toEqual(['mia', 'ida']);
  });
  test('asks for a person about one child: the desk gets that one [edge case 3]', () => {
    const turn = press(three(), '3', ['ida']);
    expect(states(turn)).toEqual(['open', 'open', 'informed']);
    expect(turn.events.find((e) => e.type === 'task.opened')).toMatchObject({ kind: 'rebook', noticeIds: ['ida'] });
  });
  test('answers without naming one: it is for all that were listed, and times are offered one after the other [edge case 3]', () => {
    const turn = press(three(), '1');
    expect(states(turn)).toEqual(['informed', 'informed', 'informed']);
    expect(turn.state.offers).toHaveLength(1);
  });
});

describe('how often', () => {
  const unasked = (over = {}) => contactPoint({ id: 'p', system: 'phone', consent: 'unknown', ...over });

  test('without consent the law allows one message a day and three a week, and no policy allows more [edge case 82]', () => {
    const generous = { ...defaultPolicy, caps: { withoutConsentPerDay: 9, withoutConsentPerWeek: 50, perDay: 12 } };
    expect(capReached(unasked(), 'sms', generous)).toBeNull();
    expect(capReached(unasked({ touchedLastDay: 1 }), 'sms', generous)).toBe('47CFR64.1200(a)(9)(iv):1-a-day');
    expect(capReached(unasked({ touchedLastWeek: 3 }), 'voice', generous)).toBe('47CFR64.1200(a)(9)(iv):3-a-week');
    const landline = unasked({ line: 'landline', touchedLastDay: 1 });
    expect(capReached(landline, 'voice', generous)).toBe('47CFR64.1200(a)(3)(v):1-a-day');
    expect(capReached(unasked({ region: 'GB', touchedLastDay: 1 }), 'sms', generous)).toBeNull();
    expect(capReached(unasked({ consent: 'given', touchedLastDay: 5 }), 'voice', generous)).toBeNull();
  });
  test('a stricter policy stays stricter, also where no law is known', () => {
    const strict = { ...defaultPolicy, caps: { withoutConsentPerDay: 0, withoutConsentPerWeek: 0, perDay: 1 } };
    expect(capReached(unasked({ region: 'GB' }), 'sms', strict)).toBe('cap.withoutConsentPerDay');
    expect(capReached(unasked({ consent: 'given', touchedLastDay: 1 }), 'sms', strict)).toBe('cap.perDay');
  });
  test('an attempt of which nobody knows whether it went counts like one that did [edge case 82]', () => {
    const s = scene({ contactPoints: [unasked()] });
    const first = decideNext(s, morning, ids());
    expect(planned(first)).toEqual(['sms:p']);
    const doubtful = {
      ...first.state,
      attempts: first.state.attempts.map((a) => ({ ...a, state: 'unresolved' as const })),
    };
    const second = decideNext(doubtful, at('07:10'), ids());
    expect(planned(second)).toEqual([]);
    expect(tasks(second)).toEqual(['rule_blocks']);
  });
  test('what the law holds back is with a person at once, and the ledger says which law', () => {
    const turn = decideNext(scene({ contactPoints: [unasked({ touchedLastDay: 1 })] }), morning, ids());
    expect(turn.events.find((e) => e.type === 'task.opened')).toMatchObject({
      reason: 'rule_blocks',
      rule: '47CFR64.1200(a)(9)(iv):1-a-day',
    });
    expect(turn.events.find((e) => e.type === 'outreach.waiting')).toMatchObject({
      reason: { because: expect.stringContaining('47CFR64.1200(a)(9)(iv)') },
    });
  });
  test('a second unasked message within the day is not sent, not even to say that the visit is on: a person says it', () => {
    expect(exemptRule(unasked(), 'sms')).toMatchObject({ mostCharacters: 160, mostSeconds: 60, optOutInEach: true });
    expect(exemptRule(unasked({ consent: 'given' }), 'sms')).toBeNull();
    const told = (consent: 'given' | 'unknown') => {
      const point = contactPoint({ id: 'p', system: 'phone', consent, touchedLastDay: 1, touchedLastWeek: 1 });
      const turn = new Turn(
        scene({ contactPoints: [point], attempts: [attempt({ id: 'a', contactPointId: 'p' })] }),
        morning,
        ids(),
      );
      withdraw(turn, 'notice-1', 'pms');
      return turn;
    };
    expect(planned(told('given'))).toEqual(['sms:p']);
    expect(planned(told('unknown'))).toEqual([]);
    expect(tasks(told('unknown'))).toEqual(['correction_undeliverable']);
  });
  test('laws of states are rows: those about selling hold back no notice, one about care would', () => {
    const states = callingRules.filter((r) => r.jurisdiction.includes('-'));
    expect(new Set(states.map((r) => r.jurisdiction))).toEqual(new Set(['US-FL', 'US-OK', 'US-TX', 'US-WA']));
    expect(rulesFor(unasked({ region: 'US-FL' }), 'sms').map((r) => r.jurisdiction)).toEqual(['US']);
  });
  test('a number that an older release took in is decided about as it was then', () => {
    const old = unasked({ region: null, touchedLastDay: 1 });
    expect(
      capReached(old, 'sms', { ...defaultPolicy, caps: { ...defaultPolicy.caps, withoutConsentPerDay: 9 } }),
    ).toBeNull();
    expect(tasks(decideNext(scene({ contactPoints: [old] }), morning, ids()))).toEqual(['no_contact_point']);
  });
});

describe('when', () => {
  const urgent = { from: '06:00', to: '22:00' };
  const zone = ['America/New_York'];

  test('in the night the clocks change, hours are those on the wall, once and not twice [edge case 32]', () => {
    // 2026-03-08: 02:00 becomes 03:00. Six is six, seven hours after eleven, not eight.
    expect(nextOpening(new Date('2026-03-07T23:00:00-05:00'), 'sms', urgent, zone)).toEqual(
      new Date('2026-03-08T06:00:00-04:00'),
    );
    // A window that begins in the hour that is left out begins at its end.
    const atHalfPastTwo = { from: '02:30', to: '22:00' };
    const opening = nextOpening(new Date('2026-03-08T00:00:00-05:00'), 'sms', atHalfPastTwo, zone);
    expect(opening && mayRing(opening, 'sms', atHalfPastTwo, zone)).toBe(true);
    expect(opening).toEqual(new Date('2026-03-08T03:30:00-04:00'));
    // 2026-11-01: 01:30 comes twice; both are night.
    for (const twice of ['2026-11-01T01:30:00-04:00', '2026-11-01T01:30:00-05:00'])
      expect(mayRing(new Date(twice), 'voice', urgent, zone)).toBe(false);
    expect(nextOpening(new Date('2026-11-01T01:30:00-04:00'), 'sms', urgent, zone)).toEqual(
      new Date('2026-11-01T06:00:00-05:00'),
    );
  });

  test('a window that opens too late is not waited for: mail now, and a person for the rest [edge case 34]', () => {
    const early = new Date('2026-11-24T04:30:00-05:00');
    const s = scene({ notices: [notice({ deadlineAt: new Date('2026-11-24T06:40:00-05:00') })] });
    const turn = decideNext({ ...s, outreach: { ...s.outreach, nextActionAt: early } }, early, ids());
    expect(planned(turn)).toEqual(['email:mail-1']);
    const next = turn.state.outreach.nextActionAt ?? early;
    const later = decideNext(turn.state, next, ids());
    expect([...tasks(turn), ...tasks(later)]).not.toEqual([]);
    expect(planned(later)).toEqual([]);
  });

  test('Thanksgiving holds back nothing that is urgent [edge case 35]', () => {
    const thanksgiving = new Date('2026-11-26T07:00:00-05:00');
    const s = scene({ notices: [notice({ deadlineAt: new Date('2026-11-26T11:00:00-05:00') })] });
    expect(planned(decideNext(s, thanksgiving, ids()))).toContain('sms:phone-1');
  });

  test('who is taken over after the deadline is not told by machine that the visit is off: a person looks [edge case 36]', () => {
    const s = scene({ notices: [notice({ deadlineAt: at('06:30') })] });
    const turn = decideNext(s, morning, ids());
    expect(planned(turn)).toEqual([]);
    expect(tasks(turn)).toEqual(['deadline_passed']);
    expect(turn.state.notices[0]?.overdue).toBe(true);
  });

  test('an unknown way is guessed long, by how far the postal codes are apart, and a booked transport comes first [edge case 40]', () => {
    const visit = { start: '2026-11-24T12:00:00-05:00', modality: 'in-person' as const };
    const minutesBefore = (over: object): number =>
      (Date.parse(visit.start) - deadlineOf({ ...visit, ...over }, defaultPolicy).getTime()) / minutes(1);
    const between = (from: string, to: string): object => ({
      patient: { postalCode: from },
      location: { postalCode: to },
    });
    expect(minutesBefore({ travelMinutes: 5 })).toBe(25);
    expect(minutesBefore({})).toBe(60);
    expect(minutesBefore(between('10001', '10025'))).toBe(60);
    expect(minutesBefore(between('11201', '10025'))).toBe(140);
    expect(minutesBefore(between('02139', '10025'))).toBe(200);
    expect(minutesBefore({ ...between('02139', '10025'), travelMinutes: 10 })).toBe(30);
    expect(minutesBefore({ travelMinutes: 5, transportAt: '2026-11-24T10:00:00-05:00' })).toBe(140);
  });
});

test('what a decision saw of people and their numbers is kept beside it, and read back as it was', () => {
  const s = scene({
    outreach: { needs: ['deaf'] },
    contactPoints: [{ ...mobile, line: 'voip', zones: ['America/Denver'] }, mailbox],
    notices: [notice({ guardianUntil: at('12:00') })],
  });
  const kept = JSON.parse(JSON.stringify(seenOf(s)));
  const bare = { ...s, outreach: { ...s.outreach, needs: [] }, notices: [notice()], contactPoints: [] };
  const read = withSeen(bare, kept);
  expect(read.contactPoints).toEqual(s.contactPoints);
  expect(read.outreach.needs).toEqual(['deaf']);
  expect(read.notices).toEqual(s.notices);
});
