/** What a patient hears and reads of a time that is not sure yet, or cannot be had after all. */
import { describe, expect, test } from '@jest/globals';
import type { Conversation } from '@rollcall/contracts';
import { renderCalendar, renderEmail, renderIm, renderPage, renderSms, voiceScript } from '../src/index.js';
import { canary, conversation, everyLanguage, link, notice, offer } from './scenes.js';

const chosen = { offerId: 'o1' as never, noticeId: 'n1' as never, start: new Date('2026-11-27T18:15:00Z') };
const informed = [notice({ state: 'informed' })];
/** Fri Nov 27, 1:15 PM in New York. */
const asked = (language: string, over: Parameters<typeof conversation>[0] = {}): Conversation =>
  conversation({
    language,
    notices: informed,
    requests: [chosen],
    offer: offer({ id: 'o1' as never, state: 'asked' }),
    ...over,
    attempt: { purpose: 'noted', wording: 'asked', ...over.attempt },
  });
const again = (language: string, purpose: 'offer' | 'correct'): Conversation =>
  conversation({
    language,
    notices: informed,
    refusals: [chosen],
    offer: offer(purpose === 'offer' ? {} : { state: 'refused' }),
    attempt: { purpose, wording: 'refused' },
  });
const page = (c: Conversation, stage: 'offer' | 'done'): string =>
  renderPage(c, { token: 'AAAAAAAAAAAAAAAAAAAAAA', formToken: 'mark', stage });
const inAllWays = (c: Conversation): string[] => [
  renderSms(c).text,
  renderEmail(c, { link }).text,
  renderIm(c, { link }).session,
  voiceScript(c, 'asked').say.join(' '),
  page(c, 'done'),
];
/** Words for booked, in each language. */
const bookedWords: Record<string, RegExp> = { en: /book/i, es: /reserv/i, ar: /حجز/ };

describe('a time that the practice has yet to confirm', () => {
  test.each(everyLanguage)('is never called booked, in no way of telling it: %s [edge case 58]', (language) => {
    for (const said of inAllWays(asked(language))) expect(said).not.toMatch(bookedWords[language] ?? /./);
  });
  test('is named where health information may be, and nowhere else', () => {
    const c = asked('en');
    expect(renderSms(c).text).toMatch(/asked for Fri Nov 27 1:15 PM and will confirm it/);
    expect(voiceScript(c, 'asked').say.join(' ')).toMatch(/We have asked for Friday, November 27, at 1:15 PM/);
    expect(page(c, 'done')).toMatch(/We have asked for this time:.*Friday, November 27/s);
    for (const text of [renderEmail(c, { link }).text, renderIm(c, { link }).session]) {
      expect(text).not.toMatch(/Nov|27|1:15/);
      expect(text).not.toContain(canary.practitioner);
    }
  });
  test('that was confirmed before its text went out is said as it is: booked', () => {
    const booking = { start: chosen.start };
    const c = asked('en', {
      requests: [],
      notices: [notice({ state: 'rebooked', booking })],
      offer: offer({ id: 'o1' as never, state: 'booked' }),
    });
    expect(renderSms(c).text).toMatch(/booked, Fri Nov 27 1:15 PM/);
  });
});

describe('a time that the practice refused', () => {
  test.each(everyLanguage)('is apologised for with the new times, or with a call: %s [edge case 58]', (language) => {
    const c = again(language, 'offer');
    expect(renderSms(c).text).toMatch(/1 = /);
    expect(renderSms(c).text).not.toEqual(renderSms({ ...c, refusals: [] }).text);
    expect(renderEmail(c, { link }).text).not.toEqual(renderEmail({ ...c, refusals: [] }, { link }).text);
    expect(voiceScript(c, 'offer').say).toHaveLength(voiceScript({ ...c, refusals: [] }, 'offer').say.length + 1);
    const called = again(language, 'correct');
    expect(renderSms(called).text).not.toMatch(/1 = /);
    expect(voiceScript(called, 'refused').hangUp).toBe(true);
  });
  test('is what the patient reads first, on the page as well', () => {
    expect(page(again('en', 'offer'), 'offer')).toMatch(/We are sorry: Friday, November 27.* is not free after all/);
    expect(page(again('en', 'correct'), 'done')).toMatch(
      /<h1.*We are sorry.*not free after all.*<s>Friday, November 27/s,
    );
  });
  test('is no longer spoken of when something else was chosen, or the visit is on after all', () => {
    const c = again('en', 'correct');
    expect(renderSms({ ...c, requests: [{ ...chosen, offerId: 'o2' as never }] }).text).not.toMatch(/not free/);
    expect(renderSms({ ...c, notices: [notice({ state: 'withdrawn' })] }).text).toMatch(/ON after all/);
  });
  test('leaves the calendar of whoever got its file by mail [edge case 58]', () => {
    const c: Conversation = {
      ...again('en', 'correct'),
      calendarFile: 'attached',
      bookings: [{ ...chosen, end: new Date('2026-11-27T18:45:00Z'), isOn: false, mailedTo: ['c1' as never] }],
    };
    const calendar = { host: 'clinic.example', now: new Date('2026-11-25T12:00:00Z') };
    const { calendars } = renderEmail(c, { link, calendar });
    expect(calendars).toHaveLength(1);
    expect(calendars[0]?.content).toContain('METHOD:CANCEL');
    expect(renderCalendar(c, c.bookings?.[0] as never, { ...calendar, link }).content).toContain('STATUS:CANCELLED');
    expect(
      renderEmail({ ...c, attempt: { ...c.attempt, contactPointId: 'c2' as never } }, { link, calendar }).calendars,
    ).toEqual([]);
  });
});
