import { expect, test } from '@jest/globals';
import { applyFact } from '../src/apply-fact.js';
import type { OfferRow } from '../src/snapshot.js';
import { Turn } from '../src/turn.js';
import { at, attempt, ids, morning, notice, scene } from './scenes.js';

const offer = (over: Partial<OfferRow> & Pick<OfferRow, 'id'>): OfferRow => ({
  noticeId: 'notice-1',
  state: 'open',
  via: 'call',
  channel: 'voice',
  contactPointId: 'phone-1',
  expiresAt: at('09:00'),
  chosen: null,
  options: [
    { choice: 1, slotId: 'slot-1' },
    { choice: 2, slotId: 'slot-2' },
  ],
  ...over,
});

/** A key in the call, for the offer that was read out. */
function pressed(key: '1' | '2' | '4', offerId: string, offers: OfferRow[]): Turn {
  const informed = notice({ state: 'informed', evidence: { grade: 'confirmed', channel: 'voice', at: morning } });
  const turn = new Turn(
    scene({
      notices: [informed],
      attempts: [attempt({ id: 'call', channel: 'voice' })],
      offers,
      outreach: { state: 'reached', nextActionAt: null },
    }),
    morning,
    ids(),
  );
  applyFact(
    turn,
    { kind: 'key', attemptId: 'call' as never, channel: 'voice', key, via: 'call', offerId: offerId as never },
    { newId: ids(), retryAt: () => morning },
  );
  return turn;
}
const types = (turn: Turn) => turn.events.map((e) => e.type);

test('a patient who presses 2 for times that were replaced meanwhile gets none of the new ones by accident [edge case 56]', () => {
  const turn = pressed('2', 'old', [offer({ id: 'old', state: 'void' }), offer({ id: 'new' })]);
  expect(turn.events).toEqual([expect.objectContaining({ type: 'answer.received', meaning: 'offer-gone' })]);
  expect(turn.state.offers.map((o) => o.chosen)).toEqual([null, null]);
});

test('a patient who presses 2 gets the second time that was read out [edge case 56]', () => {
  const turn = pressed('2', 'read-out', [offer({ id: 'read-out' })]);
  expect(types(turn)).toEqual(['answer.received', 'offer.chosen']);
  expect(turn.state.offers[0]).toMatchObject({ state: 'chosen', chosen: 2 });
});

test('a patient who wants none of the times has been told all the same, and a person looks for another [edge case 29]', () => {
  const turn = pressed('4', 'read-out', [offer({ id: 'read-out' })]);
  expect(turn.state.notices[0]).toMatchObject({ state: 'declined', evidence: { grade: 'confirmed' } });
  expect(turn.state.tasks).toEqual([expect.objectContaining({ kind: 'rebook', reason: 'no_time_wanted' })]);
  expect(turn.state.outreach.state).toBe('reached');
});
