/**
 * What a policy does to somebody who never answers, told twice: on the morning of the day, and three days ahead. The same
 * `decideNext` decides that would decide about a real patient, so that what is explained is what happens.
 */
import type { Channel, ExplainedCase, ExplainedStep, Policy } from '@rollcall/contracts';
import { DateTime } from 'luxon';
import { deadlineOf } from './deadline.js';
import { preview } from './preview.js';
import type { ContactPointRow, Snapshot } from './snapshot.js';
import { taskReasonWords } from './timeline-words.js';

/** Any will do: windows and visits are on the same clock. */
const zone = 'America/New_York';
const tuesday = '2026-11-24';
const at = (day: string, time: string): Date => DateTime.fromISO(`${day}T${time}`, { zone }).toJSDate();

/** When practices learn that a doctor is ill. */
export const morning = '06:45';

const contactWords: Record<Channel, string> = {
  voice: 'the mobile rings',
  sms: 'a text to the mobile',
  email: 'an email with a link, nothing else',
  im: 'a WhatsApp message, if the patient asked for WhatsApp',
};

interface Case {
  cancelled: Date;
  visit: Date;
}

export function sameDayCase(policy: Policy): ExplainedCase {
  const c = { cancelled: at(tuesday, morning), visit: at(tuesday, '11:00') };
  return explained(policy, c, 'at 11:00 on the same day');
}

export function aheadCase(policy: Policy): ExplainedCase {
  const c = { cancelled: at('2026-11-20', '14:00'), visit: at(tuesday, '11:00') };
  return explained(policy, c, 'on Tuesday at 11:00, four days later');
}

function explained(policy: Policy, c: Case, when: string): ExplainedCase {
  const deadline = deadlineFor(policy, c.visit);
  const plan = preview(silentPatient(policy, c, deadline), c.cancelled);
  const step = (
    when: Date,
    kind: ExplainedStep['kind'],
    words: string,
    channel: Channel | null = null,
  ): ExplainedStep => ({
    minute: Math.max(Math.round((when.getTime() - c.cancelled.getTime()) / 60_000), 0),
    at: onTheWall(when),
    kind,
    channel,
    words,
  });
  const steps = [
    ...plan.steps.map((s) => step(s.at, 'contact', contactWords[s.channel], s.channel)),
    ...(plan.task
      ? [step(plan.task.at, 'hand-over', `a person gets it: ${taskReasonWords[plan.task.reason] ?? plan.task.reason}`)]
      : []),
    step(deadline, 'deadline', 'the patient leaves home; telling no longer helps'),
  ];
  return {
    situation:
      `The practice cancels on ${onTheWall(c.cancelled)} a visit ${when}. The patient has a mobile with recorded consent, ` +
      'a mailbox and WhatsApp, and never answers.',
    steps: steps.sort((a, b) => a.minute - b.minute),
  };
}

/** When somebody without a stated travel time must leave for a visit in person. */
export const deadlineFor = (policy: Policy, visit: Date): Date =>
  deadlineOf({ start: visit.toISOString(), modality: 'in-person', travelMinutes: undefined }, policy);

/** A visit of the morning the practice cancels in, by the clock on the wall. */
export const thatDay = (time: string): Date => at(tuesday, time);

const onTheWall = (when: Date): string => DateTime.fromJSDate(when, { zone }).setLocale('en').toFormat('ccc HH:mm');

function silentPatient(policy: Policy, { cancelled }: Case, deadlineAt: Date): Snapshot {
  return {
    outreach: {
      id: 'outreach',
      practiceId: 'practice',
      batchId: 'batch',
      partyId: 'party',
      policyVersion: 1,
      state: 'active',
      step: 0,
      nextActionAt: cancelled,
      deadlineAt,
      timeZones: [zone],
      held: [],
      needs: [],
    },
    notices: [
      {
        id: 'notice',
        patientId: 'patient',
        state: 'open',
        deadlineAt,
        overdue: false,
        evidence: null,
        bookedSlotId: null,
        barred: null,
        guardianUntil: null,
      },
    ],
    contactPoints: [point('phone', 1), point('email', 2), point('whatsapp', 3)],
    attempts: [],
    offers: [],
    tasks: [],
    policy,
    batchState: 'running',
    breakers: {},
  };
}

const point = (system: ContactPointRow['system'], rank: number): ContactPointRow => ({
  id: system,
  system,
  use: system === 'phone' ? 'mobile' : null,
  rank,
  consent: 'given',
  allowed: true,
  hasExtension: false,
  line: null,
  region: system === 'phone' ? 'US' : null,
  zones: [],
  off: { voice: null, sms: null, im: null, email: null },
  suppressed: [],
  touchedLastDay: 0,
  touchedLastWeek: 0,
  sessionUntil: null,
});
