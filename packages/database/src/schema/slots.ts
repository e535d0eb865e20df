/** Free times, what is offered of them, and who has them. */
import type { Channel, OfferState, TurnVia } from '@rollcall/contracts';
import { sql } from 'drizzle-orm';
import { bigint, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant, instantRange } from './columns.js';

export const slot = pgTable('slot', {
  id: uuid().primaryKey(),
  practiceId: uuid('practice_id').notNull(),
  externalId: text('external_id').notNull(),
  resource: text().notNull(),
  startAt: instant('start_at').notNull(),
  endAt: instant('end_at').notNull(),
  location: text(),
  visitTypes: text('visit_types').array().notNull(),
  modality: text().$type<'in-person' | 'telehealth' | 'home-visit'>().notNull(),
  status: text().$type<'free' | 'busy'>().notNull(),
  provides: text().array().notNull().default([]),
  updatedAt: instant('updated_at').notNull(),
  refusedAt: instant('refused_at'),
  place: jsonb(),
  preparation: jsonb(),
});

export const offer = pgTable('offer', {
  id: uuid().primaryKey(),
  practiceId: uuid('practice_id').notNull(),
  outreachId: uuid('outreach_id').notNull(),
  noticeId: uuid('notice_id').notNull(),
  contactPointId: uuid('contact_point_id'),
  channel: text().$type<Channel>().notNull(),
  via: text().$type<TurnVia>().notNull(),
  state: text().$type<OfferState>().notNull(),
  requestedAt: instant('requested_at').notNull(),
  expiresAt: instant('expires_at'),
  chosen: integer(),
  workedAt: instant('worked_at'),
  settledAt: instant('settled_at'),
  bookedAt: instant('booked_at'),
  requestedNo: bigint('requested_no', { mode: 'bigint' }).default(sql`nextval('offer_requested_no')`),
});

export const reservation = pgTable('reservation', {
  id: uuid().primaryKey(),
  practiceId: uuid('practice_id').notNull(),
  slotId: uuid('slot_id').notNull(),
  resource: text().notNull(),
  during: instantRange().notNull(),
  offerId: uuid('offer_id').notNull(),
  noticeId: uuid('notice_id').notNull(),
  patientId: uuid('patient_id').notNull(),
  choice: integer().notNull(),
  state: text().$type<'held' | 'booked' | 'released'>().notNull(),
  holdExpiresAt: instant('hold_expires_at'),
  settledAt: instant('settled_at'),
});
