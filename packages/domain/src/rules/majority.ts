/** From which birthday on a patient is told, and no longer a parent. As data; 18 where nothing else is listed. */
import { DateTime } from 'luxon';

const majorityAge: Readonly<Record<string, number>> = {
  'US-AL': 19,
  'US-NE': 19,
  'US-MS': 21,
  'US-PR': 21,
  'CA-BC': 19,
  'CA-NB': 19,
  'CA-NL': 19,
  'CA-NS': 19,
  'CA-NT': 19,
  'CA-NU': 19,
  'CA-YT': 19,
};
const usualAge = 18;

/** The beginning of the day, in `zone`, on which somebody born on `birthDate` comes of age in `region`. */
export function ofAgeAt(birthDate: string, region: string, zone: string): Date {
  return DateTime.fromISO(birthDate, { zone })
    .startOf('day')
    .plus({ years: majorityAge[region] ?? usualAge })
    .toJSDate();
}
