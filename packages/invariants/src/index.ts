export * from './check.js';
export * from './evidence.js';
export * from './invariant.js';
