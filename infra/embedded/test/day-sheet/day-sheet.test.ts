import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { DaySheetMapping, defaultMapping, readDaySheet } from '../../src/day-sheet/index.js';

const us = defaultMapping({ timeZone: 'America/New_York', country: 'US' });
const header = 'appointment,date,time,practitioner,patient id,given name,family name,mobile,email';
const sheet = (...lines: string[]): string => [header, ...lines].join('\n');
const jane = 'A-1,2026-11-24,09:30,Dr Hale,P-1,Jane,Smith,+1 212 555 0101,jane@example.org';
const mapped = (more: Record<string, unknown>, columns: Record<string, string | undefined> = {}): DaySheetMapping =>
  DaySheetMapping.parse({ ...us, ...more, columns: { ...us.columns, ...columns } });

describe('a plain sheet', () => {
  test('becomes a request with the offset of its zone, in winter and in summer', () => {
    const { batch, problems } = readDaySheet(sheet(jane, jane.replace('A-1', 'A-2').replace('11-24', '07-24')), us);
    expect(problems).toEqual([]);
    expect(batch.appointments.map((a) => a.start)).toEqual(['2026-11-24T09:30:00-05:00', '2026-07-24T09:30:00-04:00']);
    expect(batch.appointments[0]).toMatchObject({
      end: '2026-11-24T10:00:00-05:00',
      practitioner: { externalId: 'Dr Hale', name: 'Dr Hale' },
      patient: { externalId: 'P-1', name: { given: 'Jane', family: 'Smith' } },
    });
    expect(batch.appointments[0]?.patient.contacts?.map((c) => c.system)).toEqual(['phone', 'email']);
  });

  test('is read the same with a byte order mark, with semicolons, with other capitals and blanks around headers', () => {
    const plain = readDaySheet(sheet(jane), us).batch;
    const odd = sheet(jane)
      .replaceAll(',', ';')
      .replace('appointment', '  Appointment ')
      .replace('given name', 'GIVEN  NAME');
    expect(readDaySheet(Buffer.from(`\uFEFF${odd}`), us)).toEqual({ batch: plain, problems: [] });
  });

  test('keeps accents, whether it is UTF-8 or windows-1252', () => {
    const text = sheet(jane.replace('Jane', 'Zoë'));
    for (const encoding of ['utf8', 'latin1'] as const)
      expect(readDaySheet(Buffer.from(text, encoding), us).batch.appointments[0]?.patient.name.given).toBe('Zoë');
  });

  test('that is not in the declared encoding is a problem and not a page of wrong names', () => {
    const read = readDaySheet(Buffer.from(sheet(jane.replace('Jane', 'Zoë')), 'latin1'), mapped({ encoding: 'utf-8' }));
    expect(read.batch.appointments).toEqual([]);
    expect(read.problems[0]?.detail).toContain('utf-8');
  });
});

