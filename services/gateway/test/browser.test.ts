/** The page as a patient meets it: a phone's width, no JavaScript, a real browser. Skipped where there is none. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { chromiumPath, launch } from './chromium.js';
import { conducting, freeTimes } from './conducting.js';
import { type DoorScene, type OpenDoor, openDoor } from './door.js';

const inBrowser = chromiumPath ? describe : describe.skip;

inBrowser('on a phone without JavaScript', () => {
  let browser: Browser;
  let door: OpenDoor;
  beforeAll(async () => {
    browser = await launch();
  }, 60_000);
  afterAll(() => browser?.close());
  afterEach(() => door.close());

  const phone = { viewport: { width: 360, height: 740 }, javaScriptEnabled: false, locale: 'en-US' };

  /** A link opened, with all that the browser asked for and complained of. */
  async function opened(scene: DoorScene = {}) {
    door = await openDoor({ patienceMs: 10_000, ...scene });
    await freeTimes(door, ['2026-11-25T09:00:00-05:00', '2026-11-25T10:00:00-05:00', '2026-11-26T09:00:00-05:00']);
    const context = await browser.newContext(phone);
    const page = await context.newPage();
    const requests: { host: string; referrer: string | undefined }[] = [];
    const complaints: string[] = [];
    page.on('request', (r) => requests.push({ host: new URL(r.url()).host, referrer: r.headers().referer }));
    page.on('console', (line) => {
      if (/content security policy|refused/i.test(line.text())) complaints.push(line.text());
    });
    await page.goto(door.origin + door.pageOf(door.email));
    const engine = conducting(door);
    return {
      page,
      requests,
      complaints,
      /** Reads for some seconds, then presses. */
      press: async (name: string | RegExp) => {
        door.clock.advance(5000);
        await page.getByRole('button', { name, ...(typeof name === 'string' ? { exact: true } : {}) }).click();
      },
      close: async () => {
        await context.close();
        await engine.stop();
      },
    };
  }

  test('two taps: "I understand", a time, and it is booked; nothing is asked of any other host', async () => {
    const visit = await opened();
    expect(await visit.page.title()).toBe('A message from Main Street Clinic');
    await visit.press('I understand');
    expect(await visit.page.getByRole('heading', { level: 1 }).textContent()).toBe('Choose a new time');
    await visit.press(/^2\. /);
    expect(await visit.page.getByRole('heading', { level: 1 }).textContent()).toBe('You have a new time');
    expect(await visit.page.getByRole('list').textContent()).toContain('Wednesday, November 25, at 10:00 AM');
    expect(new Set(visit.requests.map((r) => r.host))).toEqual(new Set([new URL(door.origin).host]));
    expect(visit.requests.map((r) => r.referrer).filter(Boolean)).toEqual([]);
    // Our own content security policy refuses nothing that we send.
    expect(visit.complaints).toEqual([]);
    expect(visit.page.url()).toBe(door.origin + door.pageOf(door.email));
    await visit.close();
  }, 60_000);

  test('going back and pressing again books nothing twice and shows how it stands [edge case 18]', async () => {
    const visit = await opened();
    await visit.press('I understand');
    await visit.press(/^1\. /);
    await visit.page.goBack();
    await visit.page.goto(door.origin + door.pageOf(door.email));
    expect(await visit.page.getByRole('heading', { level: 1 }).textContent()).toBe('You have a new time');
    expect(await visit.page.getByRole('button').count()).toBe(0);
    const { rows } = await door.database.pool.query(`select count(*)::int n from reservation where state = 'booked'`);
    expect(rows).toEqual([{ n: 1 }]);
    await visit.close();
  }, 60_000);

  test('behind the birth year: wrong, right, "I understand", a time; without cookies', async () => {
    const visit = await opened({ policy: { challenge: 'birth-year' }, birthDate: '1961-04-02' });
    const year = visit.page.getByLabel('Your year of birth');
    expect(await visit.page.content()).not.toContain('Ana');
    await year.fill('1969');
    await visit.press('Read the message');
    expect(await visit.page.getByRole('alert').textContent()).toContain('You can try 4 more times');
    await year.fill('1961');
    door.clock.advance(5000);
    await year.press('Enter');
    expect(await visit.page.content()).toContain('Ana');
    await visit.press('I understand');
    await visit.press(/^3\. /);
    expect(await visit.page.getByRole('list').textContent()).toContain('Thursday, November 26, at 9:00 AM');
    expect(await visit.page.context().cookies()).toEqual([]);
    expect(visit.complaints).toEqual([]);
    await visit.close();
  }, 60_000);

  test('in Arabic the whole way runs from right to left', async () => {
    const visit = await opened({ language: 'ar', policy: { unreviewedLanguages: 'use' } });
    await visit.press('فهمت');
    await visit.press(/^1\. /);
    expect(await visit.page.getByRole('heading', { level: 1 }).textContent()).toBe('لديكم موعد جديد');
    expect(await visit.page.locator('html').getAttribute('dir')).toBe('rtl');
    await visit.close();
  }, 60_000);

  test('on a phone of the slowest kind it is one request and one small answer', async () => {
    door = await openDoor();
    const context = await browser.newContext(phone);
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await devtools.send('Network.enable');
    // 2G with half a second of delay; bytes a second.
    await devtools.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 500,
      downloadThroughput: 30_000,
      uploadThroughput: 15_000,
    });
    let bytes = 0;
    let requests = 0;
    devtools.on('Network.loadingFinished', (e) => {
      bytes += e.encodedDataLength;
      requests += 1;
    });
    await page.goto(door.origin + door.pageOf(door.email), { waitUntil: 'networkidle' });
    expect(requests).toBe(1);
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(30_000);
    await context.close();
  }, 60_000);
});
