import { describe, expect, test } from '@jest/globals';
import { FaultRates, Faults } from '../src/faults.js';
import { call, cast, control, mail, notice, openScene, rid, type Scene, scenes, text } from './scene.js';

const number = '+12125550101';
const ridOf = (n: number): string => `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const status = `/twilio/status/${rid}`;

describe('faults on demand', () => {
  const scene = scenes();
  const set = (rates: Partial<FaultRates>) => control(scene.current, 'POST', '/sim/faults', rates);
  const verdicts = () => scene.current.simulator.ledger.entries.map((e) => e.verdict);
  const quiet = (s: Scene) => s.simulator.world.cast.put([cast(number, 'silent')]);

  test('throttled: 429 with a time to wait, and nothing is sent', async () => {
    quiet(scene.current);
    await set({ rate429: 1 });
    const answer = await text(scene.current, number, notice);
    expect(answer).toMatchObject({ status: 429, body: { code: 20429 } });
    expect(answer.headers.get('retry-after')).toBe('1');
    expect((await mail(scene.current, 'a@example.org', '<p>')).headers.get('x-ratelimit-remaining')).toBe('0');
    await scene.current.simulator.idle();
    expect(verdicts()).toEqual(['faulted-before', 'faulted-before']);
    expect(scene.current.gateway.told).toEqual([]);
  });

  test('500 before and 500 after look alike; only the second is sent', async () => {
    quiet(scene.current);
    await set({ rate5xxBefore: 1 });
    const before = await text(scene.current, number, notice);
    await set({ rate5xxBefore: 0, rate5xxAfter: 1 });
    const after = await text(scene.current, number, notice);
    expect([before.status, after.status]).toEqual([500, 500]);
    expect(before.body).toEqual(after.body);
    await scene.current.simulator.idle();
    expect(verdicts()).toEqual(['faulted-before', 'faulted-after']);
    expect(scene.current.gateway.at(status).map((t) => t.params.MessageStatus)).toEqual(['sent', 'delivered']);
  });

  test('a connection may break before and after', async () => {
    quiet(scene.current);
    await set({ rateResetBefore: 1 });
    await expect(text(scene.current, number, notice)).rejects.toThrow();
    await set({ rateResetBefore: 0, rateResetAfter: 1 });
    await expect(call(scene.current, number)).rejects.toThrow();
    await scene.current.simulator.idle();
    expect(verdicts()).toEqual(['faulted-before', 'faulted-after']);
  });

  test('an answer may never come, although the message is sent and can be looked up', async () => {
    quiet(scene.current);
    await set({ rateHangAfter: 1 });
    const giveUp = new AbortController();
    const { simulator, gateway } = scene.current;
    const waiting = text(scene.current, number, notice).catch(() => 'gave up');
    const outcome = Promise.race([
      waiting,
      new Promise((resolve) => giveUp.signal.addEventListener('abort', () => resolve('still waiting'))),
    ]);
    while (simulator.ledger.entries.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await simulator.idle();
    giveUp.abort();
    expect(await outcome).toBe('still waiting');
    expect(gateway.at(status)).toHaveLength(2);
    expect(simulator.world.postbox.list({ to: number })).toHaveLength(1);
  });

  test('callbacks may be told twice, with one token, or never; what people say is never lost', async () => {
    const { simulator, gateway } = scene.current;
    simulator.world.cast.put([cast(number, 'texts-1')]);
    await set({ webhookDuplicate: 1 });
    await text(scene.current, number, notice);
    await simulator.idle();
    const told = gateway.at(status).map((t) => t.params.MessageStatus);
    expect(told.filter((s) => s === 'sent')).toHaveLength(2);
    expect(told.filter((s) => s === 'delivered')).toHaveLength(2);
    expect(new Set(gateway.at(status).map((t) => t.token)).size).toBe(2);
    gateway.told.length = 0;
    await set({ webhookDuplicate: 0, webhookLost: 1 });
    await text(scene.current, number, 'Other words: 1 = I understand');
    await simulator.idle();
    expect(gateway.told.map((t) => t.path)).toEqual(['/twilio/inbound/messages']);
  });

  test('callbacks may overtake each other', async () => {
    const { simulator, gateway } = scene.current;
    const numbers = Array.from({ length: 60 }, (_, n) => `+121255501${n + 10}`);
    simulator.world.cast.put(numbers.map((n) => cast(n, 'silent')));
    await set({ webhookPermute: 1 });
    for (const [n, to] of numbers.entries())
      await text(scene.current, to, notice, { StatusCallback: `${gateway.url}/twilio/status/${ridOf(n)}` });
    await simulator.idle();
    const first = numbers.map((_, n) => gateway.at(`/twilio/status/${ridOf(n)}`)[0]?.params.MessageStatus);
    expect(first).toContain('delivered');
  });

  test('the same seed makes the same faults, another seed others', async () => {
    const rates = FaultRates.parse({ rate429: 0.3, rate5xxAfter: 0.3, webhookLost: 0.3 });
    const run = (seed: number) => {
      const faults = new Faults(seed, rates);
      return Array.from({ length: 200 }, (_, n) => [
        faults.ofRequest(ridOf(n)),
        faults.ofWebhook(ridOf(n), 'delivered', true).lost,
      ]);
    };
    expect(run(7)).toEqual(run(7));
    expect(run(8)).not.toEqual(run(7));
    const struck = run(7).filter(([fault]) => fault === 'throttle').length;
    expect(struck).toBeGreaterThan(35);
    expect(struck).toBeLessThan(85);
  });

  test('a request that comes again is drawn anew', () => {
    const faults = new Faults(7, { rate429: 0.5 });
    const draws = Array.from({ length: 40 }, () => faults.ofRequest(rid));
    expect(draws).toContain(null);
    expect(draws).toContain('throttle');
  });

  test('rates that are none are refused', async () => {
    expect((await control(scene.current, 'POST', '/sim/faults', { rate429: 2 })).status).toBe(400);
    expect((await control(scene.current, 'POST', '/sim/faults', { rate430: 0.1 })).status).toBe(400);
  });
});

test('two runs with the same seed end alike: same answers, same verdicts, same replies', async () => {
  const run = async (): Promise<unknown> => {
    const scene = await openScene({ faults: { rate5xxBefore: 0.2, rate5xxAfter: 0.2 } });
    const numbers = Array.from({ length: 30 }, (_, n) => `+121255501${n + 10}`);
    for (const [n, to] of numbers.entries())
      await text(scene, to, notice, { StatusCallback: `${scene.gateway.url}/twilio/status/${ridOf(n)}` });
    await scene.simulator.idle();
    const ended = scene.simulator.ledger.entries.map((e) => [e.to, e.verdict, e.code, e.replies]);
    await scene.simulator.close();
    await scene.gateway.stop();
    return ended;
  };
  expect(await run()).toEqual(await run());
});
