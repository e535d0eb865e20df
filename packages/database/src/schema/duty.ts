/** What we owe: batches, appointments, notices, outreaches, their ledger, and the tasks of operators. */
import type {
  Bar,
  BatchProgress,
  BatchReason,
  BatchState,
  Channel,
  CorrectionState,
  EvidenceGrade,
  Forecast,
  LedgerEvent,
  NoticeState,
  OutreachState,
  Rebooking,
  TaskKind,
  TaskReason,
  TaskState,
} from '@rollcall/contracts';
import type { DecisionRecord } from '@rollcall/domain';
import { boolean, integer, json, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { bytes, instant } from './columns.js';

export const batch = pgTable('batch', {
  id: uuid().primaryKey(),
  practiceId: uuid('practice_id').notNull(),
  reason: text().$type<BatchReason>().notNull(),
  noteSealed: bytes('note_sealed'),
  state: text().$type<BatchState>().notNull(),
  policyVersion: integer('policy_version').notNull(),
  accepted: integer().notNull(),
  rejected: integer().notNull(),
  forecast: jsonb().$type<Forecast>().notNull(),
  createdAt: instant('created_at').notNull(),
  closedAt: instant('closed_at'),
  tally: jsonb().$type<BatchTally>(),
});
/** What `batch-progress.ts` counts. */
export type BatchTally = Pick<BatchProgress, 'counts' | 'overdue' | 'withOperator' | 'attempts'>;

export const outreach = pgTable('outreach', {
  id: uuid().primaryKey(),
  practiceId: uuid('practice_id').notNull(),
  batchId: uuid('batch_id').notNull(),
  partyId: uuid('party_id').notNull(),
  policyVersion: integer('policy_version').notNull(),
  state: text().$type<OutreachState>().notNull(),
  step: integer().notNull(),
  nextActionAt: instant('next_action_at'),
  deadlineAt: instant('deadline_at').notNull(),
  timeZones: text('time_zones').array().notNull(),
  openedAt: instant('opened_at').notNull(),
  seq: integer().notNull(),
  head: bytes().notNull(),
  heldSteps: integer('held_steps').array().notNull().default([]),
  heldChannels: text('held_channels').array().$type<Channel[]>().notNull().default([]),
  ledgerVersion: integer('ledger_version').notNull().default(1),
  correctAt: instant('correct_at'),
  correctStep: integer('correct_step').notNull().default(0),
});

export const appointment = pgTable('appointment', {
  id: uuid().primaryKey(),
  practiceId: uuid('practice_id').notNull(),
  batchId: uuid('batch_id').notNull(),
  externalId: text('external_id').notNull(),
  patientId: uuid('patient_id').notNull(),
  startAt: instant('start_at').notNull(),
  endAt: instant('end_at').notNull(),
  timeZone: text('time_zone').notNull(),
  practitionerExternalId: text('practitioner_external_id').notNull(),
  practitionerName: text('practitioner_name').notNull(),
  locationExternalId: text('location_external_id').notNull(),
  visitType: text('visit_type').notNull(),
  priority: text().$type<'routine' | 'urgent' | 'clinical'>().notNull(),
  modality: text().$type<'in-person' | 'telehealth' | 'home-visit'>().notNull(),
  rebooking: jsonb().$type<Rebooking>(),
});

export const notice = pgTable('notice', {
  id: uuid().primaryKey(),
  practiceId: uuid('practice_id').notNull(),
  batchId: uuid('batch_id').notNull(),
  outreachId: uuid('outreach_id').notNull(),
  appointmentId: uuid('appointment_id').notNull(),
  externalId: text('external_id').notNull(),
  patientId: uuid('patient_id').notNull(),
  state: text().$type<NoticeState>().notNull(),
  deadlineAt: instant('deadline_at').notNull(),
  overdue: boolean().notNull().default(false),
  evidenceGrade: text('evidence_grade').$type<EvidenceGrade>(),
  evidenceChannel: text('evidence_channel').$type<Channel>(),
  evidenceAt: instant('evidence_at'),
  bookedSlotId: uuid('booked_slot_id'),
  closedAt: instant('closed_at'),
  barred: text().$type<Bar>(),
  guardianUntil: instant('guardian_until'),
  confidential: boolean().notNull().default(false),
  correction: text().$type<CorrectionState>(),
});

export const event = pgTable(
  'event',
  {
    practiceId: uuid('practice_id').notNull(),
    outreachId: uuid('outreach_id').notNull(),
    seq: integer().notNull(),
    at: instant('at').notNull(),
    type: text().$type<LedgerEvent['type']>().notNull(),
    body: jsonb().$type<LedgerEvent>().notNull(),
    hash: bytes().notNull(),
    v: integer().notNull().default(1),
    decided: json().$type<DecisionRecord>(),
  },
  (t) => [primaryKey({ columns: [t.outreachId, t.seq] })],
);

export const task = pgTable('task', {
  id: uuid().primaryKey(),
  practiceId: uuid('practice_id').notNull(),
  batchId: uuid('batch_id').notNull(),
  outreachId: uuid('outreach_id').notNull(),
  noticeIds: uuid('notice_ids').array().notNull(),
  kind: text().$type<TaskKind>().notNull(),
  reason: text().$type<TaskReason>().notNull(),
  state: text().$type<TaskState>().notNull(),
  dueAt: instant('due_at').notNull(),
  openedAt: instant('opened_at').notNull(),
  claimedBy: text('claimed_by'),
  claimedUntil: instant('claimed_until'),
  resolvedAt: instant('resolved_at'),
  resolvedBy: text('resolved_by'),
  resolution: text(),
  noteSealed: bytes('note_sealed'),
  unattendedAt: instant('unattended_at'),
});
