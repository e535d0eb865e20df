/**
 * In which language somebody is spoken to. Words that no qualified human has checked are not used for what matters (45 CFR
 * 92.201(c)(3)): then it is the practice's own language, and a person with an interpreter is asked beside it.
 */
import { type Language, languageOfTag, type Need, type Policy, translations } from '@rollcall/contracts';

export interface LanguageWish {
  /** BCP 47 of the party; null where nobody said. */
  wanted: string | null;
  /** BCP 47 of the practice. */
  practice: string;
  /** The editions that the practice says it had checked, by language. */
  checked: Readonly<Record<string, number>> | null;
  unreviewed: Policy['unreviewedLanguages'];
}
export interface SpokenLanguage {
  language: Language;
  /** Why it is not the one that was wanted: we have no words in it, or nobody has checked them. */
  instead: 'unknown' | 'unreviewed' | null;
}

/** Somebody has checked the words as they are now. */
export const isChecked = (language: Language, checked: LanguageWish['checked']): boolean =>
  translations[language].review !== null || checked?.[language] === translations[language].edition;

export function spokenLanguage({ wanted, practice, checked, unreviewed }: LanguageWish): SpokenLanguage {
  const fallback = languageOfTag(practice) ?? 'en';
  if (wanted === null) return { language: fallback, instead: null };
  const own = languageOfTag(wanted);
  if (own === null) return { language: fallback, instead: samePrimary(wanted, practice) ? null : 'unknown' };
  // The practice's own language is what it falls back to: it reads it every day.
  if (own === fallback || unreviewed === 'use' || isChecked(own, checked)) return { language: own, instead: null };
  return { language: fallback, instead: 'unreviewed' };
}

const primary = (tag: string): string => tag.trim().toLowerCase().split(/[-_]/)[0] ?? '';
const samePrimary = (a: string, b: string): boolean => primary(a) === primary(b);

/** Whoever cannot be spoken to in their own language needs an interpreter, whether or not the practice said so. */
export const needsOf = (needs: readonly Need[], wish: LanguageWish): readonly Need[] =>
  spokenLanguage(wish).instead === null || needs.includes('interpreter') ? needs : [...needs, 'interpreter'];
