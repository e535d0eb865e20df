/** One line of the sheet to one appointment. */
import { AppointmentInput, type ContactInput, type GuardianInput } from '@rollcall/contracts';
import type { DateTime } from 'luxon';
import type { z } from 'zod';
import type { ColumnName, DaySheetMapping } from './mapping.js';
import type { SheetRow } from './table.js';
import { type ReadTime, readWallClock, toInstant } from './times.js';

type Appointment = z.input<typeof AppointmentInput>;
export type Fault = { column: ColumnName; detail: string };
export type ReadRow = { ok: true; appointment: Appointment } | { ok: false; faults: Fault[] };

/** What a spreadsheet makes of a long number: digits are lost, so it is refused and not repaired. */
const scientific = /^[+-]?\d+([.,]\d+)?e[+-]?\d+$/i;

export function readRow(row: SheetRow, mapping: DaySheetMapping): ReadRow {
  const faults: Fault[] = [];
  const fault = (column: ColumnName, detail: string): void => void faults.push({ column, detail });
  for (const name of ['appointment', 'practitioner', 'patient'] as const)
    if (row.cell(name) === '') fault(name, 'is empty');
  const phones = ['mobile', 'home', 'work', 'whatsapp', 'guardianMobile'] as const;
  for (const name of phones)
    if (scientific.test(row.cell(name))) fault(name, 'is a number a spreadsheet has rounded: export it as text');
  const start = startOf(row, mapping);
  if (!start.ok) fault(start.column, start.detail);
  const end = start.ok ? endOf(row, mapping, start.at) : null;
  if (end && !end.ok) fault(end.column, end.detail);
  const birthDate = birthDateOf(row, mapping);
  if (birthDate && !birthDate.ok) fault('birthDate', birthDate.detail);
  const name = nameOf(row, mapping);
  if (!name) fault(mapping.columns.patientName ? 'patientName' : 'familyName', 'must be a family and a given name');
  const language = languageOf(row.cell('language'), mapping);
  const guardian = guardianOf(row);
  if (guardian === 'unreadable') fault('guardianName', 'must be written "Family, Given"');
  if (!start.ok || !end?.ok || !name || guardian === 'unreadable' || faults.length > 0) return { ok: false, faults };

  const travel = row.cell('travelMinutes');
  const yes = (name: ColumnName): boolean => mapping.yes.some((y) => y.toLowerCase() === row.cell(name).toLowerCase());
  const input = {
    externalId: row.cell('appointment'),
    start: toInstant(start.at),
    end: toInstant(end.at),
    practitioner: {
      externalId: row.cell('practitionerId') || row.cell('practitioner'),
      name: row.cell('practitioner'),
    },
    location: { externalId: row.cell('location') || mapping.location, timeZone: mapping.timeZone },
    visitType: row.cell('visitType') || mapping.visitType,
    ...(row.cell('priority') ? { priority: row.cell('priority').toLowerCase() } : {}),
    ...(row.cell('modality') ? { modality: row.cell('modality').toLowerCase() } : {}),
    ...(travel ? { travelMinutes: Number(travel) } : {}),
    patient: {
      externalId: row.cell('patient'),
      name,
      ...(birthDate?.ok ? { birthDate: birthDate.at.toISODate() } : {}),
      ...(language ? { language } : {}),
      contacts: contactsOf(row, { mobile: 'mobile', email: 'email' }, yes('consent')),
      guardian,
      doNotContact: yes('doNotContact'),
      deceased: yes('deceased'),
    },
  };
  const read = AppointmentInput.safeParse(input);
  if (read.success) return { ok: true, appointment: read.data };
  return { ok: false, faults: read.error.issues.map((i) => ({ column: columnOf(i.path), detail: plain(i.message) })) };
}

type Timed = { ok: true; at: DateTime } | { ok: false; column: ColumnName; detail: string };
const at = (column: ColumnName, read: ReadTime): Timed => (read.ok ? read : { ...read, column });

function startOf(row: SheetRow, mapping: DaySheetMapping): Timed {
  const { timeZone, dateFormat, timeFormat, startFormat, columns } = mapping;
  if (columns.start) return at('start', readWallClock(row.cell('start'), startFormat, timeZone));
  const date = readWallClock(row.cell('date'), dateFormat, 'utc');
  if (!date.ok) return at('date', date);
  const time = readWallClock(row.cell('time'), timeFormat, 'utc');
  if (!time.ok) return at('time', time);
  return at('time', readWallClock(`${row.cell('date')} ${row.cell('time')}`, `${dateFormat} ${timeFormat}`, timeZone));
}

