/** The practice's own system has the last word on a chosen time. */
import { describe, expect, test } from '@jest/globals';
import type { BookingFact, OfferFact, Policy } from '@rollcall/contracts';
import { applyFact } from '../src/apply-fact.js';
import { practiceAnswered } from '../src/booking.js';
import { callbacksOf } from '../src/callback-events.js';
import { claimVerdict } from '../src/claim.js';
import { fold } from '../src/fold.js';
import type { Happening } from '../src/happening.js';
import { withdraw } from '../src/operating.js';
import { patientChanged } from '../src/patients.js';
import type { AttemptRow, OfferRow, Snapshot } from '../src/snapshot.js';
import { Turn } from '../src/turn.js';
import { at, attempt, contactPoint, ids, mailbox, minutes, mobile, morning, notice, scene } from './scenes.js';

const tomorrow = '2026-11-25T15:00:00.000Z';
const until = new Date(morning.getTime() + minutes(30));
const options = [
  { choice: 1, slotId: 'slot-1' },
  { choice: 2, slotId: 'slot-2' },
];
const offer = (over: Partial<OfferRow> = {}): OfferRow => ({
  id: 'offer-1',
  noticeId: 'notice-1',
  state: 'chosen',
  via: 'message',
  channel: 'sms',
  contactPointId: 'phone-1',
  expiresAt: at('09:00'),
  chosen: 2,
  options,
  ...over,
});
const asked = (over: Partial<OfferRow> = {}): OfferRow => offer({ state: 'asked', expiresAt: until, ...over });
const informed = notice({ state: 'informed', evidence: { grade: 'replied', channel: 'sms', at: morning } });
const rebooked = notice({ ...informed, state: 'rebooked', bookedSlotId: 'slot-2' });
const byPractice: Partial<Policy> = { bookings: { confirmedBy: 'practice', withinMinutes: 30 } };

function standing(over: Parameters<typeof scene>[0] = {}): Snapshot {
  return scene({
    notices: [informed],
    attempts: [attempt({ id: 'told' }), attempt({ id: 'offered', purpose: 'offer', offerId: 'offer-1' })],
    offers: [asked()],
    outreach: { state: 'reached', nextActionAt: null },
    ...over,
    policy: { ...byPractice, ...over.policy },
  });
}
function happens(s: Snapshot, fact: Happening, now = morning, newId = ids()): Turn {
  const turn = new Turn(s, now, newId);
  applyFact(turn, fact, { newId, retryAt: () => now });
  return turn;
}
const told = (result: OfferFact['result'], offerId = 'offer-1'): Happening => ({
  kind: 'offer',
  offerId: offerId as never,
  result,
  ...(result === 'asked' ? { until: until.toISOString() } : {}),
});
const says = (outcome: BookingFact['outcome'], over: Partial<BookingFact> = {}): BookingFact => ({
  kind: 'booking',
  offerId: 'offer-1' as never,
  outcome,
  startsAt: tomorrow,
  ...over,
});
const sent = (turn: Turn) =>
  turn.events.flatMap((e) =>
    e.type === 'attempt.planned' ? [`${e.channel} ${e.purpose}${e.wording ? ` ${e.wording}` : ''}`] : [],
  );
const tasks = (turn: Turn) => turn.events.flatMap((e) => (e.type === 'task.opened' ? [e.reason] : []));
const types = (turn: Turn) => turn.events.map((e) => e.type);
const callbacks = (turn: Turn) => callbacksOf(turn.state, turn.events).map((c) => c.type);

