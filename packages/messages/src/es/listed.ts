/** Spanish lists: "Ana y Leo", but "Ana e Inés". */
import { listed } from '../text.js';

export const listedInSpanish = (items: readonly string[]): string =>
  listed(items, /^h?[ií](?![aeo])/i.test(items.at(-1) ?? '') ? 'e' : 'y');
