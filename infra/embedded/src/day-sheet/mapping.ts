/**
 * How one practice's export is to be read: which column holds what, how dates are written, in which zone. It is declared
 * beside the file and never guessed: 03/04 is a day in March or in April, and the wrong one calls a patient for nothing.
 */
import { BatchReason, Country, ExternalId, LanguageTag, TimeZone } from '@rollcall/contracts';
import { z } from 'zod';

const Header = z.string().trim().min(1).max(120);
const Pattern = z.string().trim().min(1).max(40);

/** Our names of the columns; the values are the headers of the file, compared without case and outer blanks. */
export const Columns = z.strictObject({
  appointment: Header,
  /** Either `date` and `time` … */
  date: Header.optional(),
  time: Header.optional(),
  /** … or both in one. */
  start: Header.optional(),
  /** A wall-clock time of the same day, written like `time`. */
  endTime: Header.optional(),
  minutes: Header.optional(),
  practitioner: Header,
  /** Absent: the practitioner's name is the id. */
  practitionerId: Header.optional(),
  location: Header.optional(),
  visitType: Header.optional(),
  priority: Header.optional(),
  modality: Header.optional(),
  travelMinutes: Header.optional(),
  patient: Header,
  /** Either `patientName`, written "Family, Given" … */
  patientName: Header.optional(),
  /** … or both names in columns of their own. */
  givenName: Header.optional(),
  familyName: Header.optional(),
  birthDate: Header.optional(),
  language: Header.optional(),
  mobile: Header.optional(),
  home: Header.optional(),
  work: Header.optional(),
  email: Header.optional(),
  whatsapp: Header.optional(),
  /** Holds a yes when the patient agreed to automated calls and messages; absent or empty: unknown. */
  consent: Header.optional(),
  doNotContact: Header.optional(),
  deceased: Header.optional(),
  guardian: Header.optional(),
  /** Written "Family, Given". */
  guardianName: Header.optional(),
  guardianMobile: Header.optional(),
  guardianEmail: Header.optional(),
});
export type Columns = z.infer<typeof Columns>;
export type ColumnName = keyof Columns;

export const DaySheetMapping = z
  .strictObject({
    timeZone: TimeZone,
    /** For phone numbers written without a country. */
    country: Country,
    reason: BatchReason.default('practitioner-unavailable'),
    /** Absent: UTF-8 when the bytes are that, else windows-1252. */
    encoding: z.enum(['utf-8', 'windows-1252']).optional(),
    /** Absent: whichever of `,` `;` and tab finds the declared columns in the first line. */
    delimiter: z.enum([',', ';', '\t']).optional(),
    /** Luxon tokens: https://moment.github.io/luxon/#/parsing?id=table-of-tokens */
    dateFormat: Pattern.default('yyyy-MM-dd'),
    timeFormat: Pattern.default('HH:mm'),
    /** Of the column `start`. */
    startFormat: Pattern.default('yyyy-MM-dd HH:mm'),
    birthDateFormat: Pattern.default('yyyy-MM-dd'),
    /** When there is no end and no length. */
    minutes: z.int().min(1).max(1440).default(30),
    visitType: z.string().trim().min(1).max(80).default('visit'),
    location: ExternalId.default('main'),
    /** What counts as a yes, without case. */
    yes: z.array(z.string().trim().min(1)).default(['y', 'yes', 'x', '1', 'true']),
    /** The file's words for languages, e.g. `{"Spanish": "es"}`; a BCP 47 tag needs no entry. */
    languages: z.record(z.string(), LanguageTag).default({}),
    columns: Columns,
  })
  .refine((m) => m.columns.start !== undefined || (m.columns.date !== undefined && m.columns.time !== undefined), {
    error: 'needs `date` and `time`, or `start`',
    path: ['columns'],
  })
  .refine(
    (m) =>
      m.columns.patientName !== undefined || (m.columns.givenName !== undefined && m.columns.familyName !== undefined),
    { error: 'needs `patientName`, or `givenName` and `familyName`', path: ['columns'] },
  )
  .refine((m) => m.columns.endTime === undefined || m.columns.time !== undefined, {
    error: '`endTime` needs `date` and `time`',
    path: ['columns', 'endTime'],
  });
export type DaySheetMapping = z.infer<typeof DaySheetMapping>;

/** The mapping of a sheet that has none of its own: headers as in examples/README.md, ISO dates, 24-hour times. */
export const defaultMapping = (place: { timeZone: string; country: string }): DaySheetMapping =>
  DaySheetMapping.parse({
    ...place,
    columns: {
      appointment: 'appointment',
      date: 'date',
      time: 'time',
      practitioner: 'practitioner',
      patient: 'patient id',
      givenName: 'given name',
      familyName: 'family name',
      mobile: 'mobile',
      email: 'email',
    },
  });
