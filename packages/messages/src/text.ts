/** Texts from outside, made safe for where they go. */

/**
 * Without control characters (TwiML with them is unreadable, a mail subject with a line break is two headers) and without
 * marks nobody sees: a direction mark inside a name would close the isolate that is put around it.
 */
export const clean = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the point
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, ' ')
    .replace(/[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]/g, '')
    .replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '')
    .replace(/\s+/g, ' ')
    .trim();

const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]|[\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** A right-to-left name between isolates, so that it does not turn the sentence around; any other as it is. */
export const isolated = (name: string): string => (rightToLeft.test(name) ? `\u2068${name}\u2069` : name);

/** `A1` when the number has several open questions, else `1`. */
export const keyed =
  (code: string | null) =>
  (key: string): string =>
    `${code ?? ''}${key}`;

/** The visit's letter behind its name or time, where it has one. */
export const lettered = (text: string, letter: string | null | undefined): string =>
  letter ? `${text} (${letter})` : text;

/** "a", "a and b", "a, b and c". */
export function listed(items: readonly string[], and: string): string {
  if (items.length <= 1) return items[0] ?? '';
  return `${items.slice(0, -1).join(', ')} ${and} ${items.at(-1)}`;
}

/** Digits one by one, with a comma for breath after each group: `+15550001000` → `5 5 5, 0 0 0, 1 0 0 0`. */
export function spokenNumber(number: string): string {
  const digits = number.replace(/\D/g, '').replace(/^1(?=\d{10}$)/, '');
  const groups =
    digits.length === 10 ? [digits.slice(0, 3), digits.slice(3, 6), digits.slice(6)] : (digits.match(/.{1,3}/g) ?? []);
  return groups.map((g) => [...g].join(' ')).join(', ');
}
