/** Small worlds for deciding in: one outreach on the morning of a cancelled day. */
import { defaultPolicy, type Policy } from '@rollcall/contracts';
import type { AttemptRow, ContactPointRow, NoticeRow, Snapshot } from '../src/snapshot.js';

/** Tuesday, 06:45 in New York. */
export const morning = new Date('2026-11-24T06:45:00-05:00');
export const at = (hhmm: string): Date => new Date(`2026-11-24T${hhmm}:00-05:00`);
export const minutes = (n: number): number => n * 60_000;

export function ids(): () => string {
  let n = 0;
  return () => `01900000-0000-7000-8000-${String(++n).padStart(12, '0')}`;
}

export function contactPoint(over: Partial<ContactPointRow> & Pick<ContactPointRow, 'id' | 'system'>): ContactPointRow {
  return {
    use: 'mobile',
    rank: 1,
    consent: 'given',
    allowed: true,
    hasExtension: false,
    line: null,
    region: 'US',
    zones: [],
    off: { voice: null, sms: null, im: null, email: null },
    suppressed: [],
    touchedLastDay: 0,
    touchedLastWeek: 0,
    sessionUntil: null,
    ...over,
  };
}

export const mobile = contactPoint({ id: 'phone-1', system: 'phone' });
export const mailbox = contactPoint({ id: 'mail-1', system: 'email', rank: 2 });

export function notice(over: Partial<NoticeRow> = {}): NoticeRow {
  return {
    id: 'notice-1',
    patientId: 'patient-1',
    state: 'open',
    deadlineAt: at('11:00'),
    overdue: false,
    evidence: null,
    bookedSlotId: null,
    barred: null,
    guardianUntil: null,
    ...over,
  };
}

export function attempt(over: Partial<AttemptRow> & Pick<AttemptRow, 'id'>): AttemptRow {
  return {
    contactPointId: 'phone-1',
    channel: 'sms',
    purpose: 'tell',
    step: 100,
    attemptNo: 0,
    offerId: null,
    state: 'accepted',
    reached: null,
    code: null,
    generation: 1,
    plannedAt: morning,
    sendBy: at('09:00'),
    excused: false,
    ...over,
  };
}

export function scene(
  over: Omit<Partial<Snapshot>, 'outreach' | 'policy'> & {
    outreach?: Partial<Snapshot['outreach']>;
    policy?: Partial<Policy>;
  } = {},
): Snapshot {
  const notices = over.notices ?? [notice()];
  return {
    contactPoints: [mobile, mailbox],
    attempts: [],
    offers: [],
    tasks: [],
    batchState: 'running',
    breakers: {},
    ...over,
    notices,
    policy: { ...defaultPolicy, ...over.policy },
    outreach: {
      id: 'outreach-1',
      practiceId: 'practice-1',
      batchId: 'batch-1',
      partyId: 'party-1',
      policyVersion: 1,
      state: 'active',
      step: 0,
      nextActionAt: morning,
      deadlineAt: new Date(Math.min(...notices.map((n) => n.deadlineAt.getTime()))),
      timeZones: ['America/New_York'],
      held: [],
      needs: [],
      ...over.outreach,
    },
  };
}
