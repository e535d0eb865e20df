import { describe, expect, test } from '@jest/globals';
import type { Conversation } from '@rollcall/contracts';
import { type PageOptions, renderPage, renderPageGone } from '../src/index.js';
import { canary, conversation, dueFor, everyLanguage, guardianOf, notice, offer } from './scenes.js';

const stages: PageOptions['stage'][] = ['ask', 'offer', 'pending', 'done', 'expired'];
const page = (c: Conversation, stage: PageOptions['stage'], more: Partial<PageOptions> = {}): string =>
  renderPage(c, { token: 'tok', stage, nonce: 'abc+/=', formToken: 'mark', ...more });
const keysOf = (html: string): string[] => [...html.matchAll(/name="key" value="(\d)"/g)].map((m) => m[1] ?? '');

/** WCAG 2.2 contrast of two hex colours. */
function contrast(a: string, b: string): number {
  const luminance = (hex: string): number => {
    const full = hex.length === 4 ? hex.replace(/[^#]/g, '$&$&') : hex;
    const [r = 0, g = 0, bl = 0] = [1, 3, 5].map((i) => {
      const v = Number.parseInt(full.slice(i, i + 2), 16) / 255;
      return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * bl;
  };
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

describe('the page that asks', () => {
  test('shows the visit, the given name, the practice and a number to call', () => {
    const html = page(conversation(), 'ask');
    expect(html).toContain('<s>Wednesday, November 25, at 10:30 AM</s>');
    expect(html).toContain('Hello <bdi dir="auto">Ana</bdi>,');
    expect(html).toContain('A message from Main Street Clinic');
    expect(html).toContain('href="tel:+15550100000"');
    expect(html).not.toContain(canary.family);
    expect(html).not.toContain(canary.practitioner);
  });

  test('answers by POST to its own token with the form mark', () => {
    const html = page(conversation(), 'ask');
    expect(html).toContain('<form method="post" action="/p/tok">');
    expect(html).toContain('<input type="hidden" name="form" value="mark">');
    expect(html).not.toContain('name="offer"');
    expect(keysOf(html)).toEqual(['1', '2', '3', '9']);
  });

  test('names each child to a guardian', () => {
    const html = page(guardianOf(['Mia', 'Leo']), 'ask');
    expect(html).toContain('<bdi dir="auto">Mia</bdi><s>Wednesday, November 25, at 10:30 AM</s>');
    expect(html).toContain('<bdi dir="auto">Leo</bdi><s>Wednesday, November 25, at 10:50 AM</s>');
  });

  test('says that the last answer did not arrive', () => {
    expect(page(conversation(), 'ask', { error: 'again' })).toContain('role="alert"');
  });

  test('asks nothing when nothing is open', () => {
    expect(keysOf(page(dueFor('noted', 'en'), 'ask'))).toEqual([]);
  });
});

describe('the page that offers', () => {
  test('lists the frozen offer under its numbers, and none', () => {
    const html = page(dueFor('offer', 'en'), 'offer');
    expect(html).toContain(`<input type="hidden" name="offer" value="${offer().id}">`);
    expect(keysOf(html)).toEqual(['1', '2', '3', '4']);
    expect(html).toContain('2. Friday, November 27, at 1:15 PM');
    expect(html).toContain('kept for you until 4:00 PM');
  });

  test('says until when in Spanish', () => {
    expect(page(dueFor('offer', 'es'), 'offer')).toContain('hasta las 4:00 de la tarde');
  });

  test('says which of several visits is replaced', () => {
    const c = dueFor('offer', 'en', { notices: [notice({ state: 'informed' }), notice({ state: 'informed' })] });
    expect(page(c, 'offer')).toContain('In place of your visit on Wednesday, November 25, at 10:30 AM.');
  });
});

describe('the other pages', () => {
  test('only the pending page loads itself again', () => {
    for (const stage of stages)
      expect(page(dueFor('offer', 'en'), stage).includes('http-equiv="refresh" content="2"')).toBe(stage === 'pending');
  });

  test('done says how each visit stands', () => {
    const done = (over: Parameters<typeof conversation>[0]): string => page(conversation(over), 'done');
    expect(page(dueFor('booked', 'en'), 'done')).toContain('booked: Friday, November 27, at 1:15 PM.');
    expect(done({ notices: [notice({ state: 'rebooked' })] })).not.toContain('booked: .');
    expect(done({ notices: [notice({ state: 'withdrawn' })] })).toContain('this visit IS on after all');
    expect(done({ notices: [notice({ state: 'informed' })], withOperator: true })).toContain('A person');
  });

  test('expired says that the times are gone and who will call', () => {
    expect(page(dueFor('offer', 'en'), 'expired')).toContain('no longer kept for you. Main Street Clinic will call');
  });

  test.each(everyLanguage)('gone tells nothing about anybody (%s)', (language) => {
    const html = renderPageGone(language);
    expect(html).toContain(`<html lang="${language}"`);
    expect(html).not.toMatch(/Main Street|Ana|tel:|<form/);
  });
});

describe.each(everyLanguage)('every page in %s', (language) => {
  test.each(stages)('%s is small, private and needs no script', (stage) => {
    const html = page(dueFor('offer', language), stage);
    expect(Buffer.byteLength(html)).toBeLessThan(30_000);
    expect(html).toContain(`<html lang="${language}"`);
    expect(html).toContain('<meta name="robots" content="noindex,nofollow">');
    expect(html).toContain('<meta name="referrer" content="no-referrer">');
    expect(html).toContain('<style nonce="abc+/=">');
    // Nothing is loaded, and the content security policy would refuse style attributes.
    expect(html).not.toMatch(/<script|<link|<img|@import|url\(|https?:|style="/);
    expect(html).not.toMatch(/undefined|>null<|Invalid|NaN/);
  });

  test('a hostile name stays a name', () => {
    const givenName = `<script>alert("x")</script> $& $' O'Brien`;
    const html = page(guardianOf([givenName], { language, practice: { spokenName: `<b>"St. Mary's"` } }), 'ask');
    const greeted = page(conversation({ language, party: { givenName } }), 'ask');
    for (const h of [html, greeted]) {
      expect(h).not.toContain('<script');
      expect(h).toContain(
        '<bdi dir="auto">&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; $&amp; $&#39; O&#39;Brien</bdi>',
      );
    }
    expect(html).not.toContain('<b>');
  });

  test.each(['محمد', 'Leo 🦁👩‍👩‍👧', 'A'.repeat(50), '李雷'])('a name like %s survives', (givenName) => {
    expect(page(conversation({ language, party: { givenName } }), 'ask')).toContain(
      `<bdi dir="auto">${givenName}</bdi>`,
    );
  });
});

test('text, buttons and borders have the contrast of WCAG AA in both colour schemes', () => {
  const html = page(conversation(), 'ask');
  const schemes = [...html.matchAll(/:root\{([^}]*)\}/g)].map((m) =>
    Object.fromEntries([...(m[1] ?? '').matchAll(/--(\w+):(#[0-9a-f]+)/g)].map((v) => [v[1], v[2]])),
  );
  expect(schemes).toHaveLength(2);
  for (const { bg, fg, soft, line, accent, on } of schemes as Record<string, string>[]) {
    expect(contrast(fg ?? '', bg ?? '')).toBeGreaterThanOrEqual(4.5);
    expect(contrast(fg ?? '', soft ?? '')).toBeGreaterThanOrEqual(4.5);
    expect(contrast(accent ?? '', bg ?? '')).toBeGreaterThanOrEqual(4.5);
    expect(contrast(on ?? '', accent ?? '')).toBeGreaterThanOrEqual(4.5);
    expect(contrast(line ?? '', bg ?? '')).toBeGreaterThanOrEqual(3);
  }
});
