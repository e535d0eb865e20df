/** A practice's receiver over real HTTP, checked by a verifier that is not ours. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  createEndpoint,
  createPractice,
  type Database,
  emitCallbacks,
  openDatabase,
  replayDelivery,
  rotateSecret,
  takeFacts,
  updateEndpoint,
} from '@rollcall/database';
import { type FreshDatabase, freshDatabase, testKeys } from '@rollcall/database/testing';
import { createLogger, manualClock, newId } from '@rollcall/platform';
import { Webhook } from 'standardwebhooks';
import { Deliverer, Poster, readAllowList } from '../src/index.js';
import { startReceiver } from './receiver.js';

let fresh: FreshDatabase;
let database: Database;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
let poster: Poster;
let practiceId: string;
const clock = { ...manualClock(new Date()), wall: () => new Date() };

beforeEach(async () => {
  fresh = await freshDatabase();
  database = openDatabase({ url: fresh.url, poolSize: 4, encryptionKeys: testKeys, applicationName: 'test' });
  receiver = await startReceiver();
  poster = new Poster(readAllowList(receiver.target), { timeoutMs: 300 });
  practiceId = newId();
  await createPractice(
    database,
    practiceId,
    { name: 'C', spokenName: 'C', timeZone: 'UTC', country: 'US', language: 'en', callbackNumber: '1' },
    clock.now(),
  );
});
afterEach(async () => {
  await poster.close();
  await receiver.close();
  await database.close();
  await fresh.drop();
});

const subscribe = (url = receiver.url) =>
  createEndpoint(
    database.pool,
    database.sealer,
    practiceId,
    newId(),
    { url, events: ['notice.informed', 'task.opened'] },
    clock.now(),
  );
const emit = (...events: [type: 'notice.informed' | 'task.opened', orderKey: string][]) =>
  database.transaction((tx) =>
    emitCallbacks(
      tx,
      events.map(([type, orderKey]) => ({ type, practiceId, orderKey, data: { orderKey } })),
      { now: clock.now(), newId },
    ),
  );
const logger = createLogger({ service: 'test', level: 'silent' });
const deliverer = () => new Deliverer({ database, clock, poster, logger, random: () => 0.5 });
/** One round, and what came of it. */
async function deliver(): Promise<number> {
  const one = deliverer();
  const started = await one.start();
  await one.settled();
  return started;
}
const deliveries = async () =>
  (await database.pool.query(`select state, tries, last_status, last_error from delivery order by seq`)).rows;
const hours = (n: number): number => n * 3_600_000;

