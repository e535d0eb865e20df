/** What goes out and what comes back: attempts, the outbox, the inbox, and the letters that tell replies apart. */
import type { AttemptState, Channel, Purpose } from '@rollcall/contracts';
import { sql } from 'drizzle-orm';
import { bigint, boolean, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { bytes, instant } from './columns.js';

export const attempt = pgTable('attempt', {
  id: uuid().primaryKey(),
  practiceId: uuid('practice_id').notNull(),
  outreachId: uuid('outreach_id').notNull(),
  contactPointId: uuid('contact_point_id').notNull(),
  addressIndex: bytes('address_index').notNull(),
  channel: text().$type<Channel>().notNull(),
  purpose: text().$type<Purpose>().notNull(),
  step: integer().notNull(),
  attemptNo: integer('attempt_no').notNull(),
  offerId: uuid('offer_id'),
  state: text().$type<AttemptState>().notNull(),
  generation: integer().notNull(),
  fence: integer().notNull(),
  leaseUntil: instant('lease_until'),
  sendBy: instant('send_by').notNull(),
  reached: integer().notNull(),
  providerRef: text('provider_ref'),
  code: text(),
  replyCode: text('reply_code'),
  plannedAt: instant('planned_at').notNull(),
  plannedNo: bigint('planned_no', { mode: 'bigint' }).default(sql`nextval('attempt_planned_no')`),
  queuedAt: instant('queued_at').notNull(),
  sentAt: instant('sent_at'),
  settledAt: instant('settled_at'),
  excused: boolean().notNull().default(false),
  asked: integer().notNull().default(0),
  askedAt: instant('asked_at'),
  wording: text(),
  sentFrom: text('sent_from'),
});

export const replyCode = pgTable(
  'reply_code',
  {
    practiceId: uuid('practice_id').notNull(),
    addressIndex: bytes('address_index').notNull(),
    code: text().notNull(),
    outreachId: uuid('outreach_id').notNull(),
    shown: boolean().notNull(),
    visitCodes: text('visit_codes').array().notNull().default([]),
    visitIds: uuid('visit_ids').array().notNull().default([]),
    openedAt: instant('opened_at').notNull(),
    closedAt: instant('closed_at'),
  },
  (t) => [primaryKey({ columns: [t.addressIndex, t.outreachId] })],
);

export const outbox = pgTable('outbox', {
  id: bigint({ mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
  topic: text().$type<Channel>().notNull(),
  attemptId: uuid('attempt_id').notNull(),
  generation: integer().notNull(),
  notBefore: instant('not_before').notNull(),
  createdAt: instant('created_at').notNull(),
  urgentAt: instant('urgent_at').notNull().defaultNow(),
});

export const senderPace = pgTable('sender_pace', {
  topic: text().$type<Channel>().primaryKey(),
  nextAt: instant('next_at').notNull(),
});

export const inbox = pgTable('inbox', {
  id: uuid().primaryKey(),
  source: text().$type<'twilio' | 'sendgrid' | 'page' | 'worker' | 'reschedule'>().notNull(),
  kind: text().notNull(),
  dedupeKey: text('dedupe_key').notNull(),
  attemptId: uuid('attempt_id'),
  payloadSealed: bytes('payload_sealed').notNull(),
  receivedAt: instant('received_at').notNull(),
  readyAt: instant('ready_at').notNull().default(sql`'-infinity'`),
  processedAt: instant('processed_at'),
  tries: integer().notNull().default(0),
  result: text(),
  v: integer().notNull().default(1),
});

export const patientWords = pgTable('patient_words', {
  id: uuid().primaryKey(),
  practiceId: uuid('practice_id').notNull(),
  outreachId: uuid('outreach_id').notNull(),
  inboxId: uuid('inbox_id').notNull(),
  channel: text().notNull(),
  saidAt: instant('said_at').notNull(),
  wordsSealed: bytes('words_sealed').notNull(),
});
