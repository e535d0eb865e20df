/** POST /v1/batches: one request to cancel a set of appointments, and what is said about it afterwards. */
import { z } from 'zod';
import { BatchId } from './ids.js';
import { CalendarDate, ExternalId, Instant, LanguageTag, line, TimeZone } from './primitives.js';
import { RowProblem } from './problem.js';
import { BatchReason, BatchState, Channel, ContactSystem } from './words.js';

export const maxAppointments = 10_000;
export const maxBodyBytes = 16 * 1024 * 1024;

const HumanName = z.strictObject({ given: line(120), family: line(120) });

export const ContactInput = z.strictObject({
  system: ContactSystem,
  /** A phone number in any writing, an email address, or a page-scoped Messenger id. */
  value: line(254),
  use: z.enum(['mobile', 'home', 'work', 'temp', 'old']).optional(),
  /** 1 is tried first. */
  rank: z.int().min(1).max(100).optional(),
  consent: z.enum(['given', 'unknown', 'denied']).optional(),
  /** False: a court order, a divorce. Such a contact point is never used. */
  allowed: z.boolean().optional(),
});
export type ContactInput = z.infer<typeof ContactInput>;

const Contacts = z.array(ContactInput).max(20);

export const GuardianInput = z.strictObject({
  /** The same guardian of several children is contacted once when the id, or all contact points, are the same. */
  externalId: ExternalId.optional(),
  name: HumanName,
  relationship: line(40).optional(),
  language: LanguageTag.optional(),
  contacts: Contacts,
});
export type GuardianInput = z.infer<typeof GuardianInput>;

export const PatientInput = z.strictObject({
  externalId: ExternalId,
  name: HumanName,
  birthDate: CalendarDate.optional(),
  language: LanguageTag.optional(),
  timeZone: TimeZone.optional(),
  contacts: Contacts.default([]),
  guardian: GuardianInput.nullish(),
  doNotContact: z.boolean().default(false),
  deceased: z.boolean().default(false),
});
export type PatientInput = z.infer<typeof PatientInput>;

/** What a new time must be, beside kind, length and place. */
export const Rebooking = z.strictObject({
  /** Language, room, equipment, insurance, age group: any words. A slot that does not say it provides one is not offered. */
  needs: z.array(line(80)).max(20).default([]),
  /** Not sooner or later than medicine allows. */
  notBefore: Instant.optional(),
  notAfter: Instant.optional(),
  /** Other visits of the patient, or of somebody they bring: never offered. */
  busy: z
    .array(z.strictObject({ start: Instant, end: Instant }))
    .max(50)
    .default([]),
  /** Visits that belong to this one and are not cancelled: a person finds the new time. */
  linkedTo: z.array(ExternalId).max(20).default([]),
});
export type Rebooking = z.infer<typeof Rebooking>;

export const AppointmentInput = z.strictObject({
  externalId: ExternalId,
  start: Instant,
  end: Instant,
  practitioner: z.strictObject({ externalId: ExternalId, name: line(120) }),
  location: z.strictObject({ externalId: ExternalId, timeZone: TimeZone.optional() }),
  visitType: line(80),
  /** `clinical` (fasting, chemotherapy, INR, a driver booked) goes before `urgent` before `routine`. */
  priority: z.enum(['routine', 'urgent', 'clinical']).default('routine'),
  modality: z.enum(['in-person', 'telehealth', 'home-visit']).default('in-person'),
  travelMinutes: z.int().min(0).max(1440).optional(),
  /** Only what the practice cancelled is told; a row that says otherwise is refused by name. */
  cancelledBy: z.enum(['practice', 'patient', 'no-show', 'entered-in-error']).default('practice'),
  rebooking: Rebooking.optional(),
  patient: PatientInput,
});
export type AppointmentInput = z.infer<typeof AppointmentInput>;

/** The envelope; rows are validated one by one so that a bad one does not cost the good ones. */
export const BatchEnvelope = z.strictObject({
  reason: BatchReason,
  note: line(2000).optional(),
  dryRun: z.boolean().default(false),
  appointments: z.array(z.unknown()).min(1).max(maxAppointments),
});
/** As documented: what a caller sends. */
export const BatchInput = BatchEnvelope.extend({ appointments: z.array(AppointmentInput).min(1).max(maxAppointments) });
export type BatchInput = z.input<typeof BatchInput>;

/** Said before anything is sent: who cannot be reached in time, given pacing, windows and contact points. */
export const Forecast = z.object({
  reachableInTime: z.int(),
  withoutContactPoint: z.int(),
  /** Accepted, but the deadline lies within the operators' lead time already, or no window opens before it. */
  toOperatorsFirst: z.int(),
  firstDeadlineAt: Instant.nullable(),
  /** When the first attempt of every outreach will have been made, given the pace of calls and texts. */
  firstTouchDoneAt: Instant.nullable(),
});
export type Forecast = z.infer<typeof Forecast>;

export const PlannedStep = z.object({
  channel: Channel,
  at: Instant,
  /** Which rule made it so. */
  rule: z.string(),
});
export const BatchPlan = z.array(
  z.object({
    appointments: z.array(ExternalId),
    deadline: Instant,
    steps: z.array(PlannedStep),
    taskAt: Instant.nullable(),
    because: z.string(),
  }),
);
export type BatchPlan = z.infer<typeof BatchPlan>;

export const BatchAccepted = z.object({
  id: BatchId,
  accepted: z.int(),
  rejected: z.array(RowProblem),
  /** Rows that were accepted although a contact point of theirs cannot be used. */
  warnings: z.array(RowProblem),
  notices: z.int(),
  outreaches: z.int(),
  forecast: Forecast,
  links: z.record(z.string(), z.string()),
});
export type BatchAccepted = z.infer<typeof BatchAccepted>;

export const BatchDryRun = z.object({
  dryRun: z.literal(true),
  accepted: z.int(),
  rejected: z.array(RowProblem),
  /** Rows that were accepted although a contact point of theirs cannot be used. */
  warnings: z.array(RowProblem),
  notices: z.int(),
  outreaches: z.int(),
  forecast: Forecast,
  plan: BatchPlan,
});

export const BatchCounts = z.object({
  open: z.int(),
  informed: z.int(),
  rebooked: z.int(),
  declined: z.int(),
  withdrawn: z.int(),
  unreachable: z.int(),
});
export const BatchProgress = z.object({
  id: BatchId,
  state: BatchState,
  reason: BatchReason,
  createdAt: Instant,
  closedAt: Instant.nullable(),
  accepted: z.int(),
  counts: BatchCounts,
  overdue: z.int(),
  withOperator: z.int(),
  /** Attempts made so far, by channel. */
  attempts: z.partialRecord(Channel, z.int()),
  forecast: Forecast,
  links: z.record(z.string(), z.string()),
});
export type BatchProgress = z.infer<typeof BatchProgress>;
