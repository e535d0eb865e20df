/** A practice's policy: the ladder, windows, caps and lead times. Versioned; an outreach keeps the version it began with. */
import { z } from 'zod';
import { TimeOfDay } from './primitives.js';
import { Channel, EvidenceGrade } from './words.js';

export const LadderStep = z.strictObject({
  channel: Channel,
  /** How long to wait for an answer before the next step; 0 starts the next one beside this one. */
  waitMinutes: z.int().min(0).max(2880),
});
export type LadderStep = z.infer<typeof LadderStep>;

const Window = z
  .strictObject({ from: TimeOfDay, to: TimeOfDay })
  .refine((w) => w.from < w.to, { error: 'must open before it closes', path: ['to'] });

const allOn = { voice: true, sms: true, email: true, im: true };

export const Policy = z.strictObject({
  /** The grade of evidence that closes a notice. */
  evidence: EvidenceGrade.default('replied'),
  ladder: z
    .strictObject({
      /** When the deadline is less than `sameDayHours` away: everything at once, minutes apart. */
      sameDay: z.array(LadderStep).min(1).max(30),
      ahead: z.array(LadderStep).min(1).max(30),
    })
    .default({
      sameDay: [
        { channel: 'sms', waitMinutes: 0 },
        { channel: 'im', waitMinutes: 0 },
        { channel: 'email', waitMinutes: 6 },
        { channel: 'voice', waitMinutes: 8 },
        { channel: 'sms', waitMinutes: 6 },
        { channel: 'voice', waitMinutes: 12 },
        { channel: 'voice', waitMinutes: 12 },
      ],
      ahead: [
        { channel: 'sms', waitMinutes: 0 },
        { channel: 'im', waitMinutes: 0 },
        { channel: 'email', waitMinutes: 240 },
        { channel: 'voice', waitMinutes: 240 },
        { channel: 'sms', waitMinutes: 480 },
        { channel: 'voice', waitMinutes: 720 },
        { channel: 'voice', waitMinutes: 720 },
      ],
    }),
  sameDayHours: z.int().min(1).max(72).default(18),
  /** Wall-clock hours in the patient's zone, else the location's. `urgent` holds while the deadline is within `sameDayHours`. */
  windows: z
    .strictObject({ normal: Window, urgent: Window })
    .default({ normal: { from: '08:00', to: '20:00' }, urgent: { from: '06:00', to: '22:00' } }),
  /** Per phone number without recorded consent: 47 CFR 64.1200(a)(9)(iv) allows 1 a day and 3 a week. */
  caps: z
    .strictObject({
      withoutConsentPerDay: z.int().min(0).max(50),
      withoutConsentPerWeek: z.int().min(0).max(200),
      perDay: z.int().min(1).max(50),
    })
    .default({ withoutConsentPerDay: 1, withoutConsentPerWeek: 3, perDay: 12 }),
  channels: z
    .strictObject({ voice: z.boolean(), sms: z.boolean(), email: z.boolean(), im: z.boolean() })
    .default(allOn),
  /** What may be left on a machine. `callback-only` says the practice's name and number, nothing of a visit. */
  voicemail: z.enum(['none', 'callback-only', 'full']).default('callback-only'),
  /**
   * What is asked before anything of a visit is said or shown: the number may belong to somebody else by now. Where the
   * practice gave no birth date there is nothing to ask.
   */
  challenge: z.enum(['none', 'birth-year']).default('none'),
  /** Minutes before the deadline at which a person gets the item, whatever the robots are doing. */
  operatorLeadMinutes: z.int().min(0).max(1440).default(60),
  /** Deadline = start - travel - getting ready. */
  gettingReadyMinutes: z.int().min(0).max(240).default(20),
  /** When the request gives no `travelMinutes` for an in-person visit. */
  defaultTravelMinutes: z.int().min(0).max(480).default(40),
  reschedule: z
    .strictObject({
      enabled: z.boolean(),
      optionsPerOffer: z.int().min(1).max(3),
      holdMinutes: z.int().min(2).max(1440),
      horizonDays: z.int().min(1).max(180),
      /** A new slot starts no sooner than this after the offer. */
      leadMinutes: z.int().min(0).max(10080),
    })
    .default({ enabled: true, optionsPerOffer: 3, holdMinutes: 30, horizonDays: 30, leadMinutes: 120 }),
});
export type Policy = z.infer<typeof Policy>;

/** What a careful practice would choose; used until it chooses. */
export const defaultPolicy: Policy = Policy.parse({});

export const PolicyVersion = z.object({ version: z.int().min(1), policy: Policy, createdAt: z.string() });
