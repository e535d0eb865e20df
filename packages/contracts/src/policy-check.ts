/** What a policy does, in words, and what is wrong with it. */
import { z } from 'zod';
import { Policy } from './policy.js';
import { Channel } from './words.js';

/**
 * An error makes sure that somebody is not told, or that the rule it stands in can never hold: such a policy is refused.
 * A warning is something that a careful practice would do otherwise.
 */
export const policyFindings = {
  no_channel: ['error', 'every channel is off'],
  ladder_all_off: ['error', 'every step of a ladder is on a channel that is off'],
  ladder_never_finishes: [
    'error',
    'the same-day steps take longer than there is time between `sameDayHours` and the hand-over to a person',
  ],
  evidence_out_of_reach: ['error', 'no channel of the ladders can give the grade that closes a notice'],
  window_never_opens: ['error', 'a window is open for less than half an hour a day'],
  no_slot_ever_fits: ['error', 'new times would have to start both later and sooner than is possible'],
  hold_outlasts_slot: ['error', 'a time that is held may begin before it is chosen'],
  confirmation_outlasts_slot: ['error', 'a time may begin before the practice has confirmed it'],
  ladder_squeezed: [
    'warning',
    'for a visit at half past ten, cancelled that morning, the steps come closer than they say',
  ],
  channel_off_in_ladder: ['warning', 'a step is on a channel that is off'],
  channel_never_used: ['warning', 'a channel is on, and no step uses it'],
  channel_rings_twice: ['warning', 'two steps side by side contact the same phone'],
  no_time_to_answer: ['warning', 'a person gets it in the moment the last message goes out'],
  no_voice: ['warning', 'no step is a call: landlines are never reached'],
  caps_stop_ladder: ['warning', 'the daily cap of a number ends the ladder before its last step'],
  caps_above_exemption: ['warning', 'more without consent than 47 CFR 64.1200(a)(9)(iv) exempts'],
  exempt_numbers_never_rung: ['warning', 'numbers without recorded consent are never contacted'],
  evidence_weak: ['warning', 'a notice closes without an answer'],
  evidence_beyond_texts: ['warning', 'whoever answers by text is contacted on'],
  window_urgent_narrower: ['warning', 'the urgent window is closed while the normal one is open'],
  window_opens_late: ['warning', 'the urgent window opens after eight'],
  window_rings_at_night: ['warning', 'a window lets phones ring at night'],
  window_too_narrow_for_zones: ['warning', 'a window is never open in two zones a patient may be in'],
  same_day_begins_late: ['warning', 'the same-day ladder begins less than twelve hours before the deadline'],
  operator_lead_too_short: ['warning', 'a person gets the item too late to call'],
  operator_lead_too_long: ['warning', "half of a day's patients are with a person from the first minute"],
  deadline_at_start: ['warning', 'without a stated travel time the deadline is the start of the visit'],
  hold_longer_than_day: ['warning', 'offered times are kept from all others for hours'],
  voicemail_full: ['warning', 'the time of a visit is left on machines'],
  text_too_long: ['warning', "the practice's name makes a text cost more than one part"],
} as const satisfies Record<string, readonly ['error' | 'warning', string]>;
export type PolicyFindingCode = keyof typeof policyFindings;

export const PolicyFinding = z.object({
  code: z.enum(Object.keys(policyFindings) as [PolicyFindingCode, ...PolicyFindingCode[]]),
  /** JSON Pointer into the policy; empty: the policy as a whole. */
  pointer: z.string(),
  severity: z.enum(['error', 'warning']),
  words: z.string(),
});
export type PolicyFinding = z.infer<typeof PolicyFinding>;

/** One line of the plan, played forward for somebody who never answers. */
export const ExplainedStep = z.object({
  /** After the practice cancelled. */
  minute: z.int().min(0),
  /** On the patient's wall. */
  at: z.string(),
  kind: z.enum(['contact', 'hand-over', 'deadline']),
  channel: Channel.nullable(),
  words: z.string(),
});
export type ExplainedStep = z.infer<typeof ExplainedStep>;

export const ExplainedCase = z.object({
  /** Who is told when, and of what. */
  situation: z.string(),
  steps: z.array(ExplainedStep),
});
export type ExplainedCase = z.infer<typeof ExplainedCase>;

export const PolicyCheck = z.object({
  /** The policy that was checked, with preset and defaults filled in. */
  policy: Policy,
  /** No finding is an error: it would be accepted. */
  ok: z.boolean(),
  findings: z.array(PolicyFinding),
  /** In plain words. */
  summary: z.string(),
  sameDay: ExplainedCase,
  ahead: ExplainedCase,
});
export type PolicyCheck = z.infer<typeof PolicyCheck>;

export const PolicyPut = z.object({
  version: z.int().min(1),
  policy: Policy,
  createdAt: z.string(),
  /** What a careful practice would do otherwise. */
  warnings: z.array(PolicyFinding),
});
