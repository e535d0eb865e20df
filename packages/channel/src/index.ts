export * from './channel.js';
export * from './recipients.js';
export * from './run.js';
export * from './urls.js';
export * from './validity.js';
