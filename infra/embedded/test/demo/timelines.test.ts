import { describe, expect, test } from '@jest/globals';
import { plain } from '../../src/demo/paint.js';
import { isSettled, openOffers, timeLimitMs } from '../../src/demo/settled.js';
import { type Behind, chooseExcerpts, renderExcerpt } from '../../src/demo/timelines.js';
import { chooseWithdrawal } from '../../src/demo/withdrawal.js';
import { entry, notice, outreach, reportOf, zone } from './scenes.js';

const behind = (o: Behind['outreach'], more: Partial<Behind> = {}): Behind => ({
  ...{ outreach: o, personas: [], isGuardian: false },
  ...more,
});

describe('excerpts', () => {
  test('are one of each kind, and kinds that did not happen are left out', () => {
    const stop = outreach([entry('answer.received', 'The patient said STOP', { meaning: 'stop' })]);
    const landline = outreach([entry('contact.invalid', 'It is a landline', { fault: 'landline' })]);
    const dull = outreach([entry('notice.informed', 'Knows: replied by text')]);
    const chosen = chooseExcerpts([dull, stop, landline, { ...stop, id: 'o-other' as never }].map((o) => behind(o)));
    expect(chosen.map((c) => c.behind.outreach.id)).toEqual([landline.id, stop.id]);
  });

  test('a voicemail is instructive only where somebody called', () => {
    const called = { channel: 'voice', state: 'accepted' } as Behind['outreach']['attempts'][number];
    const personas = ['voicemail'];
    expect(chooseExcerpts([behind(outreach([]), { personas })])).toEqual([]);
    expect(chooseExcerpts([behind(outreach([], { attempts: [called] }), { personas })])).toHaveLength(1);
  });

  test('say what a call came to, and leave out receipts of texts', () => {
    const attempts = [
      { id: 'call', channel: 'voice' },
      { id: 'text', channel: 'sms' },
    ] as Behind['outreach']['attempts'];
    const delivered = (attemptId: string) =>
      entry('attempt.progressed', 'It is delivered', { attemptId, grade: 'delivered' });
    const told = outreach([delivered('call'), delivered('text')], { attempts });
    const lines = renderExcerpt({ title: 'Calls', behind: behind(told) }, zone, plain);
    expect(lines.slice(2)).toEqual(['    07:03  The call is over; no person is proven to have listened']);
  });

  test('fit 80 columns, give reasons where there is room, and keep the end of a long story', () => {
    const steps = Array.from({ length: 20 }, (_, n) => entry('attempt.planned', `Step ${n}`, {}, 'it is time'));
    const lines = renderExcerpt({ title: 'A long one', behind: behind(outreach(steps)) }, zone, plain);
    expect(Math.max(...lines.map((l) => l.length))).toBeLessThanOrEqual(80);
    expect(lines.join('\n')).toContain('07:03  Step 0 (it is time)');
    expect(lines.at(-1)).toContain('Step 19');
    expect(lines.join('\n')).toContain('12 more steps');
  });
});

describe('the end', () => {
  const open = notice({ state: 'open', evidence: null });
  const still = (notices: ReturnType<typeof notice>[], more = {}) =>
    isSettled({ report: reportOf(notices), openOffers: 0, simulatorIdle: true, ...more });

  test('is when everybody knows or is with an operator, and nothing is on its way', () => {
    expect(still([notice(), { ...open, taskId: 't' as never }])).toBe(true);
    expect(still([open])).toBe(false);
    expect(still([notice()], { openOffers: 1 })).toBe(false);
    expect(still([notice()], { simulatorIdle: false })).toBe(false);
    expect(still([notice({ attempts: [{ channel: 'sms', state: 'in_doubt', at: '' }] })])).toBe(false);
  });

  test('waits for an offer, told by its own id, until it is booked or closed', () => {
    const asked = (offerId: string) => entry('offer.requested', 'Looking', { offerId });
    expect(openOffers({ timeline: [asked('a'), entry('offer.closed', 'Gone', { offerId: 'a' }), asked('b')] })).toBe(1);
    expect(openOffers({ timeline: [asked('a'), asked('a'), entry('notice.rebooked', 'Yes', { offerId: 'a' })] })).toBe(
      0,
    );
  });

  test('comes after 80 seconds at the usual speed, later with more patients or a slower clock', () => {
    expect(timeLimitMs(120, 200)).toBe(80_000);
    expect(timeLimitMs(60, 200)).toBe(160_000);
    expect(timeLimitMs(120, 400)).toBe(160_000);
    expect(timeLimitMs(600, 12)).toBe(45_000);
  });
});

test('withdrawn is somebody who knows already, else somebody open; nobody in a very small batch', () => {
  const view = (state: 'open' | 'informed' | 'rebooked', withOperator = false) =>
    ({ externalId: `${state} ${withOperator}`, state, withOperator }) as Parameters<typeof chooseWithdrawal>[0][number];
  const rest = [view('rebooked'), view('rebooked'), view('rebooked'), view('open')];
  expect(chooseWithdrawal([...rest, view('informed')])?.externalId).toBe('informed false');
  expect(chooseWithdrawal([...rest, view('informed', true)])?.externalId).toBe('open false');
  expect(chooseWithdrawal([view('informed')])).toBeNull();
});
