import { describe, expect, test } from '@jest/globals';
import type { Conversation, ConversationBooking } from '@rollcall/contracts';
import ICAL from 'ical.js';
import { renderCalendar, renderEmail } from '../src/index.js';
import { canary, dueFor, link, notice, offer } from './scenes.js';

const now = new Date('2026-11-24T12:00:00Z');
const host = 'hooks.example.org';
const start = new Date('2026-11-27T18:15:00Z');
const end = new Date('2026-11-27T18:45:00Z');
const booking = (over: Partial<ConversationBooking> = {}): ConversationBooking => ({
  offerId: offer().id,
  noticeId: notice().id,
  start,
  end,
  isOn: true,
  mailedTo: ['c1' as never],
  ...over,
});
/** As a mail program reads it. */
function read(content: string) {
  const calendar = new ICAL.Component(ICAL.parse(content));
  const event = calendar.getFirstSubcomponent('vevent') as InstanceType<typeof ICAL.Component>;
  const value = (name: string): unknown => event.getFirstPropertyValue(name);
  return {
    method: calendar.getFirstPropertyValue('method'),
    version: calendar.getFirstPropertyValue('version'),
    uid: value('uid'),
    sequence: value('sequence'),
    status: value('status'),
    summary: value('summary'),
    description: value('description'),
    stamp: (value('dtstamp') as InstanceType<typeof ICAL.Time>).toJSDate(),
    start: (value('dtstart') as InstanceType<typeof ICAL.Time>).toJSDate(),
    end: (value('dtend') as InstanceType<typeof ICAL.Time>).toJSDate(),
    zone: (value('dtstart') as InstanceType<typeof ICAL.Time>).zone.tzid,
    attendees: event.getAllProperties('attendee').length,
    location: value('location'),
  };
}
const fileOf = (c: Conversation, b: ConversationBooking) => renderCalendar(c, b, { link, host, now });
const booked = (over: Partial<Conversation> = {}): Conversation => ({
  ...dueFor('booked', 'en', { attempt: { channel: 'email' } }),
  bookings: [booking()],
  calendarFile: 'attached',
  ...over,
});
const filesIn = (c: Conversation) => renderEmail(c, { link, calendar: { host, now } }).calendars;

describe('the calendar file of a booking', () => {
  test('puts the new time, to the minute, into any calendar, earlier or later than the old one [edge case 59]', () => {
    expect(read(fileOf(booked(), booking()).content)).toEqual({
      method: 'PUBLISH',
      version: '2.0',
      uid: `${offer().id}@${host}`,
      sequence: 0,
      status: 'CONFIRMED',
      summary: 'Main Street Clinic',
      description: link,
      stamp: now,
      start,
      end,
      zone: 'UTC',
      // Nobody's calendar is asked to answer, and no address is in it.
      attendees: 0,
      location: null,
    });
  });

  test('says nothing of a doctor, a reason or a person, not even in its name', () => {
    const { name, content } = fileOf(booked(), booking());
    for (const forbidden of [canary.family, canary.practitioner, 'Oncology', 'Ana', 'ana@']) {
      expect(content).not.toContain(forbidden);
      expect(name).not.toContain(forbidden);
    }
    expect(`${name} ${content}`).not.toMatch(/visit|appointment|doctor|patient|cancelled visit/i);
  });

  test('of a booking that was given back takes the same event out again', () => {
    const off = read(fileOf(booked(), booking({ isOn: false })).content);
    const on = read(fileOf(booked(), booking()).content);
    expect(off).toMatchObject({ method: 'CANCEL', status: 'CANCELLED', uid: on.uid, start: on.start });
    expect(Number(off.sequence)).toBeGreaterThan(Number(on.sequence));
  });

  test('is folded by bytes and escaped: a long name with accents, commas and a line break comes out whole', () => {
    const spokenName = `Clínica Niño, Señora; ${'ñandú '.repeat(20)}\r\nATTENDEE:mailto:x@example.org`;
    const c = booked();
    const { content } = fileOf({ ...c, practice: { ...c.practice, spokenName } }, booking());
    for (const line of content.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(read(content).attendees).toBe(0);
    expect(read(content).summary).toMatch(/^Clínica Niño, Señora; ñandú/);
  });
});

describe('a mail', () => {
  test('that confirms a booking brings its calendar file', () => {
    expect(filesIn(booked()).map((f) => read(f.content).method)).toEqual(['PUBLISH']);
  });

  test('that takes a booking back brings the cancellation, to the mailbox that got the file', () => {
    const c = (mailedTo: string[]): Conversation => ({
      ...dueFor('correct', 'en', { attempt: { channel: 'email' } }),
      bookings: [booking({ isOn: false, mailedTo: mailedTo as never })],
      calendarFile: 'attached',
    });
    expect(filesIn(c(['c1'])).map((f) => read(f.content).method)).toEqual(['CANCEL']);
    expect(filesIn(c(['another'])).map((f) => read(f.content).method)).toEqual([]);
  });

  test.each([
    ['a practice that keeps times out of mail', { calendarFile: 'link' as const }],
    ['a practice of an older policy', { calendarFile: 'none' as const }],
    ['somebody who must say a birth year first', { challenge: { birthYears: [1961] } }],
    ['a booking that is already off', { bookings: [booking({ isOn: false })] }],
    ['another patient’s booking', { bookings: [booking({ offerId: 'other' as never })] }],
  ])('has none for %s', (_whom, over) => {
    expect(filesIn(booked(over))).toEqual([]);
  });

  test('has none unless it confirms or takes back', () => {
    for (const purpose of ['tell', 'offer', 'noted', 'clarify'] as const)
      expect(filesIn({ ...dueFor(purpose, 'en'), bookings: [booking()], calendarFile: 'attached' })).toEqual([]);
  });
});
