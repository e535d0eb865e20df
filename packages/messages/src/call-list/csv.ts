/** The call list for a spreadsheet (RFC 4180). Names come from outside: nothing in it is ever run as a formula. */
import type { CallListView } from '@rollcall/contracts';
import { stringify } from 'csv-stringify/sync';
import { linesOf } from './lines.js';

const columns = [
  'Call before',
  'Ask for',
  'Number',
  'More numbers',
  'Email',
  'Language',
  'Patient',
  'Cancelled visit',
  'With',
  'Appointment',
  'Tried',
];

export const callListCsv = (list: CallListView): string =>
  stringify(
    linesOf(list).map((l) => [
      l.callBefore,
      l.askFor,
      l.numbers[0] ?? '',
      l.numbers.slice(1).join('; '),
      l.email,
      l.language,
      l.patient,
      l.appointment,
      l.practitioner,
      l.externalId,
      l.tried,
    ]),
    // Spreadsheets take a file without the mark for one of their own code page.
    { bom: true, columns, header: true, record_delimiter: 'windows', escape_formulas: true },
  );
