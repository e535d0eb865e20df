export * from './app.js';
export { openApiDocument } from './openapi.js';
export { operations } from './operations/index.js';
