/** Where a practice wants its events, the events, and what was delivered. */
import type { CallbackBody, CallbackType } from '@rollcall/contracts';
import { bigint, boolean, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { bytes, instant } from './columns.js';

export const webhookEndpoint = pgTable('webhook_endpoint', {
  id: uuid().primaryKey(),
  practiceId: uuid('practice_id').notNull(),
  url: text().notNull(),
  events: text().array().$type<CallbackType[]>().notNull(),
  description: text(),
  enabled: boolean().notNull(),
  secretSealed: bytes('secret_sealed').notNull(),
  previousSecretSealed: bytes('previous_secret_sealed'),
  previousUntil: instant('previous_until'),
  failingSince: instant('failing_since'),
  createdAt: instant('created_at').notNull(),
  deletedAt: instant('deleted_at'),
});

export const callbackEvent = pgTable('callback_event', {
  id: uuid().primaryKey(),
  practiceId: uuid('practice_id').notNull(),
  seq: bigint({ mode: 'bigint' }).notNull().generatedAlwaysAsIdentity(),
  type: text().$type<CallbackType>().notNull(),
  orderKey: uuid('order_key').notNull(),
  body: jsonb().$type<CallbackBody>().notNull(),
  at: instant('at').notNull(),
});

export const delivery = pgTable('delivery', {
  id: uuid().primaryKey(),
  practiceId: uuid('practice_id').notNull(),
  endpointId: uuid('endpoint_id').notNull(),
  eventId: uuid('event_id').notNull(),
  orderKey: uuid('order_key').notNull(),
  seq: bigint({ mode: 'bigint' }).notNull(),
  state: text().$type<'pending' | 'delivered' | 'dead'>().notNull(),
  tries: integer().notNull().default(0),
  nextAttemptAt: instant('next_attempt_at'),
  leaseUntil: instant('lease_until'),
  lastStatus: integer('last_status'),
  lastError: text('last_error'),
  createdAt: instant('created_at').notNull(),
  deliveredAt: instant('delivered_at'),
});

export const deliveryTry = pgTable(
  'delivery_try',
  {
    deliveryId: uuid('delivery_id').notNull(),
    n: integer().notNull(),
    at: instant('at').notNull(),
    status: integer(),
    durationMs: integer('duration_ms').notNull(),
    error: text(),
  },
  (t) => [primaryKey({ columns: [t.deliveryId, t.n] })],
);
