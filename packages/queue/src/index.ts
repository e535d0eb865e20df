export * from './connect.js';
export * from './memory.js';
export * from './port.js';
export { postgresBackend } from './postgres.js';
export { redisBackend } from './redis.js';
