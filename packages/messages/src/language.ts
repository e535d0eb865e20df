/** Which language is spoken, and whether a qualified human has checked its translation. */
import { type Conversation, type Language, languageOfTag, translations } from '@rollcall/contracts';
import { arabic } from './ar/index.js';
import type { Catalog } from './catalog.js';
import { english } from './en/index.js';
import { spanish } from './es/index.js';

/** What every rendering says of itself. `reviewed` false: we have no review of our own; the practice may have one. */
export interface Rendering {
  language: Language;
  reviewed: boolean;
}

const catalogs: Record<Language, Catalog> = { en: english, es: spanish, ar: arabic };

/** `es-MX` is spoken as `es`; a language we do not speak falls back to the practice's, and `exact` says so. */
export function chooseLanguage(tag: string, practiceDefault: string): { language: Language; exact: boolean } {
  const own = languageOfTag(tag);
  if (own) return { language: own, exact: true };
  return { language: languageOfTag(practiceDefault) ?? 'en', exact: false };
}

/** Who checked a language's words and when (ISO date); null when nobody has yet. */
export function reviewOf(language: Language): { reviewedBy: string; reviewedAt: string } | null {
  const { review } = translations[language];
  return review && { reviewedBy: review.translationReviewedBy, reviewedAt: review.translationReviewedAt };
}

export const catalogIn = (language: Language): Catalog => catalogs[language];
export const catalogOf = (c: Conversation): Catalog =>
  catalogs[chooseLanguage(c.language, c.practice.language).language];
export const renderingOf = ({ language }: Catalog): Rendering => ({ language, reviewed: reviewOf(language) !== null });