describe('a patient who has chosen where the practice confirms', () => {
  test('reads that the time was asked for, and not that it is booked [edge case 58]', () => {
    const turn = happens(standing({ offers: [offer()] }), told('asked'));
    expect(sent(turn)).toEqual(['sms noted asked']);
    expect(turn.state.notices[0]).toMatchObject({ state: 'informed', bookedSlotId: null });
    expect(turn.state.offers[0]).toMatchObject({ state: 'asked', expiresAt: until });
    expect(callbacksOf(turn.state, turn.events)).toMatchObject([
      { type: 'slot.requested', data: { noticeId: 'notice-1', slotId: 'slot-2', until: until.toISOString() } },
    ]);
  });
  test('is not contacted again while the practice looks, whatever she presses', () => {
    const { state } = happens(standing({ offers: [offer()] }), told('asked'));
    const again = happens(state, {
      kind: 'bound-text',
      channel: 'sms',
      meaning: { kind: 'key', key: '2', code: null },
      contactPointId: 'phone-1',
      ambiguous: false,
    });
    expect([types(again), sent(again)]).toEqual([['answer.received'], []]);
  });
  test('hears that it is booked when the practice says so, and only then [edge case 58]', () => {
    const turn = happens(standing(), says('confirmed'));
    expect(sent(turn)).toEqual(['sms booked']);
    expect(turn.state.notices[0]).toMatchObject({ state: 'rebooked', bookedSlotId: 'slot-2' });
    expect(callbacks(turn)).toEqual(['notice.rebooked', 'slot.booked']);
    expect(types(happens(turn.state, says('confirmed')))).toEqual([]);
  });
  test('in a call is written to afterwards, and called by a person where nothing can be written to [edge case 58]', () => {
    const inCall = asked({ via: 'call', channel: 'voice' });
    expect(sent(happens(standing({ offers: [inCall] }), says('confirmed')))).toEqual(['sms booked']);
    const landline = contactPoint({ id: 'phone-1', system: 'phone', line: 'landline' });
    const turn = happens(standing({ offers: [inCall], contactPoints: [landline] }), says('confirmed'));
    expect([sent(turn), tasks(turn)]).toEqual([[], ['booking_untold']]);
  });
});

describe('a practice that does not answer', () => {
  test('is asked by a person, and the patient is told nothing that is not sure [edge case 58]', () => {
    const turn = happens(standing(), told('unconfirmed'));
    expect([tasks(turn), sent(turn)]).toEqual([['booking_unconfirmed'], []]);
    expect(turn.state.offers[0]?.state).toBe('asked');
    expect(types(happens(turn.state, told('unconfirmed')))).toEqual([]);
  });
  test('and confirms late: the patient hears it, and the person is relieved', () => {
    const { state } = happens(standing(), told('unconfirmed'), at('09:00'));
    const turn = happens(state, says('confirmed'), at('10:00'));
    expect([sent(turn), types(turn)]).toEqual([
      ['sms booked'],
      ['notice.rebooked', 'attempt.planned', 'task.resolved'],
    ]);
  });
  test('and confirms in the night: nobody is woken by it, and a person tells it where no mail can', () => {
    const night = new Date('2026-11-25T03:00:00-05:00');
    const { state } = happens(standing(), told('unconfirmed'), at('09:00'));
    expect(sent(happens(state, says('confirmed'), night))).toEqual(['email booked']);
    const unmailed = happens({ ...state, contactPoints: [mobile] }, says('confirmed'), night);
    expect([sent(unmailed), tasks(unmailed)]).toEqual([[], ['booking_untold']]);
  });
  test('and refuses late: the person who has it goes on, and the patient reads not to come', () => {
    const { state } = happens(standing(), told('unconfirmed'), at('09:00'));
    const turn = happens(state, says('refused'), at('10:00'));
    expect([sent(turn), tasks(turn)]).toEqual([['sms correct refused'], ['booking_refused']]);
  });
});

