import { describe, expect, test } from '@jest/globals';
import type { Conversation } from '@rollcall/contracts';
import {
  type PageOptions,
  renderPage,
  renderPageChallenge,
  renderPageExpired,
  renderPageFault,
  renderPageLocked,
  renderPageNotForYou,
  renderPagePreview,
} from '../src/index.js';
import { canary, conversation, dueFor, everyLanguage, guardianOf, notice, offer } from './scenes.js';

const stages: PageOptions['stage'][] = ['ask', 'offer', 'pending', 'done', 'expired'];
const page = (c: Conversation, stage: PageOptions['stage'], more: Partial<PageOptions> = {}): string =>
  renderPage(c, { token: 'tok', stage, nonce: 'abc+/=', formToken: 'mark', ...more });
/** Of the buttons that people see. */
const keysOf = (html: string): string[] =>
  [...html.matchAll(/name="key" value="(\d)"(?! hidden)/g)].map((m) => m[1] ?? '');

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
  test('offers a parent the answers for one child alone, by name, beside those for all', () => {
    const two = guardianOf(['Mia', 'Leo']);
    const html = page(two, 'ask');
    expect(html.match(/<details>/g)).toHaveLength(2);
    expect(html).toContain('I understand: Mia');
    expect(html).toContain('I understand, offer me another time: Leo');
    for (const n of two.notices) expect(html).toContain(`name="notice" value="${n.id}"`);
    expect(page(conversation(), 'ask')).not.toContain('<details>');
  });

  test('shows the visit, the given name, the practice and a number to call', () => {
    const html = page(conversation(), 'ask');
    expect(html).toContain('<h1>Your visit is cancelled</h1>');
    expect(html).toContain('<s>Wednesday, November 25, at 10:30 AM</s><strong>Please do not come.</strong>');
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

  test('says that the last answer did not arrive, also to who hears the title first', () => {
    const html = page(conversation(), 'ask', { error: 'again' });
    expect(html).toContain('role="alert"');
    expect(html).toContain('<title>Please check: A message from Main Street Clinic</title>');
  });

  test('lists the visits of a household one by one, and says whose they are', () => {
    const html = page(guardianOf(['Mia', 'Leo', 'Zoë']), 'ask');
    expect(html).toContain('<h1>The visits are cancelled</h1>');
    expect(html.match(/<li class="visit">/g)).toHaveLength(3);
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
  test('no page loads itself again: whoever listens to it would be thrown back to its top', () => {
    for (const stage of stages) expect(page(dueFor('offer', 'en'), stage)).not.toContain('http-equiv');
    expect(page(dueFor('offer', 'en'), 'pending')).toContain('<a class="button main" href="/p/tok">');
  });

  test('pending behind a challenge looks again by its form: the pass is in no address', () => {
    const html = page(dueFor('offer', 'en'), 'pending', { pass: 'proof' });
    expect(html).toContain('<input type="hidden" name="pass" value="proof">');
    expect(html).not.toMatch(/href="[^"]*proof/);
  });

  test('done says how each visit stands', () => {
    const done = (over: Parameters<typeof conversation>[0]): string => page(conversation(over), 'done');
    const booked = page(dueFor('booked', 'en'), 'done');
    expect(booked).toContain('<h1>You have a new time</h1>');
    expect(booked).toContain('<span>Your new visit is booked:</span><b>Friday, November 27, at 1:15 PM</b>');
    expect(done({ notices: [notice({ state: 'rebooked' })] })).not.toContain('is booked');
    const restored = done({ notices: [notice({ state: 'withdrawn' })] });
    expect(restored).toContain('<h1>Correction: please come</h1>');
    expect(restored).toContain('<span>This visit IS on after all:</span><b>Wednesday, November 25, at 10:30 AM</b>');
    expect(done({ notices: [notice({ state: 'informed' })], withOperator: true })).toContain('A person');
  });

  test('expired says that the times are gone and who will call', () => {
    expect(page(dueFor('offer', 'en'), 'expired')).toContain('no longer kept for you. Main Street Clinic will call');
  });

  test('a time that was just taken is said to be gone, above the others', () => {
    const html = page(dueFor('offer', 'en'), 'offer', { error: 'taken' });
    expect(html.indexOf('has just been taken')).toBeLessThan(html.indexOf('1. Thursday'));
  });
});

/** All that a page could tell about somebody. */
const personal = new RegExp(`Ana|Mia|${canary.family}|${canary.practitioner}|November|noviembre|نوفمبر|10:30`);

describe.each(everyLanguage)('pages that show nothing of a visit, in %s', (language) => {
  const c = dueFor('offer', language);
  const nonce = 'abc+/=';

  test.each([
    ['an old link', renderPageExpired(c, { nonce })],
    ['the challenge', renderPageChallenge(c, { token: 'tok', formToken: 'f', nonce, triesLeft: 5 })],
    [
      'the challenge after a wrong year',
      renderPageChallenge(c, { token: 'tok', formToken: 'f', nonce, error: 'wrong', triesLeft: 1 }),
    ],
    ['a page that was tried too often', renderPageLocked(c, { nonce })],
  ])('%s names the practice and its number, and nobody else', (_what, html) => {
    expect(html).toContain(`<html lang="${language}"`);
    expect(html).toContain('Main Street Clinic');
    expect(html).toContain('href="tel:+15550100000"');
    expect(html).not.toMatch(personal);
    expect(html).not.toMatch(/undefined|>null<|Invalid|NaN/);
  });

  test('a preview in a chat has the practice’s neutral name and nothing else [edge case 20]', () => {
    const html = renderPagePreview(c, { nonce });
    expect(html).toContain('Main Street Clinic');
    expect(html).not.toMatch(personal);
    expect(html).not.toMatch(/<form|<button|tel:/);
  });

  test('whoever said that the message is not theirs sees nothing more, and has no number to call', () => {
    const html = renderPageNotForYou(c, { nonce });
    expect(html).not.toMatch(personal);
    expect(html).not.toMatch(/<form|tel:/);
  });

  test.each(['gone', 'tooMany', 'trouble'] as const)(
    '%s tells nothing about anybody, in the browser’s language and English',
    (fault) => {
      const html = renderPageFault(fault, [language], { nonce });
      expect(html).toContain(`<html lang="${language}"`);
      expect(html).toContain('<section lang="en" dir="ltr">');
      expect(html.match(/<section/g)).toHaveLength(language === 'en' ? 1 : 2);
      expect(html.match(/<h1>/g)).toHaveLength(1);
      expect(html).not.toMatch(/Main Street|Ana|tel:|<form/);
    },
  );

  test('the year is asked for with a label, a hint, and its mistakes in words', () => {
    const ask = (more: object): string =>
      renderPageChallenge(c, { token: 'tok', formToken: 'f', nonce, triesLeft: 3, ...more });
    expect(ask({})).toContain('<label for="year">');
    expect(ask({})).toContain('aria-describedby="hint">');
    expect(ask({ error: 'wrong' })).toContain('aria-describedby="hint error" aria-invalid="true">');
    expect(ask({ error: 'wrong' })).toMatch(/role="alert" id="error">[^<]*3/);
    expect(ask({ error: 'again' })).toContain('1961');
    // Whoever it is not for need not guess to say so.
    expect(keysOf(ask({}))).toEqual(['9']);
  });
});

test('a guardian is asked for the child’s year of birth, which the phone must not fill in by itself', () => {
  const own = renderPageChallenge(conversation(), { token: 't', formToken: 'f', triesLeft: 5 });
  const child = renderPageChallenge(guardianOf(['Mia']), { token: 't', formToken: 'f', triesLeft: 5 });
  expect(own).toContain('autocomplete="bday-year"');
  expect(child).toContain('patient’s year of birth');
  expect(child).toContain('autocomplete="off"');
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
  for (const { bg, fg, soft, line, accent, on, bad } of schemes as Record<string, string>[]) {
    expect(contrast(fg ?? '', bg ?? '')).toBeGreaterThanOrEqual(4.5);
    expect(contrast(fg ?? '', soft ?? '')).toBeGreaterThanOrEqual(4.5);
    expect(contrast(accent ?? '', bg ?? '')).toBeGreaterThanOrEqual(4.5);
    expect(contrast(on ?? '', accent ?? '')).toBeGreaterThanOrEqual(4.5);
    expect(contrast(bad ?? '', bg ?? '')).toBeGreaterThanOrEqual(4.5);
    expect(contrast(line ?? '', bg ?? '')).toBeGreaterThanOrEqual(3);
  }
});
