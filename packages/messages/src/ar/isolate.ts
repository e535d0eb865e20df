/**
 * Arabic runs from right to left. A foreign name, a number or a letter code inside of it keeps its own direction only
 * between isolates: without them "Main Street (NY)" ends as "(Main Street (NY", and a phone number reads backwards.
 */

/** A name, in whichever direction it has. */
export const name = (text: string): string => (text.startsWith('\u2068') ? text : `\u2068${text}\u2069`);

/** A phone number or a letter code: always from left to right. */
export const leftToRight = (text: string): string => `\u2066${text}\u2069`;