function endOf(row: SheetRow, mapping: DaySheetMapping, start: DateTime): Timed {
  const { timeZone, dateFormat, timeFormat } = mapping;
  const end = row.cell('endTime');
  const time = readWallClock(end, timeFormat, 'utc');
  if (end && !time.ok) return at('endTime', time);
  if (end) return at('endTime', readWallClock(`${row.cell('date')} ${end}`, `${dateFormat} ${timeFormat}`, timeZone));
  const length = row.cell('minutes');
  if (length === '') return { ok: true, at: start.plus({ minutes: mapping.minutes }) };
  const minutes = /^(\d{1,4})( ?min\.?)?$/i.exec(length)?.[1];
  if (!minutes || Number(minutes) === 0) return { ok: false, column: 'minutes', detail: 'is not a number of minutes' };
  return { ok: true, at: start.plus({ minutes: Number(minutes) }) };
}

function birthDateOf(row: SheetRow, mapping: DaySheetMapping): ReadTime | null {
  const text = row.cell('birthDate');
  return text === '' ? null : readWallClock(text, mapping.birthDateFormat, 'utc');
}

interface HumanName {
  given: string;
  family: string;
}
/** "Smith, Jane": the family name may hold blanks, so the comma decides. */
function splitName(text: string): HumanName | null {
  const [family = '', given = '', ...rest] = text.split(',').map((part) => part.trim());
  return family && given && rest.length === 0 ? { family, given } : null;
}

function nameOf(row: SheetRow, mapping: DaySheetMapping): HumanName | null {
  if (mapping.columns.patientName) return splitName(row.cell('patientName'));
  const name = { family: row.cell('familyName'), given: row.cell('givenName') };
  return name.family && name.given ? name : null;
}

function languageOf(text: string, mapping: DaySheetMapping): string | null {
  if (text === '') return null;
  const entry = Object.entries(mapping.languages).find(([word]) => word.toLowerCase() === text.toLowerCase());
  return entry?.[1] ?? text;
}

function guardianOf(row: SheetRow): z.input<typeof GuardianInput> | null | 'unreadable' {
  const written = row.cell('guardianName');
  if (written === '') return null;
  const name = splitName(written);
  if (!name) return 'unreadable';
  const id = row.cell('guardian');
  return {
    ...(id ? { externalId: id } : {}),
    name,
    contacts: contactsOf(row, { mobile: 'guardianMobile', email: 'guardianEmail' }, false),
  };
}

/** Home and work numbers and WhatsApp are the patient's own; a guardian has a mobile and an email. */
function contactsOf(row: SheetRow, from: { mobile: ColumnName; email: ColumnName }, agreed: boolean): ContactInput[] {
  const consent = agreed ? { consent: 'given' as const } : {};
  const contacts: ContactInput[] = [{ system: 'phone', value: row.cell(from.mobile), use: 'mobile', ...consent }];
  if (from.mobile === 'mobile')
    contacts.push(
      { system: 'phone', value: row.cell('home'), use: 'home', ...consent },
      { system: 'phone', value: row.cell('work'), use: 'work', ...consent },
      { system: 'whatsapp', value: row.cell('whatsapp'), ...consent },
    );
  contacts.push({ system: 'email', value: row.cell(from.email) });
  return contacts.filter((c) => c.value !== '');
}

const columnsByField: Record<string, ColumnName> = {
  externalId: 'appointment',
  practitioner: 'practitioner',
  location: 'location',
  visitType: 'visitType',
  priority: 'priority',
  modality: 'modality',
  travelMinutes: 'travelMinutes',
  language: 'language',
  birthDate: 'birthDate',
  guardian: 'guardianName',
};
/** Where in the sheet a field of the request came from. */
function columnOf(path: readonly PropertyKey[]): ColumnName {
  const [first, second] = path.map(String);
  if (first !== 'patient') return columnsByField[first ?? ''] ?? 'appointment';
  return columnsByField[second === 'externalId' ? '' : (second ?? '')] ?? 'patient';
}

/** A schema's message may quote what was sent. */
const plain = (message: string): string => message.replace(/, received .*$/, '');
