/** The calendar file behind the patient's link, over HTTP: as the booking stands when it is fetched. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { conduct, freeTimes } from './conducting.js';
import { type DoorScene, type OpenDoor, openDoor } from './door.js';
import { visitor } from './visitor.js';

let door: OpenDoor;
afterEach(() => door.close());

const hour = 3_600_000;
const linked = { policy: { calendarFile: 'link' as const } };

/** Ana has chosen the first of the times on her page. Where the page says her file is; null: nowhere. */
async function booked(scene: DoorScene): Promise<string | null> {
  door = await openDoor(scene);
  await freeTimes(door, ['2026-11-25T09:00:00-05:00', '2026-11-25T10:00:00-05:00']);
  const ana = visitor(door, door.pageOf(door.email));
  await ana.send(await ana.get(), { key: '2' });
  await conduct(door);
  await ana.send(await ana.get(), { key: '1' });
  await conduct(door);
  return /href="(\/p\/[^"]+\.ics)"/.exec((await ana.get()).body)?.[1] ?? null;
}
const fetched = (path: string | null) => door.http('GET', path ?? '/nowhere');
/** Lines are folded at 75 bytes. */
const unfolded = (file: string) => file.replaceAll('\r\n ', '').split('\r\n');

describe('the calendar file of a new time', () => {
  test('is a file with the time and the practice’s neutral name, kept by nobody on its way, and asked for as often as one likes', async () => {
    const file = await booked(linked);
    for (let n = 0; n < 2; n++) {
      const { statusCode, headers, body } = await fetched(file);
      expect(statusCode).toBe(200);
      expect(headers['content-type']).toBe('text/calendar; charset=utf-8');
      expect(headers['content-disposition']).toMatch(/^attachment; filename="[a-z]+\.ics"$/);
      expect(headers['cache-control']).toBe('no-store');
      expect(headers['referrer-policy']).toBe('no-referrer');
      expect(unfolded(body)).toEqual(
        expect.arrayContaining([
          'METHOD:PUBLISH',
          'DTSTART:20261125T140000Z',
          'DTEND:20261125T143000Z',
          'SUMMARY:Main Street Clinic',
          'STATUS:CONFIRMED',
          'SEQUENCE:0',
        ]),
      );
      expect(body).not.toMatch(/Ana|Canaryfamily|Hale|follow-up|2125550101/);
    }
    expect(await door.facts()).not.toContainEqual(expect.objectContaining({ kind: 'page.calendar' }));
  });

  test('takes the time out again once the visit is on after all', async () => {
    const file = await booked(linked);
    const before = unfolded((await fetched(file)).body);
    await door.database.pool.query(`update notice set state = 'withdrawn', booked_slot_id = null`);
    await door.database.pool.query(`update reservation set state = 'released' where state = 'booked'`);
    const after = unfolded((await fetched(file)).body);
    expect(after).toEqual(expect.arrayContaining(['METHOD:CANCEL', 'STATUS:CANCELLED', 'SEQUENCE:1']));
    const uid = (lines: string[]) => lines.find((l) => l.startsWith('UID:'));
    expect(uid(after)).toBe(uid(before));
  });

  test.each([
    ['the practice wants none', { policy: { calendarFile: 'none' as const } }],
    [
      'the birth year is asked first',
      { policy: { calendarFile: 'link' as const, challenge: 'birth-year' as const }, birthDate: '1961-04-02' },
    ],
  ])('is nowhere where %s', async (_why, scene) => {
    expect(await booked(scene)).toBeNull();
    const { rows } = await door.database.pool.query(`select id from offer`);
    const offer = rows[0]?.id ?? '01900000-0000-7000-8000-000000000001';
    expect((await fetched(`${door.pageOf(door.email)}/${offer}.ics`)).statusCode).toBe(404);
  });

  test('is not behind another patient’s link, nor a wrong name, nor an old link', async () => {
    const file = (await booked(linked)) ?? '';
    const [, , , name] = file.split('/');
    expect((await fetched(`/p/AAAAAAAAAAAAAAAAAAAAAA/${name}`)).statusCode).toBe(404);
    expect((await fetched(`${door.pageOf(door.email)}/01900000-0000-7000-8000-000000000001.ics`)).statusCode).toBe(404);
    expect((await fetched(`${door.pageOf(door.email)}/x.ics`)).statusCode).toBe(404);
    door.clock.advance(9 * 24 * hour);
    expect((await fetched(file)).statusCode).toBe(404);
  });

  test('is slowed down when it is fetched again and again', async () => {
    const file = await booked(linked);
    const codes: number[] = [];
    for (let n = 0; n < 62; n++) codes.push((await fetched(file)).statusCode);
    expect(codes.at(0)).toBe(200);
    expect(codes.at(-1)).toBe(429);
  });
});
