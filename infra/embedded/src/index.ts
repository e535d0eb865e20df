export * from './memory.js';
export * from './ports.js';
export * from './postgres.js';
export * from './processes.js';
export * from './secrets.js';
export * from './system.js';
export * from './tail.js';