describe('what exports do', () => {
  test('names in one column, family first, and times with am and pm in any spelling', () => {
    const names = mapped(
      { timeFormat: 'h:mm a', dateFormat: 'MM/dd/yyyy' },
      { patientName: 'name', givenName: undefined, familyName: undefined },
    );
    const lines = ['9:30 AM', '9:30am', '9:30 a.m.', '09:30 AM'].map(
      (time, n) => `A-${n},11/24/2026,${time},Dr Hale,P-${n},"van der Berg, Anneke",,`,
    );
    const csv = ['appointment,date,time,practitioner,patient id,name,mobile,email', ...lines].join('\r\n');
    const { batch, problems } = readDaySheet(csv, names);
    expect(problems).toEqual([]);
    expect(new Set(batch.appointments.map((a) => a.start))).toEqual(new Set(['2026-11-24T09:30:00-05:00']));
    expect(batch.appointments[0]?.patient.name).toEqual({ family: 'van der Berg', given: 'Anneke' });
  });

  test('notes with line breaks do not shift the line numbers that problems name', () => {
    const csv = `${header},notes\n${jane},"two\nlines"\n${jane.replace('A-1', 'A-2').replace('09:30', 'noon')},\n`;
    const { batch, problems } = readDaySheet(csv, us);
    expect(batch.appointments).toHaveLength(1);
    expect(problems).toEqual([{ line: 4, column: 'time', detail: expect.stringContaining('HH:mm') }]);
  });

  test('a phone number that a spreadsheet has rounded is refused and not repaired', () => {
    const { batch, problems } = readDaySheet(sheet(jane.replace('+1 212 555 0101', '2.12555E+09')), us);
    expect(batch.appointments).toEqual([]);
    expect(problems).toEqual([{ line: 2, column: 'mobile', detail: expect.stringContaining('rounded') }]);
    expect(JSON.stringify(problems)).not.toContain('2.12');
  });

  test('a short line is named; empty cells too many are nothing', () => {
    const { batch, problems } = readDaySheet(sheet('A-9,2026-11-24,10:00', `${jane},,,`), us);
    expect(batch.appointments.map((a) => a.externalId)).toEqual(['A-1']);
    expect(problems).toEqual([{ line: 2, column: '', detail: 'has 3 cells where the header has 9' }]);
  });

  test('a stray quote costs its own line and not the day', () => {
    const { batch, problems } = readDaySheet(sheet(jane.replace('Jane', 'Ja"ne'), jane.replace('A-1', 'A-2')), us);
    expect(batch.appointments.map((a) => a.externalId)).toEqual(['A-2']);
    expect(problems).toHaveLength(1);
  });

  test('a guardian with two children comes with one id', () => {
    const family = mapped({}, { guardian: 'guarantor', guardianName: 'parent', guardianMobile: 'parent cell' });
    const csv = [
      `${header},guarantor,parent,parent cell`,
      `${jane},G-1,"O'Brien, Claire",646 555 0112`,
      `${jane.replace('A-1', 'A-2').replace('P-1', 'P-2')},G-1,"O'Brien, Claire",646 555 0112`,
    ].join('\n');
    const guardians = readDaySheet(csv, family).batch.appointments.map((a) => a.patient.guardian);
    expect(guardians).toEqual(
      Array(2).fill({
        externalId: 'G-1',
        name: { given: 'Claire', family: "O'Brien" },
        contacts: [{ system: 'phone', value: '646 555 0112', use: 'mobile' }],
        appointed: false,
        needs: [],
      }),
    );
  });
});

describe('what is never guessed', () => {
  test('a date in another order is a problem, even where it would be a day', () => {
    const american = mapped({ dateFormat: 'MM/dd/yyyy' });
    const { problems } = readDaySheet(sheet(jane.replace('2026-11-24', '24/11/2026')), american);
    expect(problems).toEqual([{ line: 2, column: 'date', detail: 'does not fit the declared format MM/dd/yyyy' }]);
  });

  test('a time that the clocks skip is a problem; one that comes twice is the earlier', () => {
    const at = (date: string, time: string): string => jane.replace('2026-11-24', date).replace('09:30', time);
    expect(readDaySheet(sheet(at('2027-03-14', '02:30')), us).problems[0]?.detail).toContain('skip');
    expect(readDaySheet(sheet(at('2026-11-01', '01:30')), us).batch.appointments[0]?.start).toBe(
      '2026-11-01T01:30:00-04:00',
    );
  });

  test.each([
    ['a header that comes twice', `${header},Mobile`, 'mobile', 'two columns'],
    ['a declared column that the file does not have', header.replace('email', 'mail'), 'email', 'not in the file'],
  ])('%s is refused, and nothing is read', (_, first, column, detail) => {
    const { batch, problems } = readDaySheet(`${first}\n${jane},x`, us);
    expect(batch.appointments).toEqual([]);
    expect(problems).toEqual([{ line: 1, column, detail: expect.stringContaining(detail) }]);
  });

  test('an empty file is a problem', () => {
    expect(readDaySheet('', us).problems).toEqual([{ line: 1, column: '', detail: 'the file is empty' }]);
  });

  test('a mapping without a zone, or with an unknown one, is none', () => {
    expect(DaySheetMapping.safeParse({ country: 'US', columns: us.columns }).success).toBe(false);
    expect(DaySheetMapping.safeParse({ ...us, timeZone: 'EST5' }).success).toBe(false);
    expect(DaySheetMapping.safeParse({ ...us, columns: { ...us.columns, time: undefined } }).success).toBe(false);
  });
});

test('the example sheet: nine good lines, and the three bad ones named', () => {
  const at = (name: string): URL => new URL(`../../../../examples/${name}`, import.meta.url);
  const mapping = DaySheetMapping.parse(JSON.parse(readFileSync(at('day.mapping.json'), 'utf8')));
  const { batch, problems } = readDaySheet(readFileSync(at('day.csv')), mapping);
  expect(batch.appointments).toHaveLength(9);
  expect(problems.map((p) => p.column)).toEqual(['Cell', 'Date', '']);
  expect(batch.appointments.map((a) => a.patient.name.family)).toContain('García Márquez');
});