describe('a signed event', () => {
  test('is what an independent verifier accepts, and nobody else’s secret does', async () => {
    const { secret } = await subscribe();
    await emit(['notice.informed', newId()]);
    await deliver();
    const [one] = receiver.got;
    expect(new Webhook(secret).verify(one?.body ?? '', one?.headers ?? {})).toMatchObject({ type: 'notice.informed' });
    expect(() =>
      new Webhook(`whsec_${Buffer.alloc(32).toString('base64')}`).verify(one?.body ?? '', one?.headers ?? {}),
    ).toThrow();
    expect(await deliveries()).toMatchObject([{ state: 'delivered', tries: 1, last_status: 204 }]);
  });

  test('is signed with both secrets while one is being replaced', async () => {
    const { id, secret } = await subscribe();
    const rotated = await rotateSecret(database, practiceId, id, clock.now());
    await emit(['notice.informed', newId()]);
    await deliver();
    for (const s of [secret, rotated?.secret ?? ''])
      expect(new Webhook(s).verify(receiver.got[0]?.body ?? '', receiver.got[0]?.headers ?? {})).toBeDefined();
  });

  test('keeps its id over all tries, and comes again after a while [edge case 51]', async () => {
    await subscribe();
    await emit(['notice.informed', newId()]);
    receiver.answers((n) => ({ status: n < 3 ? 500 : 200 }));
    await deliver();
    expect(await deliver()).toBe(0);
    clock.advance(10_000);
    await deliver();
    clock.advance(hours(1));
    await deliver();
    expect(receiver.got).toHaveLength(3);
    expect(new Set(receiver.got.map((g) => g.id)).size).toBe(1);
    expect(await deliveries()).toMatchObject([{ state: 'delivered', tries: 3 }]);
  });

  test('is posted again with the same id when we died between the post and the record', async () => {
    await subscribe();
    await emit(['notice.informed', newId()]);
    await database.pool.query(`alter table delivery_try add constraint dies check (false) not valid`);
    await deliver();
    await database.pool.query(`alter table delivery_try drop constraint dies`);
    expect(await deliver()).toBe(0);
    clock.advance(31_000);
    await deliver();
    expect(receiver.got).toHaveLength(2);
    expect(new Set(receiver.got.map((g) => g.id)).size).toBe(1);
    expect(await deliveries()).toMatchObject([{ state: 'delivered' }]);
  });

  test('asked for again by hand has the same id', async () => {
    await subscribe();
    await emit(['notice.informed', newId()]);
    await deliver();
    const [one] = (await database.pool.query('select id from delivery')).rows;
    await replayDelivery(database, practiceId, one.id, clock.now());
    await deliver();
    expect(receiver.got).toHaveLength(2);
    expect(new Set(receiver.got.map((g) => g.id)).size).toBe(1);
  });

  test('answered 2xx is received, even if the rest of the answer never ends', async () => {
    await subscribe();
    await emit(['notice.informed', newId()]);
    receiver.answers(() => ({ status: 200, endless: true }));
    await deliver();
    expect(await deliveries()).toMatchObject([{ state: 'delivered', last_status: 200 }]);
  });

  test.each([
    ['seconds', { 'retry-after': '8' }],
    ['a date', { date: 'Tue, 24 Nov 2026 12:00:00 GMT', 'retry-after': 'Tue, 24 Nov 2026 12:00:08 GMT' }],
  ])('is tried again when the receiver asks for it, in %s', async (_form, headers) => {
    await subscribe();
    await emit(['notice.informed', newId()]);
    receiver.answers(() => ({ status: 503, headers }));
    const before = clock.now().getTime();
    await deliver();
    const [one] = (await database.pool.query('select next_attempt_at from delivery')).rows;
    expect(one.next_attempt_at.getTime() - before).toBe(8000);
  });

  test('is given up after about three days, visibly [edge case 51]', async () => {
    await subscribe();
    await emit(['notice.informed', newId()]);
    receiver.answers(() => ({ status: 500 }));
    const began = clock.now().getTime();
    while ((await deliver()) > 0) {
      const [one] = (await database.pool.query('select next_attempt_at from delivery')).rows;
      if (one.next_attempt_at) clock.advance(one.next_attempt_at.getTime() - clock.now().getTime());
    }
    expect((clock.now().getTime() - began) / hours(1)).toBeCloseTo(75.6, 1);
    expect(await deliveries()).toMatchObject([{ state: 'dead', tries: 10, last_status: 500 }]);
  });

  test.each([
    ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }, { last_status: 302 }],
    ['silence', { status: 200, hang: true }, { last_error: 'timeout' }],
  ])('answered by %s has failed, and is never followed', async (_what, answer, outcome) => {
    await subscribe();
    await emit(['notice.informed', newId()]);
    receiver.answers(() => answer);
    await deliver();
    expect(await deliveries()).toMatchObject([{ state: 'pending', ...outcome }]);
    expect(receiver.got).toHaveLength(1);
  });

  test('answered by 410 is the last: the endpoint is off', async () => {
    await subscribe();
    await emit(['notice.informed', newId()]);
    receiver.answers(() => ({ status: 410 }));
    await deliver();
    await emit(['notice.informed', newId()]);
    expect(await deliveries()).toHaveLength(1);
  });

  test('waits while its endpoint is off, and goes on when it is on again', async () => {
    const { id } = await subscribe();
    await emit(['notice.informed', newId()], ['task.opened', newId()]);
    await updateEndpoint(database, practiceId, id, { enabled: false });
    expect(await deliver()).toBe(0);
    expect(receiver.got).toEqual([]);
    await updateEndpoint(database, practiceId, id, { enabled: true });
    expect(await deliver()).toBe(2);
  });

  test('failing for five days without one success turns the endpoint off; one success starts the count anew', async () => {
    await subscribe();
    const enabled = async () => (await database.pool.query('select enabled from webhook_endpoint')).rows[0].enabled;
    const fail = async () => {
      await emit(['notice.informed', newId()]);
      receiver.answers(() => ({ status: 500 }));
      await deliver();
    };
    await fail();
    clock.advance(hours(100));
    receiver.answers(() => ({ status: 200 }));
    await deliver();
    await fail();
    clock.advance(hours(119));
    await fail();
    expect(await enabled()).toBe(true);
    clock.advance(hours(2));
    await fail();
    expect(await enabled()).toBe(false);
  });
});

