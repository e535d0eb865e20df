import { describe, expect, test } from '@jest/globals';
import { chooseLanguage, reviewOf } from '../src/index.js';

describe('the language a patient is spoken to in', () => {
  test.each([
    ['es-MX', 'en', 'es', true],
    ['ES_us', 'en', 'es', true],
    ['en', 'es', 'en', true],
    ['fr', 'es-US', 'es', false],
    ['fr', 'de', 'en', false],
    ['', 'es', 'es', false],
    // Names that every object has are no languages.
    ['constructor', 'en', 'en', false],
    ['__proto__', 'toString', 'en', false],
  ] as const)('%j of a practice speaking %j is %s', (tag, practice, language, exact) => {
    expect(chooseLanguage(tag, practice)).toEqual({ language, exact });
  });

  test('Spanish is marked as unreviewed until a qualified human has signed it', () => {
    expect(reviewOf('es')).toBeNull();
    expect(reviewOf('en')).toEqual({ reviewedBy: 'original', reviewedAt: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) });
  });
});
