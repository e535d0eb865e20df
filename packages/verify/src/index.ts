export * from './known-notices.js';
export * from './read-lines.js';
export * from './verify.js';
export * from './words.js';
