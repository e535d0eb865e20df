/** Arabic, from right to left. */
import type { Catalog } from '../catalog.js';
import { call } from './call.js';
import { im, letter } from './letters.js';
import { page } from './page.js';
import { sms } from './texts.js';
import { moment } from './times.js';

export const arabic: Catalog = {
  language: 'ar',
  direction: 'rtl',
  locale: 'ar-AE',
  // Gulf Arabic, the only neural one there is; it reads Latin names as well.
  voice: 'Polly.Hala-Neural',
  voiceReads: /[\p{Script=Arabic}\p{Script=Latin}]/u,
  // No Arabic letter is in GSM-7, so a name outside of it costs no more than any other.
  gsm7: false,
  moment,
  sms,
  letter,
  im,
  call,
  page,
};