describe('a practice that refuses', () => {
  test.each([
    ['a time that was asked for', standing()],
    ['a time that was booked', standing({ notices: [rebooked], offers: [offer({ state: 'booked' })] })],
  ])('%s: the patient gets an apology with new times, and the practice its slot [edge case 58]', (_, s) => {
    const turn = happens(s, says('refused', { reason: 'practitioner-away' }));
    expect(types(turn)).toEqual(['booking.released', 'offer.requested']);
    expect(turn.state.notices[0]).toMatchObject({ state: 'informed', bookedSlotId: null });
    expect(callbacksOf(turn.state, turn.events)).toMatchObject([
      { type: 'slot.released', data: { slotId: 'slot-2', because: 'refused', reason: 'practitioner-away' } },
    ]);
    const next = turn.state.offers.at(-1)?.id ?? '';
    const { offers } = turn.state;
    const filled = { ...turn.state, offers: offers.map((o) => (o.id === next ? { ...o, options } : o)) };
    expect(sent(happens(filled, told('made', next)))).toEqual(['sms offer refused']);
  });
  test('twice, has refused once; and what was refused cannot be confirmed any more', () => {
    const { state } = happens(standing(), says('refused'));
    const turn = new Turn(state, morning, ids());
    expect([practiceAnswered(turn, says('refused')), practiceAnswered(turn, says('confirmed'))]).toEqual([
      { ok: true },
      { ok: false, because: 'refused_before' },
    ]);
    expect(turn.events).toEqual([]);
  });
  test('what nobody has is told so, and changes nothing', () => {
    for (const [state, because] of [
      ['open', 'not_booked'],
      ['void', 'not_booked'],
      ['chosen', 'not_yet'],
    ] as const) {
      const turn = new Turn(standing({ offers: [offer({ state })] }), morning, ids());
      expect(practiceAnswered(turn, says('refused'))).toEqual({ ok: false, because });
      expect(turn.events).toEqual([]);
    }
  });
  test('a time that is soon: a person has it at once, and the patient reads not to come [edge case 58]', () => {
    for (const startsAt of [at('08:30').toISOString(), undefined]) {
      const turn = happens(standing(), { ...says('refused'), startsAt } as BookingFact);
      expect([sent(turn), tasks(turn)]).toEqual([['sms correct refused'], ['booking_refused']]);
    }
  });
  test('in the night: nobody is woken, and a person has it in the morning', () => {
    const night = new Date('2026-11-25T03:00:00-05:00');
    const booked = standing({ notices: [rebooked], offers: [offer({ state: 'booked' })], contactPoints: [mobile] });
    const turn = happens(booked, says('refused', { startsAt: '2026-11-27T15:00:00.000Z' }), night);
    expect([sent(turn), tasks(turn)]).toEqual([[], ['booking_refused']]);
  });
  test('and nothing else fits: a person has it, and the patient reads not to come [edge case 58]', () => {
    const { state } = happens(standing(), says('refused'));
    const turn = happens(state, told('empty', state.offers.at(-1)?.id));
    expect([sent(turn), tasks(turn)]).toEqual([['sms correct refused'], ['booking_refused']]);
  });
  test('and the apology is not answered, or cannot be sent: a person has it, for the patient may come [edge case 58]', () => {
    const { state } = happens(standing(), says('refused'));
    const next = state.offers.at(-1)?.id ?? '';
    const filled = { ...state, offers: state.offers.map((o) => (o.id === next ? { ...o, options } : o)) };
    const made = happens(filled, told('made', next)).state;
    expect(tasks(happens(made, told('expired', next)))).toEqual(['booking_refused']);
    const apology = made.attempts.at(-1) as AttemptRow;
    const failed = happens(made, {
      kind: 'delivery',
      attemptId: apology.id as never,
      providerRef: 'SM1',
      status: 'failed',
      code: '30003',
      fault: null,
      scope: 'attempt',
      transient: false,
    });
    expect(tasks(failed)).toEqual(['booking_refused']);
  });
  test('where the practice offers no times by machine, or a person arranges them: that person has it', () => {
    const { reschedule } = standing().policy;
    const off = standing({ policy: { reschedule: { ...reschedule, enabled: false } } });
    expect(tasks(happens(off, says('refused')))).toEqual(['booking_refused']);
    const arranged = standing({
      tasks: [{ id: 'task-1', kind: 'rebook', reason: 'asked_for_person', state: 'open' }],
    });
    const turn = happens(arranged, says('refused'));
    expect([tasks(turn), sent(turn)]).toEqual([['booking_refused'], ['sms correct refused']]);
  });
  test('a booking that stands in a mailed calendar file: its mailbox gets the cancellation [edge case 58]', () => {
    const booked = standing({
      notices: [rebooked],
      offers: [offer({ state: 'booked', via: 'page', channel: 'email', contactPointId: 'mail-1' })],
      attempts: [
        attempt({ id: 'told' }),
        attempt({ id: 'confirmed', purpose: 'booked', channel: 'email', contactPointId: 'mail-1', offerId: 'offer-1' }),
      ],
      contactPoints: [mobile, mailbox],
      policy: { calendarFile: 'attached' },
    });
    const soon = happens(booked, says('refused', { startsAt: at('08:30').toISOString() }));
    expect(sent(soon)).toEqual(['email correct refused']);
    const byText = standing({
      ...booked,
      offers: [offer({ state: 'booked' })],
      policy: { calendarFile: 'attached' },
    });
    const told = happens(byText, says('refused', { startsAt: at('08:30').toISOString() }));
    expect(sent(told)).toEqual(['sms correct refused', 'email correct refused']);
  });
  test('before "booked" was sent: it is called back, and whoever claims it all the same drops it', () => {
    const queued = attempt({ id: 'says-booked', purpose: 'booked', offerId: 'offer-1', state: 'queued' });
    const booked = standing({ notices: [rebooked], offers: [offer({ state: 'booked' })], attempts: [queued] });
    const turn = happens(booked, says('refused'));
    expect(turn.state.attempts[0]?.state).toBe('superseded');
    const facts = {
      state: 'queued',
      generation: 1,
      jobGeneration: 1,
      purpose: 'booked',
      sendBy: at('09:00'),
      batchState: 'running',
      openNotices: 0,
      suppressed: false,
      fault: null,
      allowed: true,
      offerState: 'refused',
      siblingInFlight: false,
      senderOut: false,
      capReached: false,
    } as const;
    expect(claimVerdict(facts, morning)).toEqual({ kind: 'drop', because: 'too_late' });
  });
});

