/** The tenant, its keys, its policies, and the answers kept for it. */
import type { ApiScope, Policy } from '@rollcall/contracts';
import { boolean, date, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { bytes, instant } from './columns.js';

export const practice = pgTable('practice', {
  id: uuid().primaryKey(),
  name: text().notNull(),
  spokenName: text('spoken_name').notNull(),
  timeZone: text('time_zone').notNull(),
  country: text().notNull(),
  language: text().notNull(),
  callbackNumber: text('callback_number').notNull(),
  operatorNumber: text('operator_number'),
  createdAt: instant('created_at').notNull(),
  closedAt: instant('closed_at'),
});

export const apiKey = pgTable('api_key', {
  id: text().primaryKey(),
  practiceId: uuid('practice_id').notNull(),
  label: text().notNull(),
  secretHash: bytes('secret_hash').notNull(),
  scopes: text().array().$type<ApiScope[]>().notNull(),
  createdAt: instant('created_at').notNull(),
  revokedAt: instant('revoked_at'),
  seesRestricted: boolean('sees_restricted').notNull().default(false),
});

export const viewLog = pgTable('view_log', {
  id: uuid().primaryKey(),
  practiceId: uuid('practice_id').notNull(),
  keyId: text('key_id').notNull(),
  what: text().$type<'tasks' | 'call-list' | 'break-glass'>().notNull(),
  outreachIds: uuid('outreach_ids').array().notNull(),
  restrictedIds: uuid('restricted_ids').array().notNull(),
  byName: text('by_name'),
  because: text(),
  at: instant('at').notNull(),
});

export const policy = pgTable(
  'policy',
  {
    practiceId: uuid('practice_id').notNull(),
    version: integer().notNull(),
    body: jsonb().$type<Policy>().notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.practiceId, t.version] })],
);

export const idempotency = pgTable(
  'idempotency',
  {
    practiceId: uuid('practice_id').notNull(),
    key: text().notNull(),
    requestHash: bytes('request_hash').notNull(),
    status: integer().notNull(),
    response: jsonb().$type<object>().notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.practiceId, t.key] })],
);

export const languageReview = pgTable(
  'language_review',
  {
    practiceId: uuid('practice_id').notNull(),
    language: text().notNull(),
    edition: integer().notNull(),
    reviewedBy: text('reviewed_by').notNull(),
    reviewedOn: date('reviewed_on').notNull(),
    attestedAt: instant('attested_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.practiceId, t.language] })],
);
