/** Whom to call by hand, over HTTP and on paper. */
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { chromium } from 'playwright-core';
import { handOver, type Intake, openIntake, row } from './practice.js';

let intake: Intake;
beforeAll(async () => {
  intake = await openIntake();
  await handOver(intake, [row({ start: '2026-11-24T15:00:00-05:00', end: '2026-11-24T15:30:00-05:00' }), row()]);
});
afterAll(() => intake.close());

const numbersIn = (text: string): string[] => text.match(/\d{3} 555 \d{4}/g) ?? [];

describe('the call list', () => {
  test('names everybody who is not known to know, most urgent first', async () => {
    const { status, headers, json } = await intake.ask('GET', '/v1/call-list');
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(json).toMatchObject({ practice: 'Riverside Family Practice', timeZone: 'America/New_York', stall: null });
    expect(json.entries).toHaveLength(2);
    const deadlines = json.entries.map((e: { callBefore: string }) => e.callBefore);
    expect(deadlines).toEqual([...deadlines].sort());
    expect(json.entries[0].party.contacts[0].value).toMatch(/^\+1/);
  });

  test('says that nothing moves when an alarm rang and nobody decided', async () => {
    intake.clock.advance(5 * 60_000);
    const { json } = await intake.ask('GET', '/v1/call-list');
    expect(json.stall.reasons).toMatchObject([{ kind: 'deciding' }]);
    await intake.conduct();
    expect((await intake.ask('GET', '/v1/call-list')).json.stall).toBeNull();
    intake.clock.advance(-5 * 60_000);
  });

  test('comes as a spreadsheet and as a page, with the same patients', async () => {
    const csv = await intake.ask('GET', '/v1/call-list.csv');
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(csv.headers.get('content-disposition')).toContain('call-list.csv');
    const page = await intake.ask('GET', '/v1/call-list.html');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(numbersIn(csv.text)).not.toEqual([]);
    expect(numbersIn(page.text).sort()).toEqual(numbersIn(csv.text).sort());
  });

  test('is for operators, and for their own practice alone', async () => {
    const key = await intake.newKey(intake.practiceId, ['batches']);
    for (const path of ['/v1/call-list', '/v1/call-list.csv', '/v1/call-list.html']) {
      expect((await intake.ask('GET', path, { key: null })).status).toBe(401);
      expect((await intake.ask('GET', path, { key })).status).toBe(403);
    }
    const other = await intake.newPractice();
    expect((await intake.ask('GET', '/v1/call-list', { key: other.key })).json.entries).toEqual([]);
  });

  test('leaves a trace of who took it, and of nobody on it', async () => {
    await intake.ask('GET', '/v1/call-list.csv');
    const line = intake.logged().findLast((l) => l.includes('call list read'));
    expect(JSON.parse(line ?? '{}')).toMatchObject({ practiceId: intake.practiceId, entries: 2 });
    expect(intake.logged().join('\n')).not.toMatch(/Reyes|555/);
  });
});

const executablePath = ['/usr/bin/chromium', '/usr/bin/google-chrome', '/usr/bin/chromium-browser'].find((p) =>
  existsSync(p),
);
(executablePath ? test : test.skip)(
  'on paper no column is cut off, and every page has its heading',
  async () => {
    const { text } = await intake.ask('GET', '/v1/call-list.html');
    const browser = await chromium.launch({
      executablePath: executablePath as string,
      args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    });
    try {
      const page = await browser.newPage({ javaScriptEnabled: false, viewport: { width: 794, height: 1123 } });
      await page.emulateMedia({ media: 'print' });
      await page.setContent(text);
      const cut = await page.locator('html').evaluate((e) => e.scrollWidth > e.clientWidth);
      expect(cut).toBe(false);
      expect(await page.locator('tbody tr').count()).toBe(2);
      expect(await page.evaluate("getComputedStyle(document.querySelector('thead')).display")).toBe(
        'table-header-group',
      );
      if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT, fullPage: true });
    } finally {
      await browser.close();
    }
  },
  60_000,
);
