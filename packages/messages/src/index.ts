export * from './call-list/csv.js';
export * from './call-list/sheet.js';
export * from './email.js';
export { type Segments, segmentsOf, toGsm7 } from './gsm7.js';
export * from './im.js';
export { chooseLanguage, type Rendering, reviewOf } from './language.js';
export * from './page.js';
export * from './sms.js';
export * from './voice.js';
