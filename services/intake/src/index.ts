export * from './app.js';
export { openApiDocument, operations } from './openapi.js';
