/** Spanish. */
import type { Catalog } from '../catalog.js';
import { call } from './call.js';
import { im, letter } from './letters.js';
import { page } from './page.js';
import { sms } from './texts.js';
import { moment } from './times.js';

export const spanish: Catalog = {
  language: 'es',
  direction: 'ltr',
  locale: 'es-US',
  voice: 'Polly.Lupe-Neural',
  voiceReads: /\p{Script=Latin}/u,
  gsm7: true,
  moment,
  sms,
  letter,
  im,
  call,
  page,
};
