import { describe, expect, test } from '@jest/globals';
import { purposes } from '@rollcall/contracts';
import { renderSms } from '../src/index.js';
import {
  canary,
  conversation,
  dueFor,
  guardianOf,
  languages,
  longest,
  notice,
  offer,
  shared,
  visitAt,
} from './scenes.js';

const hoursLater = (hours: number): Date => new Date(visitAt.getTime() + hours * 3_600_000);

describe('a text that tells', () => {
  test('says practice, time and what to do, in one part', () => {
    const text =
      'Main Street Clinic: your visit Wed Nov 25 10:30 AM is cancelled, do not come. Reply 1 = I understand, 2 = new time, 3 = call me, 9 = wrong no.';
    expect(renderSms(conversation())).toEqual({
      text,
      language: 'en',
      reviewed: true,
      encoding: 'GSM-7',
      segments: 1,
      characters: text.length,
      firstUcs2Character: null,
    });
  });

  test('says it in Spanish without leaving GSM-7, also on a Saturday', () => {
    const c = conversation({ language: 'es-MX', notices: [notice({ start: new Date('2026-11-28T18:15:00Z') })] });
    expect(renderSms(c)).toMatchObject({
      text: 'Main Street Clinic: su cita sab 28 nov 1:15 pm se cancela, no venga. Responda 1 = entiendo, 2 = otra hora, 3 = que me llamen, 9 = no soy yo.',
      encoding: 'GSM-7',
      segments: 1,
      reviewed: false,
    });
  });

  test.each(languages)('costs one part with a practice name of 30, a reply letter and an initial (%s)', (language) => {
    const c = shared('Maria', { language, practice: { spokenName: longest } });
    const sms = renderSms(c);
    expect(sms).toMatchObject({ encoding: 'GSM-7', segments: 1 });
    expect(sms.text).toContain(language === 'en' ? 'visit of M. Wed' : 'cita de M. mie');
  });

  test.each(languages)('costs one part at every hour of a year with the longest practice name (%s)', (language) => {
    for (let hour = 0; hour < 366 * 24; hour += 7) {
      const c = conversation({
        language,
        practice: { spokenName: longest },
        notices: [notice({ start: hoursLater(hour) })],
        attempt: { replyCode: 'W' },
      });
      expect(renderSms(c)).toMatchObject({ encoding: 'GSM-7', segments: 1 });
    }
  });

  test.each([
    ['en', 'A1 = I understand, A2 = new time, A3 = call me, A9 = wrong no.'],
    ['es', 'A1 = entiendo, A2 = otra hora, A3 = que me llamen, A9 = no soy yo.'],
  ])('writes every key with the letter when the number has several questions (%s)', (language, keys) => {
    expect(renderSms(conversation({ language, attempt: { replyCode: 'A' } })).text).toContain(keys);
  });

  test('lists several visits of one patient, the day once when it is one', () => {
    const sameDay = conversation({ notices: [notice(), notice({ start: hoursLater(4) })] });
    expect(renderSms(sameDay).text).toContain('your visits Wed Nov 25 10:30 AM and 2:30 PM are cancelled');
    const otherDay = conversation({ notices: [notice(), notice({ start: hoursLater(24) })] });
    expect(renderSms(otherDay).text).toContain('your visits Wed Nov 25 10:30 AM and Thu Nov 26 10:30 AM are cancelled');
  });

  test('names the children to a guardian', () => {
    expect(renderSms(guardianOf(['Mia', 'Leo'])).text).toContain(
      'the visits of Mia (10:30 AM) and Leo (10:50 AM) on Wed Nov 25 are cancelled',
    );
    expect(renderSms(guardianOf(['Mia', 'Inés'], { language: 'es' })).text).toContain(
      'las citas de Mia (10:30 am) e Inés (10:50 am) del mie 25 nov se cancelan',
    );
  });

  test.each(languages)('leaves names out rather than pay for a third part (%s)', (language) => {
    const long = guardianOf(['A'.repeat(50), 'B'.repeat(50), 'C'.repeat(50)], { language });
    const sms = renderSms(long);
    expect(sms.segments).toBeLessThanOrEqual(2);
    expect(sms.text).not.toContain('AAAA');
    expect(sms.text).toMatch(/10:30.*10:50.*11:10/);
    const one = renderSms(guardianOf(['A'.repeat(50)], { language }));
    expect(one.segments).toBe(1);
    // A child's visit is not the guardian's own.
    expect(one.text).not.toMatch(/your visit|su cita/);
  });

  test.each(['محمد', 'Leo 🦁', '李雷', '\u200d', '  '])('leaves out a name that GSM-7 cannot write: %j', (name) => {
    for (const c of [guardianOf([name, 'Mia']), shared(name)])
      expect(renderSms(c)).toMatchObject({ encoding: 'GSM-7', firstUcs2Character: null });
    expect(renderSms(guardianOf([name, 'Mia'])).text).toContain('the visits Wed Nov 25 10:30 AM and 10:50 AM');
  });

  test('writes typed quotes, dashes and accents of the practice name in GSM-7, and drops its emoji', () => {
    const text = (spokenName: string): string => renderSms(conversation({ practice: { spokenName } })).text;
    expect(text('St. Mary’s — Clínica 🏥')).toMatch(/^St\. Mary's - Clinica: your visit/);
    expect(text('Peña & Café')).toMatch(/^Peña & Café: /);
  });

  test('still names a practice whose name has no letter in GSM-7', () => {
    const foreign = { spokenName: 'عيادة', name: 'عيادة' };
    const sms = renderSms(conversation({ practice: foreign }));
    expect(sms.text).toMatch(/^عيادة: /);
    expect(sms).toMatchObject({ encoding: 'UCS-2', firstUcs2Character: 'ع' });
  });

  test('never calls a restored visit cancelled', () => {
    const all = conversation({ notices: [notice({ state: 'withdrawn' })] });
    expect(renderSms(all).text).toContain('your visit Wed Nov 25 10:30 AM is ON after all. Please come.');
    const one = conversation({ notices: [notice(), notice({ state: 'withdrawn', start: hoursLater(4) })] });
    expect(renderSms(one).text).not.toContain('2:30 PM');
  });
});

describe('the other texts', () => {
  test('an offer thanks, lists the times, and keeps the marker of none', () => {
    expect(renderSms(dueFor('offer', 'en')).text).toBe(
      'Main Street Clinic: thank you, noted. New times: 1 = Thu Nov 26 9:00 AM, 2 = Fri Nov 27 1:15 PM, 3 = Sat Nov 28 4:45 PM, 4 = none of these. Please reply with one.',
    );
    expect(renderSms(dueFor('offer', 'es', { attempt: { replyCode: 'C' } })).text).toBe(
      'Main Street Clinic: gracias, anotado. Horas nuevas: C1 = jue 26 nov 9:00 am, C2 = vie 27 nov 1:15 pm, C3 = sab 28 nov 4:45 pm, C4 = ninguna. Responda con una.',
    );
  });

  test('an offer says which of several visits it replaces', () => {
    const c = dueFor('offer', 'en', { notices: [notice(), notice({ start: hoursLater(4) })] });
    expect(renderSms(c).text).toContain('New times instead of Wed Nov 25 10:30 AM: 1 = ');
  });

  test('an offer without times, and a booking without a time, become "noted"', () => {
    const empty = dueFor('offer', 'en', { offer: offer({ options: [] }) });
    const unbooked = dueFor('booked', 'en', { notices: [notice({ state: 'informed' })], offer: null });
    for (const c of [empty, unbooked])
      expect(renderSms(c).text).toBe('Thank you, noted. Main Street Clinic will call you about a new time.');
  });

  test('booked says the new time in the zone of the visit', () => {
    expect(renderSms(dueFor('booked', 'en')).text).toBe('Main Street Clinic: booked, Fri Nov 27 1:15 PM. Thank you.');
  });

  test('noted promises a call only when somebody will call', () => {
    const booked = offer({ state: 'booked' });
    const noted = (withOperator: boolean): string =>
      renderSms(dueFor('noted', 'en', { offer: booked, withOperator })).text;
    expect(noted(true)).toContain('will call you');
    expect(noted(false)).toBe('Main Street Clinic: thank you, noted.');
  });

  test.each([
    ['en', 'letter and number: D1 = I understand', 'one number: 1 = I understand'],
    ['es', 'letra y cifra: D1 = entiendo', 'una sola cifra: 1 = entiendo'],
  ])('clarify asks for letter and number when there are several questions (%s)', (language, coded, plain) => {
    expect(renderSms(dueFor('clarify', language, { attempt: { replyCode: 'D' } })).text).toContain(coded);
    expect(renderSms(dueFor('clarify', language)).text).toContain(plain);
  });

  test('clarify asks about the offer while one is open', () => {
    const text = renderSms(dueFor('clarify', 'en', { offer: offer(), attempt: { replyCode: 'D' } })).text;
    expect(text).toContain('D1 = Thu Nov 26 9:00 AM');
    expect(text).toContain('D4 = none');
  });

  test('a correction says the visit is on, of the restored visits only', () => {
    const mixed = { notices: [notice({ state: 'withdrawn' }), notice({ start: hoursLater(4) })] };
    const en = renderSms(dueFor('correct', 'en', mixed)).text;
    expect(en).toContain('your visit Wed Nov 25 10:30 AM is ON after all. Please come.');
    expect(en).not.toContain('2:30 PM');
    expect(renderSms(dueFor('correct', 'es')).text).toContain(
      'su cita mie 25 nov 10:30 am SE MANTIENE. Por favor venga.',
    );
  });
});

describe.each(languages)('every text in %s', (language) => {
  test.each(purposes)('%s stays in GSM-7, within two parts, and without practitioner or family name', (purpose) => {
    for (const replyCode of [null, 'Z']) {
      const sms = renderSms(dueFor(purpose, language, { practice: { spokenName: longest }, attempt: { replyCode } }));
      expect(sms.encoding).toBe('GSM-7');
      expect(sms.segments).toBeLessThanOrEqual(2);
      expect(sms.text).not.toMatch(/undefined|null|Invalid|NaN/);
      expect(sms.text).not.toContain(canary.family);
      expect(sms.text).not.toContain(canary.practitioner);
      // Stop words: nobody is asked to send one.
      expect(sms.text).not.toMatch(/\b(reply|responda)\b[^.]*\b(cancel|yes|stop|si)\b/i);
    }
  });
});
