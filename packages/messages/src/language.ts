/** Which language is spoken, and whether a qualified human has checked its translation. */
import type { Conversation, Language } from '@rollcall/contracts';
import type { Catalog, Review } from './catalog.js';
import { english } from './en/index.js';
import { spanish } from './es/index.js';

const catalogs: Record<Language, Catalog> = { en: english, es: spanish };
const known = (tag: string): Language | null => {
  const primary = tag.toLowerCase().split('-')[0] ?? '';
  return primary in catalogs ? (primary as Language) : null;
};

/** `es-MX` is spoken as `es`; a language we do not speak falls back to the practice's, and `exact` says so. */
export function chooseLanguage(tag: string, practiceDefault: string): { language: Language; exact: boolean } {
  const own = known(tag);
  if (own) return { language: own, exact: true };
  return { language: known(practiceDefault) ?? 'en', exact: false };
}

export const catalogOf = (c: Conversation): Catalog =>
  catalogs[chooseLanguage(c.language, c.practice.language).language];
export const catalogIn = (language: Language): Catalog => catalogs[language];
export const reviewOf = (language: Language): Review | null => catalogs[language].review;
