import { describe, expect, test } from '@jest/globals';
import type { CallListEntry, CallListView } from '@rollcall/contracts';
import { parse } from 'csv-parse/sync';
import { callListCsv, callListSheet } from '../src/index.js';

const entry = (changes: Partial<CallListEntry> = {}): CallListEntry => ({
  noticeId: '0195c000-0000-7000-8000-000000000001' as never,
  outreachId: '0195c000-0000-7000-8000-000000000002' as never,
  callBefore: '2026-11-24T14:30:00Z',
  appointment: { start: '2026-11-24T16:00:00Z', practitioner: 'Dr Hale', externalId: 'A-17' },
  patient: 'Ana Reyes',
  party: {
    name: 'Ana Reyes',
    language: 'es',
    contacts: [
      { system: 'phone', value: '+12125550101', use: 'mobile', usable: false },
      { system: 'phone', value: '+442079460018', use: 'home', usable: true },
      { system: 'whatsapp', value: '+442079460018', use: null, usable: true },
      { system: 'email', value: 'ana@example.org', use: null, usable: true },
    ],
  },
  tried: [{ channel: 'sms', times: 2 }],
  ...changes,
});
const list = (entries: CallListEntry[], stalled = true): CallListView => ({
  practice: 'Main Street Clinic',
  timeZone: 'America/New_York',
  at: '2026-11-24T13:00:00Z',
  stall: stalled
    ? {
        since: '2026-11-24T12:50:00Z',
        reasons: [{ kind: 'sending', since: '2026-11-24T12:50:00Z', because: 'nothing is sent by voice' }],
      }
    : null,
  entries,
});
const named = (name: string) => entry({ patient: name, party: { ...entry().party, name } });
const rows = (csv: string): Record<string, string>[] => parse(csv, { bom: true, columns: true });

describe('the call list for a spreadsheet', () => {
  test('has the practice’s own times, and the number that works first', () => {
    expect(rows(callListCsv(list([entry()])))).toEqual([
      {
        'Call before': 'Tue 24 Nov, 09:30',
        'Ask for': 'Ana Reyes',
        Number: '(+44) 20 7946 0018',
        'More numbers': '(+1) 212 555 0101 (did not work)',
        Email: 'ana@example.org',
        Language: 'Spanish',
        Patient: 'Ana Reyes',
        'Cancelled visit': 'Tue 24 Nov, 11:00',
        With: 'Dr Hale',
        Appointment: 'A-17',
        Tried: 'sms 2×',
      },
    ]);
  });

  test.each(['=HYPERLINK("http://x")', '+1+1', '-2', '@SUM(A1)', '\tx', '＝1+1'])('runs no formula: %s', (name) => {
    const [row] = rows(callListCsv(list([named(name)])));
    for (const cell of Object.values(row ?? {})) expect(cell).not.toMatch(/^[=+\-@\t\r＝＋－＠]/u);
  });

  test.each(['O’Neil, "Bo"', 'a;b\nc', 'محمد', '🙂 Ana'])('keeps a name whole: %s', (name) => {
    const read = rows(callListCsv(list([named(name), entry()])));
    expect(read).toHaveLength(2);
    expect(read[0]?.['Ask for']).toBe(name.replace('\n', ' '));
  });

  test('without anybody to call it is a heading alone', () => {
    expect(rows(callListCsv(list([])))).toEqual([]);
    expect(callListCsv(list([]))).toMatch(/^\uFEFFCall before,/);
  });
});

describe('the call list on paper', () => {
  test('says since when nothing moves and why, and whom to call', () => {
    const page = callListSheet(list([entry()]));
    expect(page).toContain('Rollcall stands still since Tue 24 Nov, 07:50.');
    expect(page).toContain('nothing is sent by voice');
    expect(page).toContain('(+44) 20 7946 0018');
    expect(page).not.toContain('<script');
  });

  test('a guardian is asked for, and the child named', () => {
    expect(callListSheet(list([entry({ patient: 'Leo Reyes' })]))).toMatch(/Ana Reyes<\/bdi><small>for <bdi[^>]*>Leo/);
  });

  test('a name is words, never markup', () => {
    expect(callListSheet(list([named('<img src=x onerror=alert(1)>')]))).not.toContain('<img');
  });

  test('says so when nobody is left, and when all is well', () => {
    expect(callListSheet(list([], false))).toContain('every patient is accounted for');
    expect(callListSheet(list([entry()], false))).toContain('Rollcall is at work');
  });
});