describe('order', () => {
  test('is kept per notice: a failing one holds back its own successors and nobody else’s [edge case 51]', async () => {
    await subscribe();
    const [a, b] = [newId(), newId()];
    await emit(['notice.informed', a], ['task.opened', a], ['notice.informed', b]);
    receiver.answers((n) => ({ status: n <= 2 && receiver.got[n - 1]?.body.includes(a) ? 500 : 200 }));
    await deliver();
    await deliver();
    expect(receiver.got.map((g) => [g.type, g.body.includes(a)])).toEqual(
      expect.arrayContaining([
        ['notice.informed', true],
        ['notice.informed', false],
      ]),
    );
    expect(receiver.got.some((g) => g.type === 'task.opened')).toBe(false);
    clock.advance(10_000);
    await deliver();
    await deliver();
    expect(receiver.got.filter((g) => g.body.includes(a)).map((g) => g.type)).toEqual([
      'notice.informed',
      'notice.informed',
      'task.opened',
    ]);
  });

  test('two deliverers post every event once', async () => {
    await subscribe();
    await emit(...Array.from({ length: 40 }, (): ['notice.informed', string] => ['notice.informed', newId()]));
    await Promise.all([deliver(), deliver(), deliver()]);
    expect(new Set(receiver.got.map((g) => g.id)).size).toBe(receiver.got.length);
  });
});

describe('a receiver that hangs', () => {
  test('holds up its own practice only, and has at most eight of our requests open [edge cases 51, 75]', async () => {
    await subscribe();
    await emit(...Array.from({ length: 100 }, (): ['notice.informed', string] => ['notice.informed', newId()]));
    const other = await startReceiver();
    try {
      await poster.close();
      poster = new Poster(readAllowList(`${receiver.target},${other.target}`), { timeoutMs: 1000 });
      await subscribe(other.url);
      receiver.answers(() => ({ status: 200, hang: true }));
      const one = deliverer();
      expect(await one.start()).toBe(8);
      expect(await one.start()).toBe(0);
      await emit(['task.opened', newId()]);
      expect(await one.start()).toBe(1);
      await one.settled();
      expect(receiver.got.length).toBe(8);
      expect(other.got.map((g) => g.type)).toEqual(['task.opened']);
    } finally {
      await other.close();
    }
  });
});

describe('a target that is not allowed', () => {
  test.each([
    ['http://example.org/x', 'https only'],
    ['https://127.0.0.1/x', 'loopback'],
    ['https://[::1]/x', 'loopback6'],
    ['https://[::ffff:10.0.0.1]/x', 'privateTen'],
    ['https://169.254.169.254/latest', 'linkLocal'],
    ['https://localhost/x', 'loopback'],
    ['https://user:secret@example.org/x', 'credentials in the url'],
  ])('%s is not asked', async (url, why) => {
    expect((await poster.post(url, {}, '{}')).error).toMatch(new RegExp(`^target_not_allowed:${why}`));
  });
});

describe('a receiver that refuses a requested slot on the spot', () => {
  const requested = async (type: 'slot.requested' | 'slot.booked') => {
    const noticeId = newId();
    await createEndpoint(
      database.pool,
      database.sealer,
      practiceId,
      newId(),
      { url: receiver.url, events: [type] },
      clock.now(),
    );
    const data = { noticeId, offerId: newId(), start: '2026-11-26T15:00:00.000Z' };
    await database.transaction((tx) =>
      emitCallbacks(tx, [{ type, practiceId, orderKey: noticeId, data }], { now: clock.now(), newId }),
    );
    receiver.answers(() => ({ status: 409 }));
    await deliver();
    return data;
  };
  const facts = () =>
    database.transaction(async (tx) => (await takeFacts(tx, database.sealer, clock.now(), 10)).map((f) => f.payload));

  test('has answered: the patient is offered something else, and it is not told again [edge case 58]', async () => {
    const { offerId, start } = await requested('slot.requested');
    expect(await deliveries()).toMatchObject([{ state: 'delivered', tries: 1, last_status: 409, last_error: null }]);
    expect(await facts()).toEqual([
      { kind: 'booking', offerId, outcome: 'refused', reason: 'time-taken', startsAt: start },
    ]);
  });
  test('twice, because we died before we wrote it down, has refused once', async () => {
    await requested('slot.requested');
    await database.pool.query(
      `update delivery set state = 'pending', next_attempt_at = $1, delivered_at = null, lease_until = null`,
      [clock.now()],
    );
    await deliver();
    expect(receiver.got).toHaveLength(2);
    expect(await facts()).toHaveLength(1);
  });
  test('and 409 to anything else is a failure like any other: nobody loses a booking by it', async () => {
    await requested('slot.booked');
    expect(await deliveries()).toMatchObject([{ state: 'pending', last_status: 409 }]);
    expect(await facts()).toEqual([]);
  });
});
