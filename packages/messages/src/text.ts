/** Texts from outside, made safe for where they go. */

/** Control characters make TwiML unreadable and mails odd. Line breaks inside a name are spaces. */
export const clean = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the point
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, ' ')
    .replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '')
    .replace(/ {2,}/g, ' ')
    .trim();

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (c) => entities[c] ?? c);

/** A name between isolates, so that right-to-left letters do not turn the sentence around. */
export const isolated = (name: string): string => `\u2068${name}\u2069`;

/** `A1` when the number has several open questions, else `1`. */
export const keyed =
  (code: string | null) =>
  (key: string): string =>
    `${code ?? ''}${key}`;

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
