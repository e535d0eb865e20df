import { describe, expect, test } from '@jest/globals';
import { IntakeEnvironment } from '@rollcall/contracts';
import {
  ConfigurationError,
  clockFromEnvironment,
  coalesce,
  createHttp,
  createLogger,
  createMetrics,
  lookout,
  manualClock,
  newId,
  Problem,
  pollLoop,
  readEnvironment,
  type Sight,
  scaledClock,
  scrub,
} from '../src/index.js';

const silent = createLogger({ service: 'test', level: 'silent' });

describe('configuration', () => {
  test('names every fault at once and no value', () => {
    let told = '';
    try {
      readEnvironment(IntakeEnvironment, {
        DATABASE_URL: 'not-a-url',
        ADMIN_TOKEN: 'short',
        ENCRYPTION_KEYS: 'secret-secret',
        PORT: '99999999',
      });
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigurationError);
      told = (error as Error).message;
    }
    for (const name of ['DATABASE_URL', 'ADMIN_TOKEN', 'ENCRYPTION_KEYS', 'PORT']) expect(told).toContain(name);
    for (const value of ['not-a-url', 'short', 'secret-secret', '99999999']) expect(told).not.toContain(value);
  });
  test('an empty variable counts as missing', () => {
    expect(() => readEnvironment(IntakeEnvironment, { DATABASE_URL: '' })).toThrow('DATABASE_URL is missing');
  });
});

describe('the clock', () => {
  test('runs as fast as told, for everybody who is told the same', () => {
    const epoch = Date.now() - 1000;
    const clock = scaledClock({ speed: 120, epoch, start: 0 });
    expect(clock.now().getTime()).toBeGreaterThanOrEqual(120_000);
    expect(clock.fromReal(1000)).toBe(120_000);
    expect(clock.toReal(120_000)).toBe(1000);
  });
  test('is the plain one in production', () => {
    expect(() =>
      clockFromEnvironment({
        NODE_ENV: 'production',
        CLOCK_SPEED: 120,
        CLOCK_EPOCH: undefined,
        CLOCK_START: undefined,
      }),
    ).toThrow('refused in production');
  });
  test('wakes sleepers when a test moves it', async () => {
    const clock = manualClock(new Date(0));
    let woke = false;
    const sleeping = clock.sleep(1000).then(() => {
      woke = true;
    });
    clock.advance(999);
    await Promise.resolve();
    expect(woke).toBe(false);
    clock.advance(1);
    await sleeping;
    expect(woke).toBe(true);
  });
});

describe('logs', () => {
  const logged = (write: (logger: ReturnType<typeof createLogger>) => void): string => {
    const lines: string[] = [];
    write(createLogger({ service: 'test', level: 'info', destination: { write: (l: string) => void lines.push(l) } }));
    return lines.join('');
  };
  test('hold ids and no patient', () => {
    const text = logged((l) =>
      l.info(
        {
          attemptId: 'a-1',
          phone: '+12125550101',
          patient: { name: 'Canary' },
          body: 'Canary',
          to: 'canary@example.org',
        },
        'sent',
      ),
    );
    expect(text).toContain('a-1');
    expect(text).not.toMatch(/Canary|2125550101|canary@/);
  });
  test('hold what failed without what it failed on [edge case 84]', () => {
    const error = Object.assign(
      new Error('cannot reach +1 212 555 0101 or canary@example.org with Bearer abc at postgres://u:p@h/d'),
      { code: '23505', detail: 'Key (name)=(Canary)' },
    );
    const text = logged((l) => l.error({ err: error }, 'failed'));
    expect(text).toContain('23505');
    expect(text).not.toMatch(/Canary|555 0101|canary@|abc|u:p/);
  });
  test('an api key, a webhook secret and a page are not texts', () => {
    expect(scrub('rk_0123456789abcdef_SECRET whsec_c2VjcmV0 /p/AAAAAAAAAAAAAAAAAAAAAA')).not.toMatch(
      /SECRET|c2Vj|AAAA/,
    );
  });
});

describe('the coalescer', () => {
  test('puts what comes while it is busy into one flush, and answers everybody', async () => {
    const sizes: number[] = [];
    const double = coalesce(
      async (inputs: number[]) => {
        sizes.push(inputs.length);
        await Promise.resolve();
        return inputs.map((i) => i * 2);
      },
      { inFlight: 1, max: 100 },
    );
    expect(await Promise.all(Array.from({ length: 250 }, (_, i) => double(i)))).toEqual(
      Array.from({ length: 250 }, (_, i) => i * 2),
    );
    expect(sizes.length).toBeLessThan(6);
  });
  test('gathers for a moment where it may, and no longer than it takes until enough are there', async () => {
    const sizes: number[] = [];
    const flush = async (inputs: number[]): Promise<number[]> => {
      sizes.push(inputs.length);
      return inputs;
    };
    const patient = coalesce(flush, { gatherMs: 250, enough: 3 });
    const first = patient(1);
    await new Promise((resolve) => setImmediate(resolve));
    expect(sizes).toEqual([]);
    const second = patient(2);
    expect(await Promise.all([first, second])).toEqual([1, 2]);
    expect(sizes).toEqual([2]);
    const never = coalesce(flush, { gatherMs: 1_000_000, enough: 3 });
    expect(await Promise.all([never(1), never(2), never(3)])).toEqual([1, 2, 3]);
    expect(sizes).toEqual([2, 3]);
  });
  test('tells everybody in a flush that failed, and goes on', async () => {
    let broken = true;
    const one = coalesce(async (inputs: number[]) => {
      if (broken) throw new Error('down');
      return inputs;
    });
    await expect(Promise.all([one(1), one(2)])).rejects.toThrow('down');
    broken = false;
    expect(await one(3)).toBe(3);
  });
});

