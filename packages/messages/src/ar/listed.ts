/** Arabic lists: "and" is a letter of the next word, and the comma is turned. */
export function listedInArabic(items: readonly string[]): string {
  if (items.length <= 1) return items[0] ?? '';
  return `${items.slice(0, -1).join('، ')} و${items.at(-1)}`;
}
