/**
 * All tables as drizzle sees them, for queries that are not worth writing by hand. The migrations are the truth: checks,
 * keys and indexes live there, and a test holds every column here against a migrated database.
 */
export * from './schema/call-list.js';
export * from './schema/duty.js';
export * from './schema/im-templates.js';
export * from './schema/operation.js';
export * from './schema/page.js';
export * from './schema/people.js';
export * from './schema/practice.js';
export * from './schema/senders.js';
export * from './schema/sending.js';
export * from './schema/slots.js';
export * from './schema/source-versions.js';
export * from './schema/webhooks.js';
