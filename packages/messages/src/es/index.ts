/** Spanish. */
import type { Catalog } from '../catalog.js';
import { call } from './call.js';
import { im, letter } from './letters.js';
import { page } from './page.js';
import { sms } from './texts.js';
import { moment } from './times.js';

export const spanish: Catalog = {
  language: 'es',
  locale: 'es-US',
  voice: 'Polly.Lupe-Neural',
  // Not yet checked by a qualified human (45 CFR 92.201): shown as such, and a practice can hold it back.
  review: null,
  moment,
  sms,
  letter,
  im,
  call,
  page,
};
