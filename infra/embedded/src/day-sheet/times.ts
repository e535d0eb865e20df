/** Wall-clock dates and times, as the mapping declares them, to instants. */
import { DateTime } from 'luxon';

export type ReadTime = { ok: true; at: DateTime } | { ok: false; detail: string };

/** `9:30 a.m.` and `9:30AM` are written alike by different products of one vendor. */
const tidy = (text: string): string =>
  text
    .replace(/(?<![a-z])([ap])\.?\s?m\.?(?=\s|$)/gi, (_, half: string) => `${half.toUpperCase()}M`)
    .replace(/(\d)([AP]M)/g, '$1 $2')
    .replace(/\s+/g, ' ')
    .trim();

/** Reads `text` by `format` (luxon tokens, English words) as a wall-clock time of `zone`. */
export function readWallClock(text: string, format: string, zone: string): ReadTime {
  const written = tidy(text);
  const pattern = format.replace(/(\S)a$/, '$1 a');
  const plain = DateTime.fromFormat(written, pattern, { zone: 'utc', locale: 'en' });
  if (!plain.isValid) return { ok: false, detail: `does not fit the declared format ${format}` };
  const at = DateTime.fromFormat(written, pattern, { zone, locale: 'en' });
  // Luxon moves a time that the clocks skip; nobody has an appointment then, so the sheet or the zone is wrong.
  if (at.hour !== plain.hour || at.minute !== plain.minute)
    return { ok: false, detail: `does not exist in ${zone}: the clocks skip it that day` };
  // When the clocks go back an hour comes twice. The earlier one: told too soon is better than told too late.
  const [earlier = at] = at.getPossibleOffsets().sort((a, b) => a.toMillis() - b.toMillis());
  return { ok: true, at: earlier };
}

/** RFC 3339 with the zone's offset. */
export const toInstant = (at: DateTime): string => at.toISO({ suppressMilliseconds: true }) ?? '';