test('a loop works on while there is work, survives a failure, and stops after its round', async () => {
  let rounds = 0;
  const reached = new Promise<void>((resolve) => {
    const loop = pollLoop({
      name: 'test',
      idleMs: 1,
      logger: silent,
      work: async () => {
        rounds += 1;
        if (rounds === 2) throw new Error('once');
        if (rounds >= 5) void loop.stop().then(resolve);
        return rounds < 4 ? 1 : 0;
      },
    });
  });
  await reached;
  expect(rounds).toBe(5);
});

describe('a lookout', () => {
  /** Looks until `seen` is used up; returns how often each loop was woken after each look. */
  async function wokenBy(seen: Record<'alarms' | 'facts', Sight>[], msBetween: number) {
    const woken = { alarms: 0, facts: 0 };
    const wake = (name: keyof typeof woken): void => {
      woken[name] += 1;
    };
    const history: (typeof woken)[] = [];
    let at = 0;
    let finish: () => void = () => {};
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const looking = lookout({
      everyMs: 1,
      logger: silent,
      steadyMs: () => at,
      look: async () => {
        if (at > 0 || history.length > 0) history.push({ ...woken });
        at += msBetween;
        const next = seen.shift();
        if (!next) finish();
        return next ?? { alarms: 'nothing', facts: 'nothing' };
      },
      loops: {
        alarms: { loop: { nudge: () => wake('alarms') }, gatherMs: 200 },
        facts: { loop: { nudge: () => wake('facts') }, gatherMs: 200 },
      },
    });
    await finished;
    await looking.stop();
    return history;
  }

  test('wakes only the loop that has work', async () => {
    expect(await wokenBy([{ alarms: 'nothing', facts: 'something' }], 50)).toEqual([{ alarms: 0, facts: 1 }]);
  });

  test('lets a loop gather what comes, but nobody wait who is on the line', async () => {
    const some = { alarms: 'something', facts: 'something' } as const;
    const onTheLine = { alarms: 'something', facts: 'at-once' } as const;
    expect(await wokenBy([some, some, onTheLine, some, some], 60)).toEqual([
      { alarms: 1, facts: 1 },
      { alarms: 1, facts: 1 },
      { alarms: 1, facts: 2 },
      { alarms: 1, facts: 2 },
      { alarms: 2, facts: 2 },
    ]);
  });
});

test('a loop that failed waits its backoff out, however often it is woken', async () => {
  let rounds = 0;
  const failed: number[] = [];
  const loop = pollLoop({
    name: 'test',
    idleMs: 5,
    logger: { ...silent, error: (o: { failures: number }) => failed.push(o.failures) } as never,
    work: async () => {
      rounds += 1;
      throw new Error('away');
    },
  });
  while (rounds === 0) await new Promise((resolve) => setImmediate(resolve));
  const began = rounds;
  for (let n = 0; n < 1000; n++) loop.nudge();
  await new Promise((resolve) => setImmediate(resolve));
  expect(rounds).toBe(began);
  await loop.stop();
});

describe('the HTTP face', () => {
  test('answers health, readiness by name, metrics, and problems with their codes', async () => {
    let ready = false;
    const app = createHttp({
      logger: silent,
      metrics: createMetrics('test'),
      ready: async () => ({ database: ready }),
      bodyLimit: 100,
    });
    app.get('/problem', async () => {
      throw new Problem('conflict', 'it is taken');
    });
    app.get('/bug', async () => {
      throw new Error('with +12125550101 inside');
    });
    app.post('/echo', async (r) => r.body);
    const origin = await app.listen({ host: '127.0.0.1', port: 0 });
    const ask = async (path: string, init?: RequestInit) => {
      const answer = await fetch(origin + path, init);
      const text = await answer.text();
      return {
        status: answer.status,
        text,
        id: answer.headers.get('x-request-id'),
        type: answer.headers.get('content-type') ?? '',
      };
    };
    expect((await ask('/healthz')).status).toBe(200);
    expect(await ask('/readyz')).toMatchObject({ status: 503, text: expect.stringContaining('"database":false') });
    ready = true;
    expect((await ask('/readyz')).status).toBe(200);
    expect((await ask('/metrics')).text).toContain('rollcall_http_seconds');
    expect(await ask('/problem')).toMatchObject({
      status: 409,
      text: expect.stringContaining('"code":"conflict"'),
      type: expect.stringContaining('application/problem+json'),
    });
    const bug = await ask('/bug');
    expect(bug.status).toBe(500);
    expect(bug.text).not.toContain('2125550101');
    const post = (body: string, type = 'application/json') =>
      ask('/echo', { method: 'POST', body, headers: { 'content-type': type } });
    expect((await post('{')).text).toContain('malformed_json');
    expect((await post(JSON.stringify('x'.repeat(200)))).text).toContain('too_large');
    expect((await post('x', 'text/plain')).text).toContain('unsupported_media_type');
    expect((await ask('/nowhere')).text).toContain('not_found');
    expect((await ask('/healthz', { headers: { 'x-request-id': 'mine-1' } })).id).toBe('mine-1');
    expect((await ask('/healthz', { headers: { 'x-request-id': 'not valid !' } })).id).not.toBe('not valid !');
    await app.close();
  });
});

test('ids sort by birth', () => {
  const ids = Array.from({ length: 50 }, () => newId());
  expect([...ids].sort()).toEqual(ids);
});
