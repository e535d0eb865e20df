/** A language from right to left, with letters that no text can carry cheaply: what a patient who reads it sees and hears. */
import { describe, expect, test } from '@jest/globals';
import { purposes } from '@rollcall/contracts';
import { renderEmail, renderIm, renderPage, renderSms, voiceScript } from '../src/index.js';
import { canary, conversation, dueFor, guardianOf, link, longest, notice, visitAt } from './scenes.js';

const arabic = { language: 'ar' };
/** Arabic letters; the first one decides the direction in which a phone shows a text. */
const firstLetter = (text: string): string => /\p{L}/u.exec(text)?.[0] ?? '';
const latin = /\p{Script=Latin}/u;
const arabicIndic = /[\u0660-\u0669\u06f0-\u06f9]/;

describe('a text in Arabic', () => {
  test.each(purposes)(
    '%s begins with an Arabic word, so that phones show it from right to left [edge case 80]',
    (purpose) => {
      for (const over of [{}, { attempt: { replyCode: 'B' as const } }])
        expect(firstLetter(renderSms(dueFor(purpose, 'ar', over)).text)).not.toMatch(latin);
    },
  );

  test('keeps a practice called by its town in brackets in one piece [edge case 80]', () => {
    const { text } = renderSms(conversation({ ...arabic, practice: { spokenName: 'Main Street (NY)' } }));
    expect(text).toContain('\u2068Main Street (NY)\u2069');
  });

  test('has the digits of the phone’s keys, for times as for answers', () => {
    const { text } = renderSms(conversation(arabic));
    expect(text).toContain('25 نوفمبر 10:30 ص');
    expect(text).toContain('1 = فهمت');
    expect(text).not.toMatch(arabicIndic);
  });

  test('costs at most three parts at every hour of a year with the longest practice name', () => {
    for (let hour = 0; hour < 366 * 24; hour += 7) {
      const start = new Date(visitAt.getTime() + hour * 3_600_000);
      const sms = renderSms(
        conversation({
          ...arabic,
          practice: { spokenName: longest },
          notices: [notice({ start })],
          attempt: { replyCode: 'W' },
        }),
      );
      expect([sms.encoding, sms.segments <= 3]).toEqual(['UCS-2', true]);
    }
  });

  test('names the children, also those whose names are Arabic, as long as they fit', () => {
    const { text } = renderSms(guardianOf(['ليلى', 'Leo'], arabic));
    expect(text).toContain('\u2068ليلى\u2069');
    expect(text).toContain('\u2068Leo\u2069');
    const long = renderSms(
      guardianOf(
        ['A', 'B', 'C', 'D'].map((letter) => letter.repeat(50)),
        arabic,
      ),
    );
    expect(long.text).not.toContain('AAAA');
    expect(long.text).toContain('10:30');
  });

  test('writes the initial of a name in any script on a shared phone', () => {
    const of = (given: string): string =>
      renderSms(
        conversation({ ...arabic, notices: [notice({ patientGivenName: given })], attempt: { sharedNumber: true } }),
      ).text;
    expect(of('ليلى')).toContain('\u2068ل.\u2069');
    expect(of('Ana')).toContain('\u2068A.\u2069');
    expect(of('🦁')).not.toContain('\u2068🦁');
  });
});

describe('mail and chat in Arabic', () => {
  test.each(purposes)('%s runs from right to left, names the practice and carries nothing of a visit', (purpose) => {
    const c = dueFor(purpose, 'ar');
    const mail = renderEmail(c, { link });
    expect(mail.html).toContain('<html lang="ar" dir="rtl">');
    expect(mail.html).toContain('role="article" lang="ar" dir="rtl"');
    const im = renderIm(c, { link });
    for (const part of [mail.text, mail.html, im.session]) {
      expect(part).toContain('Main Street Clinic');
      expect(part).toContain(link);
      expect(part).not.toMatch(/\d:\d\d|نوفمبر|الأربعاء|إلغاء|طبيب/);
      expect(part).not.toContain(canary.family);
    }
  });

  test('a phone number in it reads from left to right', () => {
    expect(renderEmail(conversation(arabic), { link }).text).toContain('\u2066+1 555 010 0000\u2069');
  });

  test('answer buttons fit 20 characters', () => {
    for (const purpose of ['tell', 'offer'] as const)
      for (const { title } of renderIm(dueFor(purpose, 'ar'), { link }).quickReplies)
        expect(title.length).toBeLessThanOrEqual(20);
  });
});

describe('a call in Arabic', () => {
  test('has an Arabic voice, and says the practice and that it is off before anything else', () => {
    const script = voiceScript(conversation(arabic), 'menu');
    expect(script).toMatchObject({ language: 'ar-AE', voice: 'Polly.Hala-Neural', reviewed: false });
    expect(script.say[0]).toContain(
      'معكم Main Street Clinic. تم إلغاء موعدكم يوم الأربعاء 25 نوفمبر، الساعة 10:30 صباحًا.',
    );
  });

  test('names a child in Arabic or Latin letters, and leaves out what its voice cannot say [edge case 80]', () => {
    const said = (given: string): string => voiceScript(guardianOf([given], arabic), 'menu').say.join(' ');
    expect(said('ليلى')).toContain('موعد ليلى');
    expect(said('Leo')).toContain('موعد Leo');
    expect(said('李雷')).toContain('الموعد يوم');
  });

  test('carries no mark that only a screen needs', () => {
    for (const turn of ['menu', 'offer', 'goodbye', 'voicemail'] as const)
      expect(voiceScript(dueFor('offer', 'ar'), turn).say.join('')).not.toMatch(/[\u2066-\u2069]/);
  });
});

describe('the page in Arabic', () => {
  test('runs from right to left and keeps names, numbers and the practice apart', () => {
    const shown = { token: 't', formToken: 'f' };
    const html =
      renderPage(dueFor('offer', 'ar'), { ...shown, stage: 'offer' }) +
      renderPage(conversation(arabic), { ...shown, stage: 'ask' });
    expect(html).toContain('<html lang="ar" dir="rtl">');
    expect(html).toContain('<bdi dir="auto">Ana</bdi>');
    expect(html).toContain('<bdi dir="ltr">+1 555 010 0000</bdi>');
    expect(html).toContain('\u2068Main Street Clinic\u2069');
    expect(html).not.toMatch(arabicIndic);
  });

  test('names the hour as it is said: at noon, in the afternoon, in the evening', () => {
    const at = (iso: string): string =>
      renderPage(conversation({ ...arabic, notices: [notice({ start: new Date(iso) })] }), {
        token: 't',
        stage: 'ask',
        formToken: 'f',
      });
    expect(at('2026-11-25T17:05:00Z')).toContain('12:05 ظهرًا');
    expect(at('2026-11-25T20:05:00Z')).toContain('3:05 بعد الظهر');
    expect(at('2026-11-26T00:05:00Z')).toContain('7:05 مساءً');
  });
});
