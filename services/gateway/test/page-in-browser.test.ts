/**
 * Every page in a real browser at a phone's width, in each language, light and dark: nothing to scroll sideways, nothing too
 * small to press, nothing that a screen reader stumbles over. Skipped where there is no browser. `SCREENSHOTS=folder`
 * leaves a picture of each.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { languages } from '@rollcall/contracts';
import axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { chromiumPath, launch } from './chromium.js';
import { stateNames, stateOf } from './page-states.js';

const inBrowser = chromiumPath ? describe : describe.skip;
const folder = process.env.SCREENSHOTS;
/** In the dark only the colours are others. */
const themes = [
  ['light', { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }],
  ['dark', { type: 'rule', values: ['color-contrast'] }],
] as const;

/** What is wrong with the page as it is shown, in words. */
async function faults(page: Page, runOnly: object): Promise<string[]> {
  const found = await page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(runOnly)}, resultTypes: ['violations'] }).then((r) => r.violations.flatMap((v) => v.nodes.map((n) => v.id + ': ' + n.html + ' ' + n.failureSummary)))`,
  );
  return found as string[];
}

/** The page is wider than the phone, or something on it is. */
const overflow = `(() => {
  const wide = [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1 || e.getBoundingClientRect().left < -1);
  return [document.documentElement.scrollWidth > innerWidth ? 'page' : '', ...wide.map((e) => e.outerHTML.slice(0, 80))].filter(Boolean);
})()`;

inBrowser('on a phone', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
    if (folder) mkdirSync(folder, { recursive: true });
  }, 60_000);
  afterAll(() => browser?.close());

  const phone = (width: number, more: object = {}): Promise<BrowserContext> =>
    browser.newContext({ viewport: { width, height: 844 }, bypassCSP: true, ...more });

  describe.each(languages)('in %s', (language) => {
    test.each(themes)(
      'every page passes axe at 390 pixels, in the %s',
      async (colorScheme, rules) => {
        const context = await phone(390, { colorScheme, deviceScaleFactor: folder ? 2 : 1 });
        const page = await context.newPage();
        for (const name of stateNames) {
          await page.setContent(stateOf(name, language));
          // The window stays when its content is replaced, and axe in it.
          if (name === stateNames[0]) await page.evaluate(axe.source);
          expect([name, await faults(page, rules)]).toEqual([name, []]);
          if (folder)
            await page.screenshot({ path: join(folder, `${name}-${language}-${colorScheme}.png`), fullPage: true });
        }
        await context.close();
      },
      120_000,
    );

    test('no page scrolls sideways at 320 pixels, not even with wide letters and spaces between them', async () => {
      const context = await phone(320);
      const page = await context.newPage();
      for (const name of stateNames) {
        await page.setContent(stateOf(name, language));
        expect([name, await page.evaluate(overflow)]).toEqual([name, []]);
        if (folder) await page.screenshot({ path: join(folder, `${name}-${language}-320.png`), fullPage: true });
        // WCAG 1.4.12, and letters twice as large (1.4.4).
        await page.addStyleTag({
          content:
            '*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}p{margin-bottom:2em!important}html{font-size:200%}',
        });
        expect([name, await page.evaluate(overflow)]).toEqual([name, []]);
      }
      await context.close();
    }, 120_000);

    test('whatever can be pressed is as high as a thumb, and is seen when it has the focus', async () => {
      const context = await phone(320);
      const page = await context.newPage();
      for (const name of stateNames) {
        await page.setContent(stateOf(name, language));
        await page.evaluate(`document.querySelectorAll('details').forEach((d) => { d.open = true; })`);
        const count = await page.locator('a, button:not([hidden]), summary, input:not([type=hidden])').count();
        for (let n = 0; n < count; n++) {
          await page.keyboard.press('Tab');
          const focused = (await page.evaluate(
            `(() => { const e = document.activeElement; const s = getComputedStyle(e); return { tag: e.tagName, height: e.getBoundingClientRect().height, outline: s.outlineStyle, width: parseFloat(s.outlineWidth) }; })()`,
          )) as { tag: string; height: number; outline: string; width: number };
          expect([name, focused.tag]).not.toEqual([name, 'BODY']);
          expect(focused).toMatchObject({ outline: 'solid' });
          expect(focused.width).toBeGreaterThanOrEqual(2);
          expect(focused.height).toBeGreaterThanOrEqual(44);
        }
      }
      await context.close();
    }, 120_000);

    test('the heaviest page with its headers is far below 30 kB', () => {
      const heaviest = Math.max(...stateNames.map((name) => Buffer.byteLength(stateOf(name, language))));
      expect(heaviest).toBeLessThan(30_000);
    });
  });

  test('in Arabic names, numbers and the practice keep their own direction, whatever stands around them', async () => {
    const context = await phone(390);
    const page = await context.newPage();
    await page.setContent(stateOf('ask', 'ar'));
    const footer = page.locator('footer bdi');
    expect(
      await footer.evaluate(
        (e) =>
          (globalThis as never as { getComputedStyle(e: unknown): { direction: string } }).getComputedStyle(e)
            .direction,
      ),
    ).toBe('ltr');
    // The heading begins at the right edge.
    const right = (await page.evaluate(
      `(() => { const r = document.createRange(); r.selectNodeContents(document.querySelector('h1')); return innerWidth - r.getBoundingClientRect().right; })()`,
    )) as number;
    expect(right).toBeLessThan(40);
    await context.close();
  });

  test('in forced colours every button still has an edge', async () => {
    const context = await phone(390, { forcedColors: 'active' });
    const page = await context.newPage();
    await page.setContent(stateOf('ask', 'en'));
    const widths = (await page.evaluate(
      `[...document.querySelectorAll('button')].map((b) => getComputedStyle(b).borderTopWidth)`,
    )) as string[];
    expect(new Set(widths)).toEqual(new Set(['2px']));
    await context.close();
  });
});
