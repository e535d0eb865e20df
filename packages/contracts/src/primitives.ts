/** The shapes of single values: instants, zones, phone numbers, texts. */
import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { IANAZone } from 'luxon';
import { z } from 'zod';

const offsetInstant = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?([Zz]|[+-]\d{2}:\d{2})$/;

/** RFC 3339 date-time. The offset is mandatory: a time without one is never read as UTC. */
export const Instant = z
  .string()
  .max(40)
  .refine((s) => offsetInstant.test(s) && !Number.isNaN(Date.parse(s)), {
    error: 'must be an RFC 3339 date-time with an offset, e.g. 2026-11-24T09:00:00-05:00',
  })
  .meta({ format: 'date-time' });

/** A calendar date, e.g. 1961-04-02. */
export const CalendarDate = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, { error: 'must be a date like 1961-04-02' })
  .refine((s) => new Date(`${s}T00:00:00Z`).toJSON()?.startsWith(s) ?? false, {
    error: 'is not a day of the calendar',
  });

/** Zones that were found to exist: asking costs as much as reading the rest of a row. */
const knownZones = new Set<string>();
/** More than there are, whatever the case of their letters. */
const mostZones = 1000;
function isZone(name: string): boolean {
  if (knownZones.has(name)) return true;
  const exists = IANAZone.isValidZone(name);
  if (exists && knownZones.size < mostZones) knownZones.add(name);
  return exists;
}

/** An IANA zone, e.g. America/New_York. */
export const TimeZone = z
  .string()
  .max(64)
  .refine(isZone, { error: 'must be an IANA time zone, e.g. America/New_York' });

/** ISO 3166-1 alpha-2. */
export const Country = z
  .string()
  .length(2)
  .refine((s) => isSupportedCountry(s), { error: 'must be an ISO 3166-1 alpha-2 country' });

// U+0000 cannot be stored in Postgres, and control characters make TwiML unreadable.
// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the point
const controlCharacters = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;
const loneSurrogate = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

/** A line of text from outside, at most `max` characters. */
export const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine((s) => !controlCharacters.test(s) && !loneSurrogate.test(s), { error: 'must not hold control characters' });

/** The caller's own name for a thing. */
export const ExternalId = line(120);

/** BCP 47, e.g. `es` or `es-MX`; what we speak is chosen from its primary subtag. */
export const LanguageTag = z.string().regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, { error: 'must be a BCP 47 tag' });

/** ISO 3166-2, e.g. `US-FL`, or a country alone. */
export const Region = z.string().regex(/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/, { error: 'must be like US-FL' });

/** `HH:MM`, a wall-clock time of day. */
export const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'must be a time of day like 08:30' });

export type PhoneReading =
  | { ok: true; e164: string; extension: string | null; country: string | null; isFixed: boolean }
  | { ok: false; because: 'not_a_number' | 'impossible' };

/** Reads a phone number as people write it. Numbers reserved for fiction (555-01xx) count as possible, so examples work. */
export function readPhone(value: string, country: string): PhoneReading {
  if (/\d[.,]?\d*e[+-]?\d+/i.test(value)) return { ok: false, because: 'not_a_number' };
  const parsed = parsePhoneNumberFromString(value, { defaultCountry: country as CountryCode, extract: false });
  if (!parsed) return { ok: false, because: 'not_a_number' };
  if (!parsed.isPossible()) return { ok: false, because: 'impossible' };
  const isAmerican = parsed.countryCallingCode === '1';
  return {
    ok: true,
    e164: parsed.number,
    extension: parsed.ext ?? null,
    // Of North American numbers nothing but the area code says which country; one reserved for fiction is nobody's.
    country: parsed.country ?? (isAmerican ? country : null),
    // In North America the digits do not say it, and asking costs as much as the rest of the reading.
    isFixed: !isAmerican && parsed.getType() === 'FIXED_LINE',
  };
}
