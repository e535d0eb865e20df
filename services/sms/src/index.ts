export * from './send.js';
