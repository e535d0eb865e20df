/**
 * All that a decision may look at: one outreach with its notices, contact points, attempts, offers and tasks, its
 * practice's policy, and the state of its batch. Plain data; loaded by the database package, changed only by `fold`.
 */
import type {
  AttemptState,
  Bar,
  BatchState,
  Channel,
  ContactFault,
  ContactSystem,
  CorrectionState,
  EvidenceGrade,
  LineType,
  Need,
  NoticeState,
  OfferState,
  OutreachState,
  Policy,
  Purpose,
  TaskKind,
  TaskReason,
  TaskState,
  TurnVia,
  Wording,
} from '@rollcall/contracts';

export interface OutreachRow {
  id: string;
  practiceId: string;
  batchId: string;
  partyId: string;
  policyVersion: number;
  state: OutreachState;
  /** Index of the next ladder step; the urgent ladder counts from `urgentLadderStart`. */
  step: number;
  /** The alarm: set while active, null otherwise. */
  nextActionAt: Date | null;
  /** The earliest deadline of its notices. */
  deadlineAt: Date;
  /** IANA zones whose windows must all be open. */
  timeZones: string[];
  /** Steps put off because their sender is out; taken when it works again, while time is left. */
  held: HeldStep[];
  /** Of the party. */
  needs: readonly Need[];
  /** The alarm of a correction that is followed up, and its step of the ladder. */
  correctAt?: Date | null;
  correctStep?: number;
}
export interface HeldStep {
  step: number;
  channel: Channel;
}
export interface NoticeRow {
  id: string;
  patientId: string;
  state: NoticeState;
  deadlineAt: Date;
  overdue: boolean;
  evidence: { grade: EvidenceGrade; channel: Channel | null; at: Date } | null;
  bookedSlotId: string | null;
  /** Why machines do not tell of it. */
  barred: Bar | null;
  /** From then on the patient is of age, and the guardian is told nothing more; null where that does not matter. */
  guardianUntil: Date | null;
  /** Of a withdrawn one that may have been told. */
  correction?: CorrectionState | null;
  /** Withdrawn, and since then the visit was cancelled anew: under another notice. */
  cancelledAgain?: boolean;
}
export interface ContactPointRow {
  id: string;
  system: ContactSystem;
  use: string | null;
  rank: number;
  consent: 'given' | 'unknown' | 'denied';
  allowed: boolean;
  hasExtension: boolean;
  line: LineType | null;
  /** Whose laws hold for the number, ISO 3166-2 or the country; null: nobody looked (it was taken in by an older build). */
  region: string | null;
  /** Zones its digits speak of: their hours bind as well. */
  zones: readonly string[];
  off: Record<Channel, ContactFault | null>;
  /** Channels on which the holder of this address revoked consent. */
  suppressed: Channel[];
  /** Robot calls and texts to this address in the last day and week, by every outreach of the practice. */
  touchedLastDay: number;
  touchedLastWeek: number;
  /** Until when free text may answer a WhatsApp or Messenger message: 24 hours after the person last wrote. */
  sessionUntil: Date | null;
}
export interface AttemptRow {
  id: string;
  contactPointId: string;
  channel: Channel;
  purpose: Purpose;
  step: number;
  attemptNo: number;
  offerId: string | null;
  state: AttemptState;
  reached: EvidenceGrade | null;
  code: string | null;
  generation: number;
  plannedAt: Date;
  sendBy: Date;
  /** Failed by our own sender's fault: it touched nobody. */
  excused: boolean;
  /** What a `clarify` asks back. */
  wording?: Wording;
}
export interface OfferRow {
  id: string;
  noticeId: string;
  state: OfferState;
  via: TurnVia;
  channel: Channel;
  contactPointId: string | null;
  expiresAt: Date | null;
  chosen: number | null;
  options: { choice: number; slotId: string }[];
}
export interface TaskRow {
  id: string;
  kind: TaskKind;
  reason: TaskReason;
  state: TaskState;
  /** What it is about. */
  noticeIds?: readonly string[];
}
export interface Snapshot {
  outreach: OutreachRow;
  notices: NoticeRow[];
  contactPoints: ContactPointRow[];
  attempts: AttemptRow[];
  offers: OfferRow[];
  tasks: TaskRow[];
  policy: Policy;
  batchState: BatchState;
  /** Channels whose sender is out. */
  breakers: Breakers;
}
/** `mayProbe`: this one attempt goes out to see whether the sender works again. */
export type Breakers = Partial<Record<Channel, { code: string; mayProbe: boolean }>>;

export const openNotices = (s: Snapshot): NoticeRow[] => s.notices.filter((n) => n.state === 'open');
/** Those of the open ones that machines may tell of, and that an answer to a machine is about. */
export const tellable = (s: Snapshot): NoticeRow[] => s.notices.filter((n) => n.state === 'open' && n.barred === null);
export const attemptOf = (s: Snapshot, id: string): AttemptRow | undefined => s.attempts.find((a) => a.id === id);
export const contactPointOf = (s: Snapshot, id: string): ContactPointRow | undefined =>
  s.contactPoints.find((c) => c.id === id);
export const openTask = (s: Snapshot, kind: TaskKind): TaskRow | undefined =>
  s.tasks.find((t) => t.kind === kind && t.state !== 'resolved');
/** The offer now being talked about; there is at most one, so that an answer has one meaning. */
export const liveOffer = (s: Snapshot): OfferRow | undefined =>
  s.offers.find((o) => o.state === 'requested' || o.state === 'open' || o.state === 'chosen');
