export * from './address-ranges.js';
export * from './backoff.js';
export * from './deliver.js';
export * from './post.js';
export * from './signature.js';
export * from './target-guard.js';
