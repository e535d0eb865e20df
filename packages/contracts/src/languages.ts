/** The languages we have words in, and who has checked each (45 CFR 92.201: a qualified human, for critical words). */
import { z } from 'zod';
import { CalendarDate, line } from './primitives.js';

export const languages = ['en', 'es', 'ar'] as const;
export type Language = (typeof languages)[number];

export interface TranslationReview {
  translationReviewedBy: string;
  /** ISO date. */
  translationReviewedAt: string;
}
export interface Translation {
  /** Raised when the words of a language change their meaning: who checked an older edition has not checked this one. */
  edition: number;
  /** Null until a qualified human has checked the words; a practice may attest a check of its own. */
  review: TranslationReview | null;
}

export const translations: Record<Language, Translation> = {
  // The language the messages were written in: there is no translation to check.
  en: { edition: 1, review: { translationReviewedBy: 'original', translationReviewedAt: '2026-11-23' } },
  es: { edition: 1, review: null },
  ar: { edition: 1, review: null },
};

/** The language a BCP 47 tag asks for, `es` of `es-MX`; null for one we have no words in. */
export function languageOfTag(tag: string): Language | null {
  const primary = tag.trim().toLowerCase().split(/[-_]/)[0] ?? '';
  return (languages as readonly string[]).includes(primary) ? (primary as Language) : null;
}

/** As the desk calls them. */
export const languageNames: Record<Language, string> = { en: 'English', es: 'Spanish', ar: 'Arabic' };

export const LanguageView = z.object({
  language: z.enum(languages),
  name: z.string(),
  /** Of the words as they are now. */
  edition: z.int(),
  /** Who checked which edition, and when. An older edition's check does not count any more. */
  review: z
    .object({ by: z.string(), on: CalendarDate, edition: z.int(), whose: z.enum(['rollcall', 'practice']) })
    .nullable(),
  /** Patients who speak it are written and spoken to in it; if not, in the practice's own, and a person is asked. */
  used: z.boolean(),
});
export type LanguageView = z.infer<typeof LanguageView>;

export const LanguageReviewInput = z.strictObject({
  /** The qualified human who has checked the words. */
  by: line(120),
  on: CalendarDate,
});
