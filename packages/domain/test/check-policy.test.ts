import { describe, expect, test } from '@jest/globals';
import {
  defaultPolicy,
  Policy,
  PolicyCheck,
  type PolicyFindingCode,
  policyFindings,
  policyFrom,
  presetNames,
  presets,
} from '@rollcall/contracts';
import { checkPolicy } from '../src/check-policy.js';

const { ladder, caps, channels, reschedule, windows } = defaultPolicy;
const step = (channel: 'voice' | 'sms' | 'email' | 'im', waitMinutes = 10) => ({ channel, waitMinutes });
const sameDay = (...steps: ReturnType<typeof step>[]) => ({ ladder: { ...ladder, sameDay: steps } });

/** Each finding, a policy that has it, and where. */
const faulty: [PolicyFindingCode, Partial<Policy>, string][] = [
  ['no_channel', { channels: { voice: false, sms: false, email: false, im: false } }, '/channels'],
  ['ladder_all_off', { channels: { ...channels, sms: false }, ...sameDay(step('sms')) }, '/ladder/sameDay'],
  ['ladder_never_finishes', { sameDayHours: 12, ...sameDay(step('sms', 400), step('voice', 300)) }, '/ladder/sameDay'],
  ['evidence_out_of_reach', { evidence: 'attested' }, '/evidence'],
  ['window_never_opens', { windows: { ...windows, urgent: { from: '06:00', to: '06:20' } } }, '/windows/urgent'],
  [
    'no_slot_ever_fits',
    { reschedule: { ...reschedule, horizonDays: 1, leadMinutes: 1440 } },
    '/reschedule/leadMinutes',
  ],
  ['hold_outlasts_slot', { reschedule: { ...reschedule, holdMinutes: 121 } }, '/reschedule/holdMinutes'],
  ['ladder_squeezed', sameDay(step('sms', 120), step('voice', 120)), '/ladder/sameDay'],
  ['channel_off_in_ladder', { channels: { ...channels, voice: false } }, '/ladder/sameDay/3/channel'],
  [
    'channel_never_used',
    { ladder: { sameDay: [step('voice'), step('sms')], ahead: [step('voice'), step('email')] } },
    '/channels/im',
  ],
  ['channel_rings_twice', sameDay(step('voice', 0), step('email', 0), step('voice')), '/ladder/sameDay/2'],
  ['no_time_to_answer', sameDay(step('sms'), step('voice', 0)), '/ladder/sameDay/1/waitMinutes'],
  ['no_voice', sameDay(step('sms'), step('email')), '/ladder/sameDay'],
  ['caps_stop_ladder', { caps: { ...caps, perDay: 2 } }, '/caps/perDay'],
  ['caps_above_exemption', { caps: { ...caps, withoutConsentPerWeek: 9 } }, '/caps/withoutConsentPerWeek'],
  ['exempt_numbers_never_rung', { caps: { ...caps, withoutConsentPerDay: 0 } }, '/caps/withoutConsentPerDay'],
  ['evidence_weak', { evidence: 'read' }, '/evidence'],
  ['evidence_beyond_texts', { evidence: 'confirmed' }, '/evidence'],
  ['window_urgent_narrower', { windows: { ...windows, urgent: { from: '08:00', to: '19:00' } } }, '/windows/urgent'],
  ['window_opens_late', { windows: { ...windows, urgent: { from: '08:30', to: '22:00' } } }, '/windows/urgent/from'],
  ['window_rings_at_night', { windows: { ...windows, normal: { from: '07:00', to: '20:00' } } }, '/windows/normal'],
  [
    'window_too_narrow_for_zones',
    { windows: { ...windows, normal: { from: '10:00', to: '12:30' } } },
    '/windows/normal',
  ],
  ['same_day_begins_late', { sameDayHours: 6 }, '/sameDayHours'],
  ['operator_lead_too_short', { operatorLeadMinutes: 5 }, '/operatorLeadMinutes'],
  ['operator_lead_too_long', { operatorLeadMinutes: 420 }, '/operatorLeadMinutes'],
  ['deadline_at_start', { gettingReadyMinutes: 0, defaultTravelMinutes: 0 }, '/gettingReadyMinutes'],
  [
    'hold_longer_than_day',
    { reschedule: { ...reschedule, holdMinutes: 600, leadMinutes: 1440 } },
    '/reschedule/holdMinutes',
  ],
  [
    'confirmation_outlasts_slot',
    { bookings: { confirmedBy: 'practice', withinMinutes: 120 } },
    '/bookings/withinMinutes',
  ],
  ['voicemail_full', { voicemail: 'full' }, '/voicemail'],
];
const valueAt = (policy: object, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], policy);

describe('a policy is checked', () => {
  test.each(faulty)('%s is found before a patient pays for it', (code, over, pointer) => {
    const policy = Policy.parse({ ...defaultPolicy, ...over });
    const { findings, ok } = checkPolicy(policy);
    const found = findings.find((f) => f.code === code);
    expect(found).toMatchObject({ pointer, severity: policyFindings[code][0] });
    expect(valueAt(policy, pointer)).toBeDefined();
    expect(ok).toBe(findings.every((f) => f.severity === 'warning'));
  });

  test('every finding there is has a policy above that shows it; texts are looked at where they are written', () => {
    expect(new Set([...faulty.map(([code]) => code), 'text_too_long'])).toEqual(new Set(Object.keys(policyFindings)));
  });

  test.each(presetNames)('the preset %s has nothing to find, and fits what is documented', (name) => {
    const check = checkPolicy(presets[name].policy);
    expect(check.findings).toEqual([]);
    expect(PolicyCheck.parse(check)).toEqual(check);
  });
});

describe('a policy is explained', () => {
  test('a silent patient is followed until the deadline, each step at its time', () => {
    const { steps } = checkPolicy(defaultPolicy).sameDay;
    expect(steps.map((s) => [s.minute, s.channel ?? s.kind])).toEqual([
      [0, 'sms'],
      [0, 'im'],
      [0, 'email'],
      [6, 'voice'],
      [20, 'voice'],
      [40, 'sms'],
      [45, 'voice'],
      [65, 'voice'],
      [85, 'hand-over'],
      [195, 'deadline'],
    ]);
  });

  test('days ahead the phone does not ring outside of the window', () => {
    for (const name of presetNames) {
      const { policy } = presets[name];
      for (const s of checkPolicy(policy).ahead.steps.filter((s) => s.channel === 'voice')) {
        const time = s.at.slice(-5);
        expect([name, time >= policy.windows.urgent.from && time < policy.windows.urgent.to]).toEqual([name, true]);
      }
    }
  });

  test('a call of the day before does not count against the one of today', () => {
    const { steps } = checkPolicy(presets['exempt-only'].policy).ahead;
    expect(steps.filter((s) => s.channel === 'voice').map((s) => s.at)).toEqual([
      'Fri 18:00',
      'Sat 18:00',
      'Mon 16:00',
    ]);
  });

  test('the summary says what happens to whoever gave no consent', () => {
    expect(checkPolicy(defaultPolicy).summary).toContain('the other 5 steps by phone are skipped and a person gets it');
  });
});

describe('a preset', () => {
  test('is taken by name, and what is given beside it is otherwise', () => {
    const policy = policyFrom({ preset: 'gentle', operatorLeadMinutes: 120 });
    expect(policy).toEqual({ ...presets.gentle.policy, operatorLeadMinutes: 120 });
  });

  test('what a practice does not say is the default', () => {
    expect(policyFrom({})).toEqual(defaultPolicy);
  });
});
