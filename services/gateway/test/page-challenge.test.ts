/** The birth year: until it is given, whoever opens the link learns nothing of a visit and no name. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { conduct } from './conducting.js';
import { type OpenDoor, openDoor } from './door.js';
import { stageIn, visitor } from './visitor.js';

const personal = /\bAna\b|\bMia\b|Rosa|Canaryfamily|November|12:00|Dr Hale|cancelled/;
const minute = 60_000;
const challenged = { policy: { challenge: 'birth-year' as const }, birthDate: '1961-04-02' };

describe('a page behind the birth year', () => {
  let door: OpenDoor;
  let ana: ReturnType<typeof visitor>;
  beforeEach(async () => {
    door = await openDoor(challenged);
    ana = visitor(door, door.pageOf(door.email));
  });
  afterEach(() => door.close());

  const tasks = async () => (await door.database.pool.query(`select reason from task`)).rows.map((r) => r.reason);

  test('shows the spouse who opens the link the practice and its number, and no more [edge cases 8, 18]', async () => {
    const { statusCode, body } = await ana.get();
    expect([statusCode, stageIn(body)]).toEqual([200, 'challenge']);
    expect(body).toContain('Main Street Clinic');
    expect(body).not.toMatch(personal);
  });

  test('opens with the right year, and stays open from form to form without a cookie', async () => {
    const opened = await ana.send(await ana.get(), { year: '1961' });
    expect(opened.headers['set-cookie']).toBeUndefined();
    expect(stageIn(opened.body)).toBe('ask');
    expect(opened.body).toContain('Ana');
    const answered = await ana.send(opened, { key: '1' });
    expect(answered.statusCode).toBe(200);
    expect(await door.facts()).toEqual([{ kind: 'page.key', attempt_id: door.email }]);
    await conduct(door);
    // The next look is by the form as well: an address never carries the pass.
    expect(stageIn((await ana.send(answered, {})).body)).not.toBe('challenge');
    expect(stageIn((await ana.get()).body)).toBe('challenge');
  });

  test('takes the digits of an Arabic keyboard', async () => {
    expect(stageIn((await ana.send(await ana.get(), { year: '١٩٦١' })).body)).toBe('ask');
  });

  test.each([
    ['without a pass', {}],
    ['with an invented one', { pass: 'kx2.AAAAAAAAAAAAAAAAAAAAAA' }],
  ])('an answer %s changes nothing and shows nothing', async (_how, fields) => {
    const { statusCode, body } = await ana.send(await ana.get(), { key: '1', ...fields });
    expect([statusCode, stageIn(body)]).toEqual([422, 'challenge']);
    expect(body).not.toMatch(personal);
    expect(await door.facts()).toEqual([]);
  });

  test('the pass of one link opens no other', async () => {
    const opened = await ana.send(await ana.get(), { year: '1961' });
    const pass = /name="pass" value="([^"]+)"/.exec(opened.body)?.[1] ?? '';
    expect(pass).not.toBe('');
    const other = visitor(door, door.pageOf(door.sms));
    expect(stageIn((await other.send(await other.get(), { pass })).body)).toBe('challenge');
  });

  test('a phone left on the table asks again after half an hour', async () => {
    const opened = await ana.send(await ana.get(), { year: '1961' });
    door.clock.advance(31 * minute);
    const later = await ana.send(opened, { key: '1' });
    expect([later.statusCode, stageIn(later.body)]).toEqual([422, 'challenge']);
    expect(later.body).not.toMatch(personal);
  });

  test('the same wrong year twice is one try, and what is no year is none', async () => {
    let shown = await ana.get();
    for (const year of ['1970', '1970', '', '61', 'abcd', '1970']) shown = await ana.send(shown, { year });
    expect(shown.statusCode).toBe(422);
    expect(shown.body).toContain('You can try 4 more times.');
  });

  test('five different wrong years close it: a number to call, the desk is told, and the right year opens nothing', async () => {
    let shown = await ana.get();
    for (const year of ['1950', '1951', '1952', '1953', '1954']) shown = await ana.send(shown, { year });
    expect([shown.statusCode, stageIn(shown.body)]).toEqual([403, 'locked']);
    expect(shown.body).toContain('tel:+15550100100');
    expect(shown.body).not.toMatch(personal);
    await conduct(door);
    expect(await tasks()).toEqual(['challenge_failed']);
    expect(stageIn((await ana.get()).body)).toBe('locked');
    const form = (await ana.get()).body;
    expect(form).not.toContain('<form');
    expect(await door.facts()).toEqual([{ kind: 'page.challenge', attempt_id: door.email }]);
  });

  test('forty guesses at the same moment are five: the others are never compared', async () => {
    const shown = await ana.get();
    door.clock.advance(4000);
    const years = Array.from({ length: 40 }, (_, n) => String(1901 + n));
    const answers = await Promise.all(years.map((year) => ana.send(shown, { year })));
    expect(answers.filter((a) => stageIn(a.body) === 'challenge').length).toBeLessThanOrEqual(4);
    expect(answers.filter((a) => stageIn(a.body) === 'ask')).toEqual([]);
    const late = await ana.post({
      year: '1961',
      form: /name="form" value="([^"]+)"/.exec(shown.body)?.[1] ?? '',
    });
    expect(stageIn(late.body)).toBe('locked');
    const { rows } = await door.database.pool.query(`select cardinality(tried) tries from page_guess`);
    expect(rows).toEqual([{ tries: 5 }]);
  });

  test('another link to the same address gives no new tries', async () => {
    await door.database.pool.query(
      `update attempt set contact_point_id = (select contact_point_id from attempt where id = $1) where id = $2`,
      [door.email, door.sms],
    );
    let shown = await ana.get();
    for (const year of ['1950', '1951', '1952', '1953']) shown = await ana.send(shown, { year });
    const other = visitor(door, door.pageOf(door.sms));
    expect(stageIn((await other.send(await other.get(), { year: '1954' })).body)).toBe('locked');
    expect(stageIn((await ana.get()).body)).toBe('locked');
  });

  test('who knew the year once is not locked out by others who did not', async () => {
    await ana.send(await ana.get(), { year: '1961' });
    let shown = await ana.get();
    for (const year of ['1950', '1951', '1952', '1953', '1954']) shown = await ana.send(await ana.get(), { year });
    expect(stageIn(shown.body)).not.toBe('ask');
    expect(stageIn((await ana.send(await ana.get(), { year: '1961' })).body)).toBe('ask');
  });

  test('a stranger may say that it is not for them without knowing any year [edge case 7]', async () => {
    await ana.send(await ana.get(), { key: '9' });
    await conduct(door);
    expect(stageIn((await ana.get()).body)).toBe('not-for-you');
  });

  test('what was tried is kept as traces, never as years', async () => {
    await ana.send(await ana.get(), { year: '1950' });
    const { rows } = await door.database.pool.query(`select encode(tried[1], 'escape') tried from page_guess`);
    expect(rows[0].tried).not.toContain('1950');
  });
});

describe('whom the birth year is asked of', () => {
  test('a guardian gives the year of any of the children told of', async () => {
    const door = await openDoor({ ...challenged, birthDate: '2015-01-01', children: ['Mia', 'Leo'] });
    const rosa = visitor(door, door.pageOf(door.email));
    const asked = await rosa.get();
    expect(asked.body).toContain('The patient’s year of birth');
    expect(asked.body).not.toMatch(personal);
    expect((await rosa.send(asked, { year: '2015' })).body).toContain('Mia');
    await door.close();
  });

  test('nobody, where the practice gave no birth date: there is nothing to ask', async () => {
    const door = await openDoor({ policy: { challenge: 'birth-year' } });
    expect(stageIn((await door.http('GET', door.pageOf(door.email))).body)).toBe('ask');
    await door.close();
  });
});
