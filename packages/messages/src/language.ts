/** Which language is spoken, and whether a qualified human has checked its translation. */
import type { Conversation, Language } from '@rollcall/contracts';
import type { Catalog } from './catalog.js';
import { english } from './en/index.js';
import { spanish } from './es/index.js';

/** What every rendering says of itself. `reviewed` false: an operator should know that nobody checked the words. */
export interface Rendering {
  language: Language;
  reviewed: boolean;
}

const catalogs: Record<Language, Catalog> = { en: english, es: spanish };

const known = (tag: string): Language | null => {
  const primary = tag.trim().toLowerCase().split(/[-_]/)[0] ?? '';
  return Object.hasOwn(catalogs, primary) ? (primary as Language) : null;
};

/** `es-MX` is spoken as `es`; a language we do not speak falls back to the practice's, and `exact` says so. */
export function chooseLanguage(tag: string, practiceDefault: string): { language: Language; exact: boolean } {
  const own = known(tag);
  if (own) return { language: own, exact: true };
  return { language: known(practiceDefault) ?? 'en', exact: false };
}

/** Who checked a language's words and when (ISO date); null when nobody has yet. */
export function reviewOf(language: Language): { reviewedBy: string; reviewedAt: string } | null {
  const { review } = catalogs[language];
  return review && { reviewedBy: review.translationReviewedBy, reviewedAt: review.translationReviewedAt };
}

export const catalogIn = (language: Language): Catalog => catalogs[language];
export const catalogOf = (c: Conversation): Catalog =>
  catalogs[chooseLanguage(c.language, c.practice.language).language];
export const renderingOf = ({ language, review }: Catalog): Rendering => ({ language, reviewed: review !== null });
