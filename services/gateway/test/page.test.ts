import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type OpenDoor, openDoor } from './door.js';

let door: OpenDoor;
beforeEach(async () => {
  door = await openDoor();
});
afterEach(() => door.close());

const get = () => door.http('GET', door.pageOf(door.email));
const post = (fields: Record<string, string>) =>
  door.http('POST', door.pageOf(door.email), new URLSearchParams(fields).toString(), {
    'content-type': 'application/x-www-form-urlencoded',
  });
const mark = (html: string): string => /name="form" value="([^"]+)"/.exec(html)?.[1] ?? '';

describe('the patient’s page', () => {
  test('shows the visit and the answers, and a GET, however often, answers nothing', async () => {
    for (let i = 0; i < 5; i++) {
      const { statusCode, body } = await get();
      expect(statusCode).toBe(200);
      expect(body).toContain('I understand');
    }
    await door.http('HEAD', door.pageOf(door.email));
    expect(await door.facts()).toEqual([]);
  });
  test('loads nothing, runs nothing, is indexed, framed and remembered by nobody, and is small', async () => {
    const { headers, body } = await get();
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['x-robots-tag']).toContain('noindex');
    expect(body).not.toMatch(/<script|src=|@import/);
    expect(body.length).toBeLessThan(30_000);
  });
  test('an answer counts with the form’s own mark, after a moment, once', async () => {
    const form = mark((await get()).body);
    door.clock.advance(4000);
    for (let i = 0; i < 2; i++) expect((await post({ key: '1', form })).statusCode).toBe(303);
    expect(await door.facts()).toEqual([{ kind: 'page.key', attempt_id: door.email }]);
  });
  test('a scanner that presses the button at once does not answer', async () => {
    const form = mark((await get()).body);
    expect((await post({ key: '1', form })).statusCode).toBe(422);
    expect(await door.facts()).toEqual([]);
  });
  test.each([
    ['without a mark', { key: '1' }],
    ['with a foreign mark', { key: '1', form: 'kx2.AAAAAAAAAAAAAAAAAAAAAA' }],
    ['without a key', {}],
  ])('a POST %s asks again and changes nothing', async (_how, fields) => {
    expect((await post(fields)).statusCode).toBeGreaterThanOrEqual(400);
    expect(await door.facts()).toEqual([]);
  });
  test('a key that is not offered, or an offer that is no id, changes nothing', async () => {
    const form = mark((await get()).body);
    door.clock.advance(4000);
    expect((await post({ key: '7', form })).statusCode).toBe(400);
    expect((await post({ key: '1', form, offer: 'x' })).statusCode).toBe(400);
    expect(await door.facts()).toEqual([]);
  });
  test('tells nothing about anybody to who has no token', async () => {
    const { statusCode, body } = await door.http('GET', '/p/AAAAAAAAAAAAAAAAAAAAAA');
    expect(statusCode).toBe(404);
    expect(body).not.toContain('Main Street');
  });
  test('is gone a day after the visit', async () => {
    door.clock.advance(40 * 3_600_000);
    expect((await get()).statusCode).toBe(404);
  });
});
