/** Mail scanners: they fetch every link before anybody reads, and some press what they find. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type OpenDoor, openDoor } from './door.js';

let door: OpenDoor;
beforeEach(async () => {
  door = await openDoor();
});
afterEach(() => door.close());

const page = () => door.pageOf(door.email);
const buttons = (html: string) => [...html.matchAll(/<button name="key" value="(\d)"/g)].map((m) => m[1] ?? '');
const hidden = (html: string) =>
  Object.fromEntries([...html.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)].map((m) => [m[1], m[2]]));
const press = (fields: Record<string, string>) =>
  door.http('POST', page(), new URLSearchParams(fields).toString(), {
    'content-type': 'application/x-www-form-urlencoded',
  });

describe('a patient whose mail is scanned is not taken for informed', () => {
  test('when the scanner fetches the link again and again [edge case 19]', async () => {
    for (const method of ['HEAD', 'GET', 'GET', 'HEAD', 'GET']) await door.http(method, page());
    expect(await door.facts()).toEqual([]);
  });

  test('when it presses every button the moment the page is there [edge case 19]', async () => {
    const { body } = await door.http('GET', page());
    const keys = buttons(body);
    expect(keys).toEqual(['1', '2', '3', '9']);
    const answers = await Promise.all(keys.map((key) => press({ ...hidden(body), key })));
    expect(answers.map((a) => a.statusCode)).toEqual([422, 422, 422, 422]);
    expect(await door.facts()).toEqual([]);
  });

  test('when it posts without having looked, or with what another page had [edge case 19]', async () => {
    const other = await door.http('GET', door.pageOf(door.sms));
    door.clock.advance(60_000);
    for (const fields of [{ key: '1' }, { ...hidden(other.body), key: '1' }])
      expect((await press(fields)).statusCode).toBe(422);
    expect(await door.facts()).toEqual([]);
  });

  test('when it presses everything on what it is shown in answer to its first press [edge case 19]', async () => {
    let { body } = await door.http('GET', page());
    for (let i = 0; i < 4; i++) {
      const answer = await press({ ...hidden(body), key: '1' });
      expect(answer.statusCode).toBe(422);
      // Each showing has a mark of its own: waiting starts anew.
      ({ body } = answer);
    }
    expect(await door.facts()).toEqual([]);
  });

  test('and yet the patient who then reads is heard', async () => {
    const { body } = await door.http('GET', page());
    await press({ ...hidden(body), key: '1' });
    door.clock.advance(5000);
    expect((await press({ ...hidden(body), key: '1' })).statusCode).toBe(303);
    expect(await door.facts()).toEqual([{ kind: 'page.key', attempt_id: door.email }]);
  });
});
