import { describe, expect, test } from '@jest/globals';
import {
  afterSigns,
  backoffMs,
  healthySender,
  outageRun,
  probeExpired,
  probeIsDue,
  probing,
  type SenderHealth,
  startsPerSecond,
} from '../src/sender.js';
import { type SenderSign, signOfOutcome } from '../src/sender-signs.js';
import { morning } from './scenes.js';

const later = (seconds: number): Date => new Date(morning.getTime() + seconds * 1000);
const hear = (h: SenderHealth, now: Date, ...signs: SenderSign[]): SenderHealth =>
  afterSigns(
    h,
    signs.map((sign, i) => ({ attemptId: `a${i}`, sign })),
    now,
  );
const refused: SenderSign = { kind: 'refused', code: '20003', told: 'taken' };
const unregistered: SenderSign = { kind: 'refused', code: '30034', told: 'arrived' };
const taken: SenderSign = { kind: 'taken' };
const unanswered: SenderSign = { kind: 'unanswered' };
const throttled: SenderSign = { kind: 'throttled', retryAfterMs: 5000 };
const healthy = healthySender('sms');
const open = hear(healthy, morning, refused);
const probed = probing(open, 'probe', later(30));
const ofProbe = (sign: SenderSign, now = later(31), h = probed): SenderHealth =>
  afterSigns(h, [{ attemptId: 'probe', sign }], now);

describe('the breaker', () => {
  test.each([
    ['one refusal of our own account opens it', healthy, [refused], 'open'],
    ['also among others that were taken', healthy, [taken, refused, taken], 'open'],
    ['a patient whose number is wrong does not', healthy, [taken], 'closed'],
    ['a few requests without an answer do not', healthy, Array(outageRun - 1).fill(unanswered), 'closed'],
    ['a long run of them does', healthy, Array(outageRun).fill(unanswered), 'open'],
    ['unless somebody was answered in between', healthy, [...Array(outageRun).fill(unanswered), taken], 'closed'],
    ['a provider that says "slow down" is there', healthy, Array(20).fill(throttled), 'closed'],
    ['stragglers change nothing while it is open', open, [taken, refused, unanswered], 'open'],
  ] as const)('%s', (_, before, signs, after) => {
    expect(hear(before, morning, ...(signs as SenderSign[])).breaker).toBe(after);
  });

  test('a run goes on over several rounds, and an answer ends it', () => {
    const almost = hear(healthy, morning, ...Array(outageRun - 1).fill(unanswered));
    expect(hear(almost, morning, unanswered)).toMatchObject({ breaker: 'open', code: 'outage' });
    expect(hear(hear(almost, morning, taken), morning, unanswered).breaker).toBe('closed');
  });

  test('what is well and stays well is not written', () => {
    expect(hear(healthy, morning, taken, taken)).toBe(healthy);
  });

  test('it is probed after a backoff, not before', () => {
    expect([29, 30].map((s) => probeIsDue(open, later(s)))).toEqual([false, true]);
    expect(probeIsDue(probed, later(3000))).toBe(false);
  });

  test.each([
    ['taken', taken, 'closed'],
    ['refused again', refused, 'open'],
    ['not answered', unanswered, 'open'],
    ['throttled, which only somebody who is there can say', throttled, 'closed'],
  ] as const)('a probe that is %s decides', (_, sign, after) => {
    expect(ofProbe(sign).breaker).toBe(after);
  });

  test("nobody else's outcome decides for the probe", () => {
    expect(hear(probed, later(31), taken, refused).breaker).toBe('probing');
  });

  test('a sender whose fault is told late works again only when a message arrives', () => {
    const late = probing(hear(healthy, morning, unregistered), 'probe', later(30));
    const waiting = ofProbe(taken, later(31), late);
    expect(waiting.breaker).toBe('probing');
    expect(ofProbe({ kind: 'arrived' }, later(40), waiting).breaker).toBe('closed');
    expect(ofProbe(unregistered, later(40), waiting).breaker).toBe('open');
  });

  test('each failed probe doubles the wait, up to ten minutes', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 60].map((n) => backoffMs(n) / 1000)).toEqual([30, 60, 120, 240, 480, 600, 600, 600]);
    const again = ofProbe(refused);
    expect(again).toMatchObject({ openings: 2, since: morning });
    expect(again.probeAt).toEqual(later(31 + 60));
  });

  test('an opening soon after a closing goes on where the last one was, a later one begins anew', () => {
    const back = ofProbe(taken);
    expect(hear(back, later(60), refused).openings).toBe(2);
    expect(hear(back, later(2 * 3600), refused).openings).toBe(1);
  });

  test('a probe that nobody heard of again makes room for the next', () => {
    expect(probeExpired(probed, later(60))).toBe(probed);
    const expired = probeExpired(probed, later(300));
    expect(probeIsDue(expired, later(300))).toBe(true);
  });
});

describe('the throttle', () => {
  test('leaves the sender alone as long as the provider says, then lets the pace rise', () => {
    const slow = hear(healthy, morning, throttled);
    expect([0, 4, 5, 20, 35, 200].map((s) => startsPerSecond(slow, later(s)))).toEqual([0, 0, 2, 4, 8, null]);
  });

  test('fifty requests that were under way teach one lesson', () => {
    const slow = hear(healthy, morning, ...Array(50).fill(throttled));
    expect(slow.startsPerSecond).toBe(2);
  });

  test('too fast again, it begins at half of what was too much', () => {
    const slow = hear(healthy, morning, throttled);
    const again = hear(slow, later(35), throttled);
    expect(again.startsPerSecond).toBe(4);
    expect(startsPerSecond(again, later(40))).toBe(4);
  });
});

test.each([
  ['accepted', { kind: 'accepted', ref: 'SM1' }, 'taken'],
  ['a landline', { kind: 'rejected', code: '21614', fault: 'landline', scope: 'sms', transient: false }, 'taken'],
  [
    'no template of ours',
    { kind: 'rejected', code: 'template_not_approved', fault: null, scope: 'attempt', transient: false },
    undefined,
  ],
  ['429', { kind: 'throttled', code: '429', retryAfterMs: 1000 }, 'throttled'],
  ['nobody listens', { kind: 'throttled', code: 'ECONNREFUSED', retryAfterMs: 1000 }, 'unanswered'],
  ['a timeout', { kind: 'inDoubt', code: 'TimeoutError' }, 'unanswered'],
  ['a bug of ours', { kind: 'inDoubt', code: 'bug' }, undefined],
  ['revoked credentials', { kind: 'misconfigured', code: '20003' }, 'refused'],
] as const)('what an outcome says about the sender: %s', (_, outcome, kind) => {
  expect(signOfOutcome(outcome, (ms) => ms)?.kind).toBe(kind);
});
