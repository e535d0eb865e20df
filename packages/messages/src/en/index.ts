/** English. */
import type { Catalog } from '../catalog.js';
import { call } from './call.js';
import { im, letter } from './letters.js';
import { page } from './page.js';
import { sms } from './texts.js';
import { moment } from './times.js';

export const english: Catalog = {
  language: 'en',
  direction: 'ltr',
  locale: 'en-US',
  voice: 'Polly.Joanna-Neural',
  voiceReads: /\p{Script=Latin}/u,
  gsm7: true,
  moment,
  sms,
  letter,
  im,
  call,
  page,
};
