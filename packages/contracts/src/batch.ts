/** POST /v1/batches: one request to cancel a set of appointments, and what is said about it afterwards. */
import { z } from 'zod';
import { BatchId } from './ids.js';
import { ConsentBasis, LineType, Need, needs } from './people.js';
import { CalendarDate, ExternalId, Instant, LanguageTag, line, Region, TimeZone } from './primitives.js';
import { RowProblem } from './problem.js';
import { sourceVersion } from './source-version.js';
import { BatchReason, BatchState, Channel, ContactSystem, RequestWay } from './words.js';

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
  /** How and when `given` consent was given; kept for the day it is asked for. */
  consentBasis: ConsentBasis.optional(),
  consentRecordedAt: Instant.optional(),
  /** The practice's own id of this contact point: `contact.invalid` names it. */
  id: ExternalId.optional(),
  /** What the line is, where the practice knows. */
  lineType: LineType.optional(),
  /** Checked again then: a fault we know from before is forgotten. It does not undo a STOP. */
  verifiedAt: Instant.optional(),
  /** Of WhatsApp and Messenger: when and how the patient asked to be written to there (45 CFR 164.522(b)). */
  requestedAt: Instant.optional(),
  requestedHow: RequestWay.optional(),
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
  /** A court appointed this guardian for an adult. Without it nobody but the patient is told once the patient is of age. */
  appointed: z.boolean().default(false),
  /** What the guardian needs, who is the one we talk to. */
  needs: z.array(Need).max(needs.length).default([]),
});
export type GuardianInput = z.infer<typeof GuardianInput>;

export const PatientInput = z.strictObject({
  externalId: ExternalId,
  name: HumanName,
  birthDate: CalendarDate.optional(),
  language: LanguageTag.optional(),
  timeZone: TimeZone.optional(),
  /** Where the patient lives, ISO 3166-2 (`US-FL`) or the country: rules of that state hold as well. */
  region: Region.optional(),
  /** Conservative travel time where `travelMinutes` is not given. */
  postalCode: line(12).optional(),
  contacts: Contacts.default([]),
  /** Patients of one household may be told of each other's visits on a phone they share, in one message. */
  household: ExternalId.optional(),
  needs: z.array(Need).max(needs.length).default([]),
  /** Staff, their families, public figures: only keys made for it see names and numbers, and each look is recorded. */
  restricted: z.boolean().default(false),
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
  location: z.strictObject({ externalId: ExternalId, timeZone: TimeZone.optional(), postalCode: line(12).optional() }),
  visitType: line(80),
  /** `clinical` (fasting, chemotherapy, INR, a driver booked) goes before `urgent` before `routine`. */
  priority: z.enum(['routine', 'urgent', 'clinical']).default('routine'),
  modality: z.enum(['in-person', 'telehealth', 'home-visit']).default('in-person'),
  travelMinutes: z.int().min(0).max(1440).optional(),
  /** Only what the practice cancelled is told; a row that says otherwise is refused by name. */
  cancelledBy: z.enum(['practice', 'patient', 'no-show', 'entered-in-error']).default('practice'),
  rebooking: Rebooking.optional(),
  /** Patient transport is booked and comes then: whoever is fetched must know before. */
  transportAt: Instant.optional(),
  /** The guardian must not learn of it: only the patient's own contact points are used, else a person calls. */
  confidential: z.boolean().default(false),
  patient: PatientInput,
  ...sourceVersion,
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
  /** Rows older than what you said of the appointment before: nothing was done about them. Absent when there are none. */
  outdated: z.array(RowProblem).optional(),
  links: z.record(z.string(), z.string()),
});
export type BatchAccepted = z.infer<typeof BatchAccepted>;

/** Nothing was left to do: what could be read is older than what you said before, or known already. There is no batch. */
export const BatchUnchanged = z.object({
  accepted: z.literal(0),
  rejected: z.array(RowProblem),
  outdated: z.array(RowProblem),
});

export const BatchDryRun = z.object({
  dryRun: z.literal(true),
  accepted: z.int(),
  rejected: z.array(RowProblem),
  /** Rows that were accepted although a contact point of theirs cannot be used. */
  warnings: z.array(RowProblem),
  notices: z.int(),
  outreaches: z.int(),
  forecast: Forecast,
  outdated: z.array(RowProblem).optional(),
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
