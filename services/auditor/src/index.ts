export * from './audit.js';
export * from './heartbeat.js';
