import { describe, expect, test } from '@jest/globals';
import type { Conversation } from '@rollcall/contracts';
import { purposes } from '@rollcall/contracts';
import { keyOfTitle, renderEmail, renderIm } from '../src/index.js';
import { canary, conversation, dueFor, guardianOf, languages, link, offer } from './scenes.js';

const everything = (c: Conversation): string => JSON.stringify([renderEmail(c, { link }), renderIm(c, { link })]);

describe.each(languages)('mail and messengers in %s', (language) => {
  test.each(purposes)('%s carries no health information', (purpose) => {
    const all = everything(dueFor(purpose, language));
    for (const forbidden of [canary.family, canary.practitioner, 'Oncology']) expect(all).not.toContain(forbidden);
    // No time and no day, of the visit or of a free slot, and no word for what it is.
    expect(all).not.toMatch(/\d:\d\d|\bnov(ember|iembre)?\b|\b(wed|thu|fri|sat|mie|jue|vie|sab)\b/i);
    expect(all).not.toMatch(/visit|appointment(?!_)|cancel|\bcitas?\b|doctor/i);
    expect(all).not.toMatch(/undefined|null/);
  });

  test.each(purposes)('%s greets, names the practice and gives the link', (purpose) => {
    const mail = renderEmail(dueFor(purpose, language), { link });
    for (const part of [mail.text, mail.html]) {
      expect(part).toContain('Ana');
      expect(part).toContain('Main Street Clinic');
      expect(part).toContain(link);
    }
    expect(mail.html).toContain(`<html lang="${language}" dir="ltr">`);
    expect(mail.html).toMatch(/<h1[^>]*>Main Street Clinic<\/h1>/);
    expect(mail.fromName).toBe('Main Street Clinic');
    expect(mail.html).not.toMatch(/<img|<script|<link|url\(/);
    expect(mail.subject).not.toBe('');
    const im = renderIm(dueFor(purpose, language), { link });
    expect(Object.keys(im.variables)).toEqual(['1', '2', '3']);
    for (const value of Object.values(im.variables)) expect(value.trim()).not.toBe('');
    for (const part of ['Ana', 'Main Street Clinic', link]) expect(im.session).toContain(part);
    expect(im.session).not.toMatch(/Main Street Clinic: Main/);
  });

  test('a nameless party gets a neutral greeting', () => {
    for (const givenName of ['', '   ', '\u200b', '\u200d', '\u0000']) {
      const c = conversation({ language, party: { givenName } });
      const hello = language === 'en' ? 'Hello,' : 'Hola:';
      expect(renderEmail(c, { link }).text.split('\n')[0]).toBe(hello);
      expect(renderEmail(c, { link }).html).toContain(`>${hello}</p>`);
      expect(renderIm(c, { link }).variables['1']).toBe(hello);
    }
  });
});

describe('mail', () => {
  test('greets the guardian, not the child', () => {
    const mail = renderEmail(guardianOf(['Mia']), { link });
    expect(mail.text).toContain('Hello Rosa,');
    expect(mail.text + mail.html).not.toContain('Mia');
  });

  test('a hostile name stays a name', () => {
    const givenName = `<script>alert("x")</script> $& $' O'Brien`;
    const { html } = renderEmail(conversation({ party: { givenName } }), { link });
    expect(html).not.toContain('<script');
    expect(html).toContain(
      'Hello <bdi dir="auto">&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; $&amp; $&#39; O&#39;Brien</bdi>,',
    );
  });

  test('a line break in a name adds no header and no line', () => {
    const c = conversation({ practice: { spokenName: 'Main\r\nBcc: all@example.org' }, party: { givenName: 'A\nB' } });
    const mail = renderEmail(c, { link });
    expect(mail.subject).not.toMatch(/[\r\n]/);
    expect(mail.text.split('\n')[0]).toBe('Hello A B,');
  });

  test('a right-to-left name is isolated and cannot end its isolate', () => {
    const { text, html } = renderEmail(conversation({ party: { givenName: 'محمد\u2069\u202e' } }), { link });
    expect(text.split('\n')[0]).toBe('Hello \u2068محمد\u2069,');
    expect(html).toContain('<bdi dir="auto">محمد</bdi>');
  });
});

describe('a mail that may be answered', () => {
  const answered = (c: Conversation) => renderEmail(c, { link, isAnswered: true, unsubscribe: `${link}/stop` });

  test('says with which numbers, after the link, and does not say that nobody reads', () => {
    const { text, html } = answered(dueFor('tell', 'en'));
    expect(text).toContain('1 = I understand');
    expect(text.indexOf(link)).toBeLessThan(text.indexOf('1 = I understand'));
    expect(html).toContain('1 = I understand');
    expect(text).not.toContain('not read');
    expect(renderEmail(dueFor('tell', 'en'), { link }).text).toMatch(/answers to this address are not read/i);
  });

  test('asks nothing when it only tells', () => {
    expect(answered(dueFor('booked', 'en')).text).not.toMatch(/1 = /);
  });

  test.each(languages)('tells how to get no more of them (%s)', (language) => {
    const { text, html } = answered(dueFor('tell', language));
    for (const part of [text, html]) expect(part).toContain(`${link}/stop`);
  });

  test('colours its button alone, with a contrast that anybody can read, and nothing else', () => {
    const { html } = answered(dueFor('tell', 'en'));
    expect([...html.matchAll(/#[0-9a-f]{3,6}\b/g)].map((m) => m[0])).toEqual(['#0b5cad', '#0b5cad', '#ffffff']);
    expect(contrast('#0b5cad', '#ffffff')).toBeGreaterThanOrEqual(4.5);
    expect(html).toContain('color-scheme:light dark');
    for (const [, size] of html.matchAll(/font-size:(\d+)px/g)) expect(Number(size)).toBeGreaterThanOrEqual(14);
  });
});

/** WCAG 2.2, relative luminance. */
function contrast(a: string, b: string): number {
  const luminance = (colour: string): number => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5]
      .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

describe('messengers', () => {
  test('a button’s title alone says which key it is, in any language', () => {
    expect(
      ['I understand', ' entiendo ', 'Time 2', 'Hora 3', 'None of these', 'Que me llamen'].map(keyOfTitle),
    ).toEqual(['1', '1', '2', '3', '4', '3']);
    for (const words of ['I understand that', 'ok', '1', '', 'No']) expect(keyOfTitle(words)).toBeNull();
  });

  test('ask the same question with the same keys, after the link', () => {
    const im = renderIm(conversation(), { link });
    expect(im.template).toBe('appointment_notice');
    expect(im.quickReplies.map((r) => r.key)).toEqual(['1', '2', '3', '9']);
    expect(im.session).toContain('1 = I understand');
    expect(im.session.indexOf(link)).toBeLessThan(im.session.indexOf('1 = I understand'));
    expect(renderIm(conversation({ language: 'es' }), { link }).session).toContain('1 = entiendo');
  });

  test('offer the numbers that the page shows, and none', () => {
    const im = renderIm(dueFor('offer', 'en'), { link });
    expect(im.quickReplies).toEqual([
      { key: '1', title: 'Time 1' },
      { key: '2', title: 'Time 2' },
      { key: '3', title: 'Time 3' },
      { key: '4', title: 'None of these' },
    ]);
    expect(im.session).toContain('1 = time 1, 2 = time 2, 3 = time 3, 4 = none of these.');
    expect(renderIm(dueFor('offer', 'es'), { link }).session).toContain('4 = ninguna');
  });

  test.each(languages)(
    'answer who is writing, and a cry for help, in %s: no link, no name, and nothing of a visit',
    (language) => {
      for (const wording of ['who', 'help'] as const) {
        const c = dueFor('clarify', language);
        const { session, isReply } = renderIm({ ...c, attempt: { ...c.attempt, wording } }, { link });
        expect(isReply).toBe(true);
        expect(session).toContain('Main Street Clinic');
        expect(session).toContain(c.practice.callbackNumber);
        expect(session).not.toContain(link);
        expect(session).not.toMatch(/Ana|visit|appointment|\bcitas?\b|موعد/i);
        expect(session).toContain(wording === 'who' ? '9' : 'STOP');
      }
      expect(renderIm(dueFor('clarify', language), { link }).isReply).toBe(false);
    },
  );

  test('write keys in free text with the reply letter', () => {
    expect(renderIm(conversation({ attempt: { replyCode: 'A' } }), { link }).session).toContain('A1 = I understand');
  });

  test('clarify has no buttons while an offer is open: they would answer the other question', () => {
    expect(renderIm(dueFor('clarify', 'en', { offer: offer() }), { link }).quickReplies).toEqual([]);
    expect(renderIm(dueFor('clarify', 'en'), { link }).quickReplies).toHaveLength(4);
  });

  test.each(languages)('titles fit a button of 20 characters (%s)', (language) => {
    for (const purpose of ['tell', 'offer'] as const)
      for (const { title } of renderIm(dueFor(purpose, language), { link }).quickReplies)
        expect(title.length).toBeLessThanOrEqual(20);
  });
});
