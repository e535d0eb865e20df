/** Words in HTML: everything is escaped, and a name keeps its own direction. */

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (c) => entities[c] ?? c);

export const bdi = (name: string): string => `<bdi dir="auto">${escapeHtml(name)}</bdi>`;

/** Stands for the name while the sentence around it is escaped; `clean` lets no such character through. */
const place = '\uffff';

/** A greeting as HTML; a blank name gives the greeting without one. */
export const greetingHtml = (greeting: (name: string | null) => string, name: string | null): string =>
  // Replaced by a function: a name may contain `$&`, which a replacement string would expand.
  escapeHtml(greeting(name === null ? null : place)).replace(place, () => bdi(name ?? ''));
