/** The languages patients are spoken to in, and who has checked the words of each. */
import {
  type Language,
  LanguageReviewInput,
  type LanguageView,
  languageNames,
  languageOfTag,
  languages,
  translations,
} from '@rollcall/contracts';
import { attestReview, findPolicy, findPractice, languageReviews, withdrawReview } from '@rollcall/database';
import { isChecked } from '@rollcall/domain';
import { Problem } from '@rollcall/platform';
import type { FastifyInstance } from 'fastify';
import type { IntakeContext } from '../app.js';
import { readBody } from '../validation.js';

type WithLanguage = { Params: { language: string } };

export function languageRoutes(app: FastifyInstance, { database, clock, auth }: IntakeContext): void {
  const list = async (practiceId: string): Promise<LanguageView[]> => {
    const [practice, policy, own] = await Promise.all([
      findPractice(database.pool, practiceId),
      findPolicy(database.pool, practiceId, null),
      languageReviews(database.pool, practiceId),
    ]);
    const checked = Object.fromEntries(own.map((r) => [r.language, r.edition]));
    return languages.map((language) => {
      const { edition, review } = translations[language];
      const attested = own.find((r) => r.language === language);
      return {
        language,
        name: languageNames[language],
        edition,
        review: review
          ? { by: review.translationReviewedBy, on: review.translationReviewedAt, edition, whose: 'rollcall' }
          : attested
            ? { by: attested.by, on: attested.on, edition: attested.edition, whose: 'practice' }
            : null,
        used:
          isChecked(language, checked) ||
          policy?.policy.unreviewedLanguages === 'use' ||
          languageOfTag(practice?.language ?? 'en') === language,
      };
    });
  };
  const known = (language: string): Language => {
    if (!(languages as readonly string[]).includes(language)) throw new Problem('not_found');
    return language as Language;
  };

  app.get('/v1/languages', async (request) => {
    const { practiceId } = await auth.practice(request, 'settings', 'operate', 'batches');
    return { data: await list(practiceId), nextCursor: null };
  });

  app.put<WithLanguage>('/v1/languages/:language/review', async (request) => {
    const { practiceId } = await auth.practice(request, 'settings');
    const language = known(request.params.language);
    const { by, on } = readBody(LanguageReviewInput, request.body);
    const { edition } = translations[language];
    await attestReview(database, practiceId, { language, edition, by, on }, clock.now());
    return (await list(practiceId)).find((l) => l.language === language);
  });

  app.delete<WithLanguage>('/v1/languages/:language/review', async (request, reply) => {
    const { practiceId } = await auth.practice(request, 'settings');
    if (!(await withdrawReview(database, practiceId, known(request.params.language)))) throw new Problem('not_found');
    return reply.code(204).send();
  });
}
