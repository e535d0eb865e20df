import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { applyAll, conduct, freeTimes, practiceSays, takeBack } from './conducting.js';
import { type OpenDoor, openDoor } from './door.js';
import { stageIn, visitor } from './visitor.js';

const hour = 3_600_000;
/** All that the page could tell about somebody. */
const personal = /\bAna\b|Canaryfamily|November|12:00|Dr Hale|cancelled/;

describe('the patient’s page', () => {
  let door: OpenDoor;
  let ana: ReturnType<typeof visitor>;
  beforeEach(async () => {
    door = await openDoor();
    ana = visitor(door, door.pageOf(door.email));
  });
  afterEach(() => door.close());

  test('shows the visit and the answers, and a GET, however often, answers nothing [edge case 18]', async () => {
    for (let i = 0; i < 5; i++) {
      const { statusCode, body } = await ana.get();
      expect(statusCode).toBe(200);
      expect(body).toContain('I understand');
    }
    await door.http('HEAD', door.pageOf(door.email));
    expect(await door.facts()).toEqual([]);
  });

  test('loads nothing, runs nothing, is indexed, framed and remembered by nobody, and is small [edge case 20]', async () => {
    const { headers, body } = await ana.get();
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['x-robots-tag']).toContain('noindex');
    expect(headers['set-cookie']).toBeUndefined();
    expect(body).not.toMatch(/<script|src=|@import|http-equiv/);
    expect(Buffer.byteLength(body)).toBeLessThan(30_000);
  });

  test('an answer counts once, whether the button is pressed twice or the browser sends it again [edge case 18]', async () => {
    const shown = await ana.get();
    door.clock.advance(4000);
    const twice = await Promise.all([ana.send(shown, { key: '1' }), ana.send(shown, { key: '1' })]);
    expect(twice.map((s) => s.statusCode)).toEqual([303, 303]);
    expect((await ana.send(shown, { key: '1' })).statusCode).toBe(303);
    expect(await door.facts()).toEqual([{ kind: 'page.key', attempt_id: door.email }]);
  });

  test('an answer for one visit alone counts for that one, and one for a visit of somebody else for none [edge case 3]', async () => {
    const shown = await ana.get();
    const foreign = await ana.send(shown, { key: '1', notice: '01900000-0000-7000-8000-000000000001' });
    expect(foreign.statusCode).toBe(400);
    expect(await door.facts()).toEqual([]);
    const { rows } = await door.database.pool.query(
      `select n.id from notice n join attempt a on a.outreach_id = n.outreach_id where a.id = $1`,
      [door.email],
    );
    expect((await ana.send(shown, { key: '1', notice: rows[0].id })).statusCode).toBe(303);
    expect(await door.facts()).toEqual([{ kind: 'page.key', attempt_id: door.email }]);
  });

  test('a visit that is on after all has a button to say so, which is pressed once and only where it was shown [edge case 44]', async () => {
    const before = await ana.get();
    expect((await ana.send(before, { key: '5' })).statusCode).toBe(400);
    await takeBack(door);
    const shown = await ana.get();
    expect(shown.body).toContain('This visit IS on after all');
    expect(shown.body.match(/value="5"/g)).toHaveLength(1);
    expect((await ana.send(shown, { key: '5' })).statusCode).toBe(303);
    await applyAll(door);
    const after = await ana.get();
    expect(after.body).toContain('This visit IS on after all');
    expect(after.body).not.toContain('value="5"');
    const { rows } = await door.database.pool.query(`select correction from notice`);
    expect(rows).toEqual([{ correction: 'confirmed' }]);
  });

  test('a scanner that presses the button at once does not answer [edge case 19]', async () => {
    const form = /name="form" value="([^"]+)"/.exec((await ana.get()).body)?.[1] ?? '';
    expect((await ana.post({ key: '1', form })).statusCode).toBe(422);
    expect(await door.facts()).toEqual([]);
  });

  test.each([
    ['without a mark', { key: '1' }],
    ['with a foreign mark', { key: '1', form: 'kx2.AAAAAAAAAAAAAAAAAAAAAA' }],
    ['without a key', {}],
  ])('a POST %s asks again and changes nothing', async (_how, fields) => {
    expect((await ana.post(fields)).statusCode).toBeGreaterThanOrEqual(400);
    expect(await door.facts()).toEqual([]);
  });

  test('a key that is not offered, or an offer that is no id, changes nothing', async () => {
    const shown = await ana.get();
    expect((await ana.send(shown, { key: '7' })).statusCode).toBe(400);
    expect((await ana.send(shown, { key: '1', offer: 'x' })).statusCode).toBe(400);
    expect(await door.facts()).toEqual([]);
  });

  test('a form that is no form gets a page, not a program’s message', async () => {
    for (const [body, type] of [
      ['{', 'application/json'],
      ['x'.repeat(300_000), 'application/x-www-form-urlencoded'],
      ['<a/>', 'text/xml'],
    ] as const) {
      const {
        statusCode,
        headers,
        body: html,
      } = await door.http('POST', door.pageOf(door.email), body, { 'content-type': type });
      expect([400, 413, 415]).toContain(statusCode);
      expect(headers['content-type']).toContain('text/html');
      expect(stageIn(html)).toBe('trouble');
    }
  });

  test('our own failure says that the answer may not have arrived, and lets the patient try again', async () => {
    jest.spyOn(door.database.sealer, 'attemptOfToken').mockImplementationOnce(() => {
      throw new Error('a bug');
    });
    const { statusCode, headers, body } = await ana.get();
    expect(statusCode).toBe(500);
    expect(headers['cache-control']).toBe('no-store');
    expect(body).toContain('Something went wrong');
    expect(body).toContain(`href="${door.pageOf(door.email)}"`);
    expect(body).not.toContain('a bug');
  });

  test('tells nothing about anybody to who has no token, in the language of the browser', async () => {
    const { statusCode, body } = await door.http('GET', '/p/AAAAAAAAAAAAAAAAAAAAAA', undefined, {
      'accept-language': 'fr;q=0.9, es-MX, en;q=0.5',
    });
    expect(statusCode).toBe(404);
    expect(body).toContain('<html lang="es"');
    expect(body).not.toContain('Main Street');
  });

  test('two taps: "I understand", a time, and it is booked', async () => {
    await freeTimes(door, ['2026-11-25T09:00:00-05:00', '2026-11-25T10:00:00-05:00', '2026-11-26T09:00:00-05:00']);
    await ana.send(await ana.get(), { key: '1' });
    await conduct(door);
    const offered = await ana.get();
    expect(stageIn(offered.body)).toBe('offer');
    await ana.send(offered, { key: '2' });
    await conduct(door);
    const done = await ana.get();
    expect(done.body).toContain('You have a new time');
    expect(done.body).toContain('Wednesday, November 25, at 10:00 AM');
  });

  test('a new time at another place is shown with its way and how to prepare, once it is booked [edge case 59]', async () => {
    await freeTimes(door, ['2026-11-25T09:00:00-05:00'], {
      place: { address: '9 Elm Street', directions: { en: 'Use the side door.' } },
      preparation: { en: 'Drink nothing from midnight on.' },
    });
    await ana.send(await ana.get(), { key: '1' });
    await conduct(door);
    const offered = await ana.get();
    expect(offered.body).not.toMatch(/Elm|Drink/);
    await ana.send(offered, { key: '1' });
    await conduct(door);
    expect((await ana.get()).body).toMatch(/9 Elm Street.*Use the side door\..*Drink nothing from midnight on\./s);
  });

  test('a time that the practice has yet to confirm is not called booked; refused, it is apologised for with others [edge case 58]', async () => {
    await door.close();
    door = await openDoor({ policy: { bookings: { confirmedBy: 'practice', withinMinutes: 30 } } });
    ana = visitor(door, door.pageOf(door.email));
    const starts = ['25T10', '25T11', '25T12', '26T09', '26T10', '26T11'].map((at) => `2026-11-${at}:00:00-05:00`);
    await freeTimes(door, starts);
    await ana.send(await ana.get(), { key: '1' });
    await conduct(door);
    await ana.send(await ana.get(), { key: '1' });
    await conduct(door);
    const asked = await ana.get();
    expect(asked.body).toMatch(/We have asked for this time:.*Wednesday, November 25, at 10:00 AM.*not sure yet/s);
    expect(asked.body).not.toMatch(/booked|You have a new time/);
    await practiceSays(door, 'refused');
    await conduct(door);
    const again = await ana.get();
    expect(stageIn(again.body)).toBe('offer');
    expect(again.body).toMatch(/We are sorry: Wednesday, November 25, at 10:00 AM is not free after all/);
    await ana.send(again, { key: '1' });
    await conduct(door);
    await practiceSays(door, 'confirmed');
    await conduct(door);
    expect((await ana.get()).body).toContain('Your new visit is booked:');
  });

  test('a time that somebody else has meanwhile is said to be gone, with others in its place [edge cases 52, 53]', async () => {
    const starts = ['25T09', '25T10', '25T11', '26T09', '26T10', '26T11'].map((at) => `2026-11-${at}:00:00-05:00`);
    await freeTimes(door, starts);
    await ana.send(await ana.get(), { key: '2' });
    await conduct(door);
    const offered = await ana.get();
    await door.database.pool.query(`update slot set status = 'busy' where external_id = 'S-0'`);
    await ana.send(offered, { key: '1' });
    await conduct(door);
    await conduct(door);
    // The browser sends the form again: the same answer, and the truth as it is now.
    const again = await ana.press(offered, { key: '1' });
    expect(stageIn(again.body)).toBe('offer');
    expect(again.body).toContain('That time has just been taken');
    expect(again.body).not.toContain('November 25, at 9:00 AM');
  });

  test('while times are looked for there is a moment’s page with a button, and no reload by itself', async () => {
    await ana.send(await ana.get(), { key: '2' });
    await applyAll(door);
    const pending = await ana.get();
    expect(stageIn(pending.body)).toBe('pending');
    expect(pending.body).toContain('See the new times');
  });

  test('who says "this is not for me" has seen the last of it, and so has whoever opens the link later', async () => {
    await ana.send(await ana.get(), { key: '9' });
    await conduct(door);
    const { statusCode, body } = await ana.get();
    expect([statusCode, stageIn(body)]).toEqual([200, 'not-for-you']);
    expect(body).not.toMatch(personal);
    expect((await ana.post({ key: '1' })).body).not.toMatch(personal);
  });

  test('an old link shows whom to call, and nothing about anybody: a week after the message [edge case 20]', async () => {
    await door.database.pool.query(
      `update appointment set start_at = start_at + interval '20 days', end_at = end_at + interval '20 days'`,
    );
    expect((await ana.get()).statusCode).toBe(200);
    door.clock.advance(7 * 24 * hour + 1000);
    const { statusCode, body } = await ana.get();
    expect(statusCode).toBe(410);
    expect(body).toContain('Please call');
    expect(body).toContain('tel:+15550100100');
    expect(body).not.toMatch(personal);
    expect((await ana.post({ key: '1' })).statusCode).toBe(410);
  });

  test('a link is old a day after the visit, even if the message is fresh [edge case 20]', async () => {
    door.clock.advance(40 * hour);
    expect((await ana.get()).statusCode).toBe(410);
  });

  test.each([
    ['WhatsApp', 'WhatsApp/2.23.20.0'],
    ['iMessage', 'Mozilla/5.0 (Macintosh) AppleWebKit/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0'],
    ['Slack', 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)'],
  ])(
    'a preview made by %s has nothing of the visit, for nobody to see over a shoulder [edge case 20]',
    async (_who, agent) => {
      const { statusCode, body } = await visitor(door, door.pageOf(door.email), { 'user-agent': agent }).get();
      expect([statusCode, stageIn(body)]).toEqual([200, 'preview']);
      expect(body).not.toMatch(personal);
    },
  );

  test('asked for too often, it says when to try again, in a page; another patient’s is still there', async () => {
    for (let n = 0; n < 60; n++) await ana.get();
    const { statusCode, headers, body } = await ana.get();
    expect(statusCode).toBe(429);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect(stageIn(body)).toBe('tooMany');
    expect((await door.http('GET', door.pageOf(door.sms))).statusCode).toBe(200);
  });
});

describe('who asks from where', () => {
  test('one address that asks for a thousand pages is slowed down, where addresses are known', async () => {
    const door = await openDoor({ addressesAreKnown: true });
    const codes: number[] = [];
    for (let n = 0; n < 21; n++)
      codes.push(
        ...(await Promise.all(
          Array.from({ length: 30 }, (_, i) =>
            door.http('GET', `/p/${String(n * 30 + i).padStart(22, 'A')}`).then((a) => a.statusCode),
          ),
        )),
      );
    expect(codes.filter((c) => c === 404)).toHaveLength(600);
    expect(codes.filter((c) => c === 429)).toHaveLength(30);
    await door.close();
  });

  test('behind a proxy nobody told us of, all patients have one address, and none is turned away for it', async () => {
    const door = await openDoor();
    const codes = await Promise.all(
      Array.from({ length: 610 }, (_, i) =>
        door.http('GET', `/p/${String(i).padStart(22, 'A')}`).then((a) => a.statusCode),
      ),
    );
    expect(new Set(codes)).toEqual(new Set([404]));
    await door.close();
  });
});
