/** Mail scanners: they fetch every link before anybody reads, and some press what they find, at once or later, in any browser. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type OpenDoor, openDoor } from './door.js';
import { browser, type Shown, stageIn } from './visitor.js';

let door: OpenDoor;
beforeEach(async () => {
  door = await openDoor();
});
afterEach(() => door.close());

/** As programs that fetch and press say who they are, or do not. */
const program = { 'user-agent': 'python-requests/2.32.3', accept: '*/*' };
const liar = { ...browser, 'sec-fetch-mode': 'cors' };
type Agent = Record<string, string>;

const page = () => door.pageOf(door.email);
const look = (agent: Agent = {}): Promise<Shown> => door.http('GET', page(), undefined, agent);
const buttons = (html: string) =>
  [...html.matchAll(/<button name="(\w+)" value="(\w+)"([^>]*)>/g)].map((m) => ({
    field: { [m[1] ?? '']: m[2] ?? '' },
    isSeen: !m[3]?.includes('hidden'),
  }));
const hidden = (html: string) =>
  Object.fromEntries([...html.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)].map((m) => [m[1], m[2]]));
const press = (fields: Record<string, string>, agent: Agent = {}): Promise<Shown> =>
  door.http('POST', page(), new URLSearchParams(fields).toString(), {
    ...agent,
    'content-type': 'application/x-www-form-urlencoded',
  });
/** Where an answer leads, as a browser goes there. */
const follow = (answer: Shown, agent: Agent): Promise<Shown> =>
  answer.statusCode === 303 ? look(agent) : Promise.resolve(answer);

describe('a patient whose mail is scanned is not taken for informed', () => {
  test('when the scanner fetches the link again and again [edge case 19]', async () => {
    for (const method of ['HEAD', 'GET', 'GET', 'HEAD', 'GET']) await door.http(method, page());
    expect(await door.facts()).toEqual([]);
  });

  test('when it presses every button the moment the page is there [edge case 19]', async () => {
    const { body } = await look();
    expect(buttons(body).map((b) => b.field.key)).toEqual(['0', '1', '2', '3', '9']);
    const answers = await Promise.all(buttons(body).map((b) => press({ ...hidden(body), ...b.field })));
    expect(answers.map((a) => a.statusCode)).toEqual([422, 422, 422, 422, 422]);
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
    let { body } = await look();
    for (let i = 0; i < 4; i++) {
      const answer = await press({ ...hidden(body), key: '1' });
      expect(answer.statusCode).toBe(422);
      // Each showing has a mark of its own: waiting starts anew.
      ({ body } = answer);
    }
    expect(await door.facts()).toEqual([]);
  });

  /** One page after the other is let stand, and all its buttons are pressed, with all that they lead to. */
  async function pressAll(
    shown: Shown,
    agent: Agent,
    order: 'as they stand' | 'from the last',
    depth = 3,
  ): Promise<void> {
    const seen = buttons(shown.body).filter((b) => agent !== browser || b.isSeen);
    for (const { field } of order === 'as they stand' ? seen : seen.reverse()) {
      door.clock.advance(5000);
      const next = await follow(await press({ ...hidden(shown.body), ...field }, agent), agent);
      if (depth > 1) await pressAll(next, agent, order, depth - 1);
    }
  }

  test.each([
    ['says what it is', 'as they stand', program],
    ['says what it is', 'from the last', program],
    ['calls itself a browser', 'as they stand', liar],
    ['calls itself a browser', 'from the last', liar],
  ] as const)(
    'when it %s, waits, and presses all buttons %s, page after page [edge case 19]',
    async (_who, order, agent) => {
      await pressAll(await look(agent), agent, order);
      expect(await door.facts()).toEqual([]);
    },
  );

  test('when it presses all of the first page and then what each led to [edge case 19]', async () => {
    const { body } = await look(program);
    door.clock.advance(5000);
    const led: Shown[] = [];
    for (const { field } of buttons(body)) led.push(await press({ ...hidden(body), ...field }, program));
    door.clock.advance(5000);
    for (const { body: next } of led.filter((l) => stageIn(l.body) === 'sure'))
      for (const { field } of buttons(next)) await press({ ...hidden(next), ...field }, program);
    expect(await door.facts()).toEqual([]);
  });

  test.each(['as they stand', 'from the last'] as const)(
    'when it fetches first and comes back in a real browser, pressing what is to be seen, %s [edge case 19]',
    async (order) => {
      await door.http('HEAD', page());
      await pressAll(await look(browser), browser, order);
      expect(await door.facts()).toEqual([]);
    },
  );

  test('when it is a real browser that opens the mail in the moment it was sent [edge case 19]', async () => {
    await door.database.pool.query(`update attempt set planned_at = $1`, [door.clock.now()]);
    await pressAll(await look(browser), browser, 'as they stand');
    expect(await door.facts()).toEqual([]);
  });
});

