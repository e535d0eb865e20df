/** Text in HTML and SVG. Names of policies come from the user's files. */
const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export const escapeText = (text: string): string => text.replace(/[&<>"']/g, (c) => entities[c] ?? c);
/** Coordinates of a picture: a tenth of a pixel is enough. */
export const round = (n: number): number => Math.round(n * 10) / 10;
