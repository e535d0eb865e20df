/** Patients, the parties we talk to, and where they are reached. */
import type {
  Channel,
  ConsentBasis,
  ContactFault,
  ContactSystem,
  LineType,
  Need,
  RequestWay,
} from '@rollcall/contracts';
import { boolean, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { bytes, instant } from './columns.js';

export const patient = pgTable('patient', {
  id: uuid().primaryKey(),
  practiceId: uuid('practice_id').notNull(),
  externalId: text('external_id').notNull(),
  sealed: bytes().notNull(),
  deceased: boolean().notNull(),
  doNotContact: boolean('do_not_contact').notNull(),
  updatedAt: instant('updated_at').notNull(),
  restricted: boolean().notNull().default(false),
  mergedInto: uuid('merged_into'),
});

export const party = pgTable('party', {
  id: uuid().primaryKey(),
  practiceId: uuid('practice_id').notNull(),
  kind: text().$type<'patient' | 'guardian'>().notNull(),
  key: text().notNull(),
  sealed: bytes().notNull(),
  language: text(),
  timeZone: text('time_zone'),
  updatedAt: instant('updated_at').notNull(),
  needs: text().array().$type<Need[]>().notNull().default([]),
  household: boolean().notNull().default(false),
});

export const contactPoint = pgTable('contact_point', {
  id: uuid().primaryKey(),
  practiceId: uuid('practice_id').notNull(),
  partyId: uuid('party_id').notNull(),
  system: text().$type<ContactSystem>().notNull(),
  use: text().$type<'mobile' | 'home' | 'work' | 'temp' | 'old'>(),
  rank: integer().notNull(),
  addressSealed: bytes('address_sealed').notNull(),
  addressIndex: bytes('address_index').notNull(),
  consent: text().$type<'given' | 'unknown' | 'denied'>().notNull(),
  allowed: boolean().notNull(),
  hasExtension: boolean('has_extension').notNull(),
  voiceOff: text('voice_off').$type<ContactFault>(),
  smsOff: text('sms_off').$type<ContactFault>(),
  imOff: text('im_off').$type<ContactFault>(),
  emailOff: text('email_off').$type<ContactFault>(),
  sessionUntil: instant('session_until'),
  requestedAt: instant('requested_at'),
  requestedHow: text('requested_how').$type<RequestWay>(),
  updatedAt: instant('updated_at').notNull(),
  externalId: text('external_id'),
  line: text().$type<LineType>(),
  region: text(),
  timeZones: text('time_zones').array().notNull().default([]),
  consentBasis: text('consent_basis').$type<ConsentBasis>(),
  consentRecordedAt: instant('consent_recorded_at'),
  faultyAt: instant('faulty_at'),
});

export const suppression = pgTable(
  'suppression',
  {
    practiceId: uuid('practice_id').notNull(),
    addressIndex: bytes('address_index').notNull(),
    channel: text().$type<Channel>().notNull(),
    since: instant('since').notNull(),
  },
  (t) => [primaryKey({ columns: [t.practiceId, t.addressIndex, t.channel] })],
);
