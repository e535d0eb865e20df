/** A new time at another place, or one that wants other preparation: said with the booking, each way as far as it may. */
import { describe, expect, test } from '@jest/globals';
import type { Conversation } from '@rollcall/contracts';
import { renderCalendar, renderEmail, renderIm, renderPage, renderSms, voiceScript } from '../src/index.js';
import { dueFor, everyLanguage, link, notice } from './scenes.js';

const start = new Date('2026-11-27T18:15:00Z');
const place = {
  address: '9 Elm Street, second floor',
  directions: { en: 'Use the side door.', es: 'Use la puerta lateral.', ar: 'استخدموا الباب الجانبي.' },
};
const preparation = {
  en: 'Drink nothing from midnight on.',
  es: 'No beba nada desde medianoche.',
  ar: 'لا تشربوا شيئا.',
};
type Booking = NonNullable<Conversation['notices'][number]['booking']>;
const booked = (language: string, booking: Partial<Booking> = { place, preparation }): Conversation =>
  dueFor('booked', language, { notices: [notice({ state: 'rebooked', booking: { start, ...booking } })] });
const page = (c: Conversation): string =>
  renderPage(c, { token: 'AAAAAAAAAAAAAAAAAAAAAA', formToken: 'mark', stage: 'done' });
const spoken = (c: Conversation): string => voiceScript(c, 'booked').say.join(' ');

describe('a new time at another place, with other preparation', () => {
  test.each(everyLanguage)(
    'is told with both in a call and on the page, in the patient’s language: %s [edge case 59]',
    (language) => {
      const own = language as 'en';
      for (const told of [spoken(booked(language)), page(booked(language))])
        for (const part of [place.address, place.directions[own], preparation[own]]) expect(told).toContain(part);
      expect(voiceScript(booked(language), 'booked').say.at(-1)).toBe(
        voiceScript(booked(language, {}), 'booked').say.at(-1),
      );
    },
  );
  test('is told in a text with the address, and that the preparation changes, not how [edge case 59]', () => {
    const { text } = renderSms(booked('en'));
    expect(text).toMatch(
      /booked, Fri Nov 27 1:15 PM\..*Place: 9 Elm Street, second floor\. How to prepare changes, please call/,
    );
    expect(text).not.toMatch(/Drink/);
    expect(renderSms(booked('en', {})).text).not.toMatch(/Place|prepare/);
  });
  test('is told in a text whose alphabet cannot write the address by whom to call about it', () => {
    const { text, encoding } = renderSms(booked('en', { place: { address: 'شارع ٩' } }));
    expect([text.includes('The place changes, please call'), encoding]).toEqual([true, 'GSM-7']);
  });
  test('is in no mail, chat or calendar: they carry no health information, and their link shows it [edge case 59]', () => {
    const c = booked('en');
    const calendar = renderCalendar(
      c,
      { offerId: 'o' as never, noticeId: 'n1' as never, start, end: start, isOn: true, mailedTo: [] },
      { link, host: 'clinic.example', now: start },
    ).content;
    for (const sent of [renderEmail(c, { link }).text, renderIm(c, { link }).session, calendar])
      expect(sent).not.toMatch(/Elm|side door|Drink/);
  });
  test('in words that are in another language is told as something to call about, in place of words nobody may read', () => {
    const c = booked('es', {
      place: { ...place, directions: { en: 'Use the side door.' } },
      preparation: { en: 'Drink nothing.' },
    });
    for (const told of [spoken(c), page(c)]) {
      expect(told).toContain(place.address);
      expect(told).not.toMatch(/side door|Drink/);
      expect(told).toMatch(/el camino y la preparación/);
    }
  });
});
