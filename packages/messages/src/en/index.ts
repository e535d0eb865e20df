/** English. */
import type { Catalog } from '../catalog.js';
import { call } from './call.js';
import { im, letter } from './letters.js';
import { page } from './page.js';
import { sms } from './texts.js';
import { moment } from './times.js';

export const english: Catalog = {
  language: 'en',
  locale: 'en-US',
  voice: 'Polly.Joanna-Neural',
  // The language the messages were written in: there is no translation to check.
  review: { translationReviewedBy: 'original', translationReviewedAt: '2026-11-23' },
  moment,
  sms,
  letter,
  im,
  call,
  page,
};
