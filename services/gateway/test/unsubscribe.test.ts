import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type OpenDoor, openDoor } from './door.js';
import { browser } from './visitor.js';

let door: OpenDoor;
beforeEach(async () => {
  door = await openDoor();
});
afterEach(() => door.close());

const form = 'application/x-www-form-urlencoded';
const address = (attemptId = door.email) => `/u/${door.database.sealer.mailToken(attemptId)}`;
const post = (body: string, type = form, path = address()) => door.http('POST', path, body, { 'content-type': type });
const oneClick = 'List-Unsubscribe=One-Click';
const unsubscribed = () => [{ kind: 'page.unsubscribe', attempt_id: door.email }];

describe('the address to unsubscribe', () => {
  test('changes nothing when it is fetched, by a scanner or by a person [edge case 19]', async () => {
    for (const method of ['GET', 'HEAD', 'GET']) expect((await door.http(method, address())).statusCode).toBe(200);
    expect(await door.facts()).toEqual([]);
  });

  test('takes the one click of a mail program at once, without a redirect, and tells it twice only once', async () => {
    for (let i = 0; i < 2; i++) {
      const answer = await post(oneClick);
      expect(answer.statusCode).toBe(200);
      expect(answer.headers).not.toHaveProperty('location');
      expect(answer.headers).not.toHaveProperty('set-cookie');
    }
    expect(await door.facts()).toEqual(unsubscribed());
  });

  test('takes it as multipart, too', async () => {
    const body = `--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n`;
    expect((await post(body, 'multipart/form-data; boundary=b')).statusCode).toBe(200);
    expect(await door.facts()).toEqual(unsubscribed());
  });

  test('takes a person’s button after a moment, and no button that is pressed at once [edge case 19]', async () => {
    const { body } = await door.http('GET', address());
    const mark = /name="form" value="([^"]+)"/.exec(body)?.[1] ?? '';
    const fields = new URLSearchParams({ form: mark, stop: 'mail' }).toString();
    const press = () => door.http('POST', address(), fields, { ...browser, 'content-type': form });
    expect((await press()).statusCode).toBe(422);
    expect(await door.facts()).toEqual([]);
    door.clock.advance(3000);
    // A program that waited has read nothing.
    expect((await post(fields)).statusCode).toBe(422);
    expect((await press()).statusCode).toBe(200);
    expect(await door.facts()).toEqual(unsubscribed());
  });

  test.each(['', 'List-Unsubscribe=Yes', 'key=1', '{"List-Unsubscribe":"One-Click"}'])(
    'a POST of "%s" asks again and changes nothing',
    async (body) => {
      expect((await post(body)).statusCode).toBe(422);
      expect(await door.facts()).toEqual([]);
    },
  );

  test('of another kind, or of nobody, is not there; and its token opens no page', async () => {
    const sms = address(door.sms);
    expect((await post(oneClick, form, sms)).statusCode).toBe(404);
    expect((await post(oneClick, form, `/u/${'0'.repeat(32)}`)).statusCode).toBe(404);
    const token = address().slice(3);
    expect((await door.http('GET', `/p/${token}`)).statusCode).toBe(404);
    expect((await door.http('GET', `/u${door.pageOf(door.email).slice(2)}`)).statusCode).toBe(404);
    expect(await door.facts()).toEqual([]);
  });

  test('names the practice and nobody else, and leaves no token in the logs', async () => {
    const { body, headers } = await door.http('GET', address());
    expect(body).toContain('Main Street Clinic');
    for (const secret of ['Ana', 'Canaryfamily', 'ana@example.org']) expect(body).not.toContain(secret);
    expect(body).not.toMatch(/cancel|visit|appointment/i);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(door.lines.join('\n')).not.toContain(address().slice(3));
  });

  test('is not asked more than a mail program would', async () => {
    const answers: number[] = [];
    for (let i = 0; i < 25; i++) answers.push((await door.http('GET', address())).statusCode);
    expect(answers.slice(-1)).toEqual([429]);
  });
});
