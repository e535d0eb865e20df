export * from './agreement.js';
export * from './changed.js';
export * from './check.js';
export * from './evidence.js';
export * from './invariant.js';
export * from './state-hash.js';