test('a visit that is on after all gives back the time that was asked for', () => {
  const turn = new Turn(standing(), morning, ids());
  withdraw(turn, 'notice-1', 'Jo');
  expect(turn.state.offers[0]?.state).toBe('void');
  expect(types(happens(turn.state, told('unconfirmed')))).toEqual([]);
});

test('the time that was asked for by a patient who has died is given up', () => {
  const turn = new Turn(standing(), morning, ids());
  patientChanged(turn, { noticeIds: ['notice-1'], deceased: true, by: 'practice' });
  expect(turn.events).toContainEqual(expect.objectContaining({ type: 'booking.released', because: 'deceased' }));
  expect(callbacks(turn)).toContain('slot.released');
});

test('whatever the practice says, in any order and any number of times, the rows are the fold of the events', () => {
  const facts: Happening[] = [
    told('asked'),
    told('unconfirmed'),
    says('confirmed'),
    says('refused'),
    says('confirmed', { offerId: 'nobody' as never }),
  ];
  for (const a of facts)
    for (const b of facts)
      for (const c of facts) {
        const newId = ids();
        let state = standing({ offers: [offer()] });
        for (const fact of [a, b, c, c]) {
          const turn = happens(state, fact, morning, newId);
          expect(turn.events.reduce((s, e) => fold(s, e, morning), turn.before)).toEqual(turn.state);
          state = turn.state;
        }
        const [first] = state.offers;
        const [about] = state.notices;
        expect(about?.state === 'rebooked').toBe(first?.state === 'booked');
        if (first?.state === 'asked') expect(state.attempts.some((x) => x.purpose === 'booked')).toBe(false);
      }
});
