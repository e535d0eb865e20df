import { describe, expect, test } from '@jest/globals';
import { bestOf, type Measured } from '../../src/simulate/measure.js';
import { pageOf, pictureOf } from '../../src/simulate/page.js';
import { listPrices } from '../../src/simulate/prices.js';
import { tableOf } from '../../src/simulate/table.js';

const measured = (over: Partial<Measured>): Measured => ({
  name: 'same-day',
  isDefault: false,
  patients: 4,
  parties: 4,
  knowAfter: [3, 8, 9],
  half: 8,
  nineTenths: null,
  inTime: 3,
  contacts: [1, 2, 2, 5],
  contactsByChannel: { voice: 4, sms: 4, email: 1, im: 1 },
  cost: { texts: 0.1, calls: 0.2, email: 0, whatsApp: 0, people: 2.4 },
  tasks: { reach: 1, rebook: 0 },
  desk: {
    load: [
      { after: 40, count: 1 },
      { after: 44, count: 0 },
    ],
    most: 1,
    calledInTime: 1,
    calledLate: 0,
  },
  machineDelaySeconds: 4,
  realSeconds: 60,
  memoryMb: 900,
  problems: [],
  ...over,
});
const comparisonOf = (...all: Measured[]) => ({
  all,
  best: bestOf(all),
  leftHome: [5, 120, 130, 300],
  options: { patients: 4, seed: 7, speed: 60, callsPerSecond: 1, operators: 1 },
  prices: listPrices,
});

describe('the best policy of a day', () => {
  test('tells most patients before they leave home, however often it must contact them', () => {
    const few = measured({ name: 'few', inTime: 2, contacts: [1, 1, 1, 1] });
    expect(bestOf([few, measured({})])?.name).toBe('same-day');
  });
  test('is the one that pesters least where chance decides who is told', () => {
    const many = measured({ name: 'many', patients: 1000, inTime: 903, contacts: [4] });
    const few = measured({ name: 'few', patients: 1000, inTime: 900, contacts: [2] });
    expect(bestOf([many, few])?.name).toBe('few');
  });
});

describe('the page', () => {
  const hostile = '<script>alert("x")</script>';
  const page = pageOf(comparisonOf(measured({ isDefault: true }), measured({ name: hostile, inTime: 1 })));

  test('needs nothing from elsewhere and runs nothing, whatever a policy is called', () => {
    expect(page).not.toContain('<script');
    expect(page.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|url\(|@import|src=/);
    expect(page).toContain("default-src 'none'");
  });

  test('says every number in words or in the table, for whoever cannot see the curves', () => {
    const svgs = page.match(/<svg[^>]*>/g) ?? [];
    expect(svgs).toHaveLength(5);
    for (const svg of svgs) expect(svg).toMatch(/role="img" aria-labelledby="\w+-title \w+-desc"/);
    const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map((m) => m[1]);
    expect(new Set(ids).size).toBe(ids.length);
    expect(page).toContain('half of all patients know after 8 min, nine of ten after never');
    expect(page).toContain('<td>75.0 %</td>');
  });

  test('is drawn in the colours of the reader', () => {
    expect(page).toContain('prefers-color-scheme: dark'.replace(': ', ':'));
  });

  test('is drawn when nobody at all was told', () => {
    const nobody = measured({
      knowAfter: [],
      half: null,
      inTime: 0,
      contacts: [0],
      desk: { ...measured({}).desk, load: [] },
    });
    expect(pageOf(comparisonOf(nobody))).not.toContain('NaN');
    expect(pictureOf(comparisonOf(nobody))).not.toMatch(/NaN|Infinity/);
  });
});

test('the terminal shows the same, and which is best', () => {
  const all = [measured({ isDefault: true }), measured({ name: 'gentle', inTime: 1 })];
  const lines = tableOf(all, bestOf(all), '$').join('\n');
  expect(lines).toContain('same-day *');
  expect(lines).toContain('of those the least pestered: same-day');
});
