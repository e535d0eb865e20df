import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { Redis as IORedis } from 'ioredis';
import { playDay } from './a-day.js';
import { expectNobodyMissed } from './nobody-missed.js';
import { redisFound, startRedis } from './redis.js';

describe('a cancelled day', () => {
  test('ends with everyone accounted for', async () => {
    const day = await playDay({ patients: 120, seed: 7, speed: 150 });
    expectNobodyMissed(day);
    const knows = new Set(
      day.report.notices.flatMap((n) => (n.evidence ? [`${n.evidence.channel} ${n.evidence.grade}`] : [])),
    );
    for (const how of ['voice confirmed', 'sms replied', 'email confirmed', 'im confirmed'])
      expect(knows).toContain(how);
    const slots = day.report.notices.flatMap((n) => (n.booking ? [`${n.booking.resource} ${n.booking.start}`] : []));
    expect(slots.length).toBeGreaterThan(10);
    expect(new Set(slots).size).toBe(slots.length);
    const words = day.outreaches.flatMap((o) => o.timeline.map((t) => t.type));
    for (const type of ['contact.invalid', 'task.opened', 'offer.made', 'notice.rebooked', 'notice.declined'])
      expect(words).toContain(type);
    expect(day.callbacks.byType['batch.accepted']).toBe(1);
    expect(day.callbacks.byType['notice.informed']).toBeGreaterThan(20);
  }, 240_000);

  test('ends the same way while the providers throttle, fail, hang, cut off, repeat and lose', async () => {
    const day = await playDay({
      patients: 40,
      seed: 3,
      speed: 200,
      hurried: true,
      faults: {
        rate429: 0.05,
        rate5xxBefore: 0.03,
        rate5xxAfter: 0.03,
        rateHangAfter: 0.03,
        rateResetBefore: 0.03,
        rateResetAfter: 0.03,
        webhookDuplicate: 0.1,
        webhookLost: 0.05,
        webhookLate: 0.1,
      },
    });
    expectNobodyMissed(day);
  }, 240_000);

  test('ends the same way where the practice’s own calendar has the last word, and refuses, takes back or says nothing [edge case 58]', async () => {
    const day = await playDay({ patients: 60, seed: 11, speed: 200, hurried: true, ownCalendar: true });
    expectNobodyMissed(day);
    const words = day.outreaches.flatMap((o) => o.timeline.map((t) => t.type));
    for (const type of ['booking.requested', 'booking.released', 'notice.rebooked']) expect(words).toContain(type);
    expect(day.callbacks.byType['slot.released']).toBeGreaterThan(0);
  }, 240_000);

  // The queue's muscle is exchangeable: the same day on BullMQ over Redis, which forgets everything in the middle.
  (redisFound ? test : test.skip)(
    'ends the same way on Redis, although it is flushed while texts and calls go out (skipped without a redis-server)',
    async () => {
      const redis = await startRedis();
      try {
        const day = await playDay({
          patients: 30,
          seed: 5,
          speed: 200,
          hurried: true,
          redisUrl: redis.url,
          inTheMiddle: async () => {
            const client = new IORedis(redis.url);
            for (const afterMs of [300, 1500, 4000]) {
              await delay(afterMs);
              await client.flushall();
            }
            await client.quit();
          },
        });
        expectNobodyMissed(day);
      } finally {
        await redis.stop();
      }
    },
    240_000,
  );
});