describe('the patient whose mail was scanned', () => {
  const answered = [{ kind: 'page.key', attempt_id: '' }];
  const expectAnswered = async (): Promise<void> =>
    expect(await door.facts()).toEqual(answered.map((a) => ({ ...a, attempt_id: door.email })));

  test('needs two taps like anybody, once the scanner is gone', async () => {
    await look(program);
    door.clock.advance(61_000);
    const { body } = await look(browser);
    door.clock.advance(5000);
    expect((await press({ ...hidden(body), key: '1' }, browser)).statusCode).toBe(303);
    await expectAnswered();
  });

  test('needs one tap more while it may still be there, and reads what is sent', async () => {
    await look(program);
    const { body } = await look(browser);
    door.clock.advance(5000);
    const asked = await press({ ...hidden(body), key: '1' }, browser);
    expect([asked.statusCode, stageIn(asked.body)]).toEqual([200, 'sure']);
    expect(asked.body).toContain('I understand');
    expect(await door.facts()).toEqual([]);
    door.clock.advance(4000);
    expect((await press({ ...hidden(asked.body), sure: 'yes' }, browser)).statusCode).toBe(303);
    await expectAnswered();
  });

  test('may go back and answer otherwise', async () => {
    await look(program);
    const { body } = await look(browser);
    door.clock.advance(5000);
    const asked = await press({ ...hidden(body), key: '9' }, browser);
    door.clock.advance(4000);
    const back = await press({ ...hidden(asked.body), sure: 'no' }, browser);
    expect([back.statusCode, stageIn(back.body)]).toEqual([200, 'ask']);
    door.clock.advance(4000);
    const again = await press({ ...hidden(back.body), key: '1' }, browser);
    expect(stageIn(again.body)).toBe('sure');
    door.clock.advance(4000);
    expect((await press({ ...hidden(again.body), sure: 'yes' }, browser)).statusCode).toBe(303);
    await expectAnswered();
  });

  test('is asked again when the tap came faster than anybody reads, and then heard', async () => {
    await look(program);
    const { body } = await look(browser);
    door.clock.advance(5000);
    const asked = await press({ ...hidden(body), key: '1' }, browser);
    const tooFast = await press({ ...hidden(asked.body), sure: 'yes' }, browser);
    expect([tooFast.statusCode, stageIn(tooFast.body)]).toEqual([422, 'sure']);
    door.clock.advance(4000);
    expect((await press({ ...hidden(tooFast.body), sure: 'yes' }, browser)).statusCode).toBe(303);
    await expectAnswered();
  });

  test('cannot be made to answer otherwise than the page asked', async () => {
    await look(program);
    const { body } = await look(browser);
    door.clock.advance(5000);
    const asked = await press({ ...hidden(body), key: '2' }, browser);
    door.clock.advance(4000);
    const forged = await press({ ...hidden(asked.body), answer: '1', sure: 'yes' }, browser);
    expect(forged.statusCode).toBe(422);
    expect(await door.facts()).toEqual([]);
  });
});
