export * from './address-ranges.js';
export * from './backoff.js';
export * from './call-list/files.js';
export * from './call-list/watch.js';
export * from './deliver.js';
export * from './post.js';
export * from './signature.js';
export * from './target-guard.js';
