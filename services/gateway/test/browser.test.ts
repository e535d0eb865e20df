/** The page as a patient meets it: a phone's width, no JavaScript, a real browser. Skipped where there is none. */
import { existsSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Browser, chromium } from 'playwright-core';
import { type OpenDoor, openDoor } from './door.js';

const executablePath = ['/usr/bin/chromium', '/usr/bin/google-chrome', '/usr/bin/chromium-browser'].find((p) =>
  existsSync(p),
);
const inBrowser = executablePath ? describe : describe.skip;

inBrowser('on a phone without JavaScript', () => {
  let browser: Browser;
  let door: OpenDoor;
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: executablePath as string,
      args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    });
  }, 60_000);
  afterAll(() => browser?.close());
  beforeEach(async () => {
    door = await openDoor();
  });
  afterEach(() => door.close());

  const phone = { viewport: { width: 360, height: 740 }, javaScriptEnabled: false, locale: 'en-US' };

  test('two taps: read, press, done; nothing is asked of any other host', async () => {
    const context = await browser.newContext(phone);
    const page = await context.newPage();
    const requests: string[] = [];
    page.on('request', (r) => requests.push(new URL(r.url()).host));
    await page.goto(door.origin + door.pageOf(door.email));
    expect(await page.title()).toContain('Main Street Clinic');
    const button = page.getByRole('button', { name: 'I understand', exact: true });
    const box = await button.boundingBox();
    expect(box?.height).toBeGreaterThanOrEqual(44);
    const overflow = await page.locator('html').evaluate((e) => e.scrollWidth > e.clientWidth);
    expect(overflow).toBe(false);
    if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT, fullPage: true });
    door.clock.advance(5000);
    await button.click();
    expect(page.url()).toBe(door.origin + door.pageOf(door.email));
    expect(await door.facts()).toEqual([{ kind: 'page.key', attempt_id: door.email }]);
    expect(new Set(requests)).toEqual(new Set([new URL(door.origin).host]));
    await context.close();
  }, 60_000);

  test('is readable in the dark and at twice the letter size', async () => {
    const context = await browser.newContext({ ...phone, colorScheme: 'dark', deviceScaleFactor: 2 });
    const page = await context.newPage();
    await page.goto(door.origin + door.pageOf(door.email));
    const colours = (await page.evaluate(
      '(({ color, backgroundColor }) => [color, backgroundColor])(getComputedStyle(document.body))',
    )) as string[];
    expect(colours[0]).not.toBe(colours[1]);
    await context.close();
  }, 60_000);
});
