/** The health of the senders: breakers and throttles. */
import type { Channel } from '@rollcall/contracts';
import { bigint, doublePrecision, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.js';

export const sender = pgTable('sender', {
  channel: text().$type<Channel>().primaryKey(),
  breaker: text().$type<'closed' | 'open' | 'probing'>().notNull(),
  code: text(),
  openedBy: uuid('opened_by'),
  since: instant('since'),
  proof: text().$type<'taken' | 'arrived'>().notNull(),
  openings: integer().notNull(),
  probeAt: instant('probe_at'),
  probeAttemptId: uuid('probe_attempt_id'),
  probeUntil: instant('probe_until'),
  closedAt: instant('closed_at'),
  troubles: integer().notNull(),
  notBefore: instant('not_before'),
  startsPerSecond: doublePrecision('starts_per_second'),
  returnDeadline: instant('return_deadline'),
  returnId: uuid('return_id'),
  returnSize: integer('return_size').notNull().default(0),
});

export const senderChange = pgTable('sender_change', {
  id: bigint({ mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
  channel: text().$type<Channel>().notNull(),
  breaker: text().$type<'closed' | 'open' | 'probing'>().notNull(),
  code: text(),
  at: instant('at').notNull(),
});
