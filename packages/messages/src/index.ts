export * from './email.js';
export * from './gsm7.js';
export * from './im.js';
export { chooseLanguage, reviewOf } from './language.js';
export * from './page.js';
export * from './sms.js';
export * from './voice.js';
