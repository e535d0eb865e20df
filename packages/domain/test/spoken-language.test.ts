import { describe, expect, test } from '@jest/globals';
import { translations } from '@rollcall/contracts';
import { type LanguageWish, needsOf, spokenLanguage } from '../src/index.js';

const wish = (over: Partial<LanguageWish> = {}): LanguageWish => ({
  wanted: 'es-MX',
  practice: 'en-US',
  checked: null,
  unreviewed: 'fallback',
  ...over,
});
const { edition } = translations.es;

describe('the language somebody is spoken to in [edge case 13]', () => {
  test.each<[string, Partial<LanguageWish>, string, string | null]>([
    ['hers, when the practice had its words checked', { checked: { es: edition } }, 'es', null],
    ['the practice’s, when nobody has checked hers', {}, 'en', 'unreviewed'],
    ['the practice’s, when only older words were checked', { checked: { es: edition - 1 } }, 'en', 'unreviewed'],
    ['hers, when the practice wants unchecked words used', { unreviewed: 'use' }, 'es', null],
    ['the practice’s, when we have no words in hers', { wanted: 'vi', unreviewed: 'use' }, 'en', 'unknown'],
    ['the practice’s own, even if that is not checked', { practice: 'es' }, 'es', null],
    ['English, when the practice speaks what we do not', { wanted: 'ar', practice: 'vi' }, 'en', 'unreviewed'],
    ['the practice’s, when nobody said which', { wanted: null, practice: 'es' }, 'es', null],
    ['English, for who speaks as the practice does, which we do not', { wanted: 'vi-VN', practice: 'vi' }, 'en', null],
  ])('%s', (_what, over, language, instead) => {
    expect(spokenLanguage(wish(over))).toEqual({ language, instead });
  });
});

test('whoever cannot be spoken to in their own language has a person with an interpreter beside it [edge case 13]', () => {
  expect(needsOf([], wish())).toEqual(['interpreter']);
  expect(needsOf(['deaf'], wish({ wanted: 'vi' }))).toEqual(['deaf', 'interpreter']);
  expect(needsOf(['interpreter'], wish())).toEqual(['interpreter']);
  expect(needsOf([], wish({ checked: { es: edition } }))).toEqual([]);
});
