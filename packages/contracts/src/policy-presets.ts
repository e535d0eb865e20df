/**
 * Policies to begin with, as data. A practice takes one by name and changes what it likes; what is stored is a policy like
 * any other, so a preset that is changed later changes nobody's day.
 */
import { z } from 'zod';
import { carefulIn, defaultPolicy, Policy } from './policy.js';

export const presetNames = ['gentle', 'same-day', 'clinical-priority', 'exempt-only'] as const;
export const PresetName = z.enum(presetNames);
export type PresetName = z.infer<typeof PresetName>;

/** Who should take it, and what it gives up. */
interface Preset {
  forWhom: string;
  costs: string;
  policy: Policy;
}

const { reschedule } = defaultPolicy;

export const presets: Record<PresetName, Preset> = {
  gentle: {
    forWhom: 'A practice that mostly cancels days ahead, and had rather call by hand than let a phone ring twice.',
    costs: 'On the day itself many more patients are left for a person, who gets them half an hour earlier.',
    policy: Policy.parse({
      ladder: {
        // Mail first: it goes out at once where the others still wait for their window.
        sameDay: [
          { channel: 'email', waitMinutes: 0 },
          { channel: 'im', waitMinutes: 0 },
          { channel: 'sms', waitMinutes: 25 },
          { channel: 'voice', waitMinutes: 30 },
        ],
        ahead: [
          { channel: 'sms', waitMinutes: 0 },
          { channel: 'im', waitMinutes: 0 },
          { channel: 'email', waitMinutes: 720 },
          { channel: 'voice', waitMinutes: 1440 },
        ],
      },
      windows: { normal: { from: '09:00', to: '19:00' }, urgent: { from: '07:00', to: '21:00' } },
      caps: { withoutConsentPerDay: 1, withoutConsentPerWeek: 3, perDay: 4 },
      voicemail: 'none',
      operatorLeadMinutes: 90,
      reschedule: { ...reschedule, holdMinutes: 60, leadMinutes: 1440 },
    }),
  },
  'same-day': {
    forWhom: 'A practice whose doctor falls ill in the morning. The default.',
    costs:
      'Whoever does not answer in writing is called up to four times within an hour and five minutes, sooner where the deadline is near.',
    policy: defaultPolicy,
  },
  'clinical-priority': {
    forWhom: 'Visits for which coming in vain does harm: fasting, infusions, a driver booked, medicine stopped.',
    costs: 'Everybody is called at once, also those who would have answered the text.',
    policy: Policy.parse({
      ladder: {
        sameDay: [
          { channel: 'voice', waitMinutes: 0 },
          { channel: 'sms', waitMinutes: 0 },
          { channel: 'im', waitMinutes: 0 },
          { channel: 'email', waitMinutes: 6 },
          { channel: 'voice', waitMinutes: 6 },
          { channel: 'sms', waitMinutes: 6 },
          { channel: 'voice', waitMinutes: 10 },
          { channel: 'voice', waitMinutes: 10 },
        ],
        ahead: [
          { channel: 'sms', waitMinutes: 0 },
          { channel: 'im', waitMinutes: 0 },
          { channel: 'email', waitMinutes: 60 },
          { channel: 'voice', waitMinutes: 180 },
          { channel: 'sms', waitMinutes: 180 },
          { channel: 'voice', waitMinutes: 360 },
          { channel: 'voice', waitMinutes: 360 },
        ],
      },
      sameDayHours: 24,
      operatorLeadMinutes: 90,
      // Fasting begins the evening before, and a driver comes early.
      gettingReadyMinutes: 40,
    }),
  },
  'exempt-only': {
    forWhom:
      'A practice that has no recorded consent at all, and keeps to what 47 CFR 64.1200(a)(9)(iv) exempts for everybody.',
    costs:
      'One call, no texts (a text is exempt only where it is free to who gets it): whoever misses it is left for a person.',
    policy: Policy.parse({
      ladder: {
        sameDay: [
          { channel: 'email', waitMinutes: 0 },
          { channel: 'voice', waitMinutes: 30 },
        ],
        ahead: [
          { channel: 'email', waitMinutes: 240 },
          { channel: 'voice', waitMinutes: 1440 },
          { channel: 'voice', waitMinutes: 1440 },
        ],
      },
      caps: { withoutConsentPerDay: 1, withoutConsentPerWeek: 3, perDay: 1 },
      channels: { voice: true, sms: false, email: true, im: false },
      operatorLeadMinutes: 120,
    }),
  },
};

/** The fields of a policy, each as it would be given alone: with its words, without its default. */
const fields = Object.fromEntries(Object.entries(Policy.shape).map(([name, field]) => [name, alone(field)])) as {
  [K in keyof Policy]: z.ZodOptional<z.ZodType<Policy[K]>>;
};

function alone(field: z.ZodType): z.ZodType {
  const inner = field instanceof z.ZodDefault ? (field.unwrap() as z.ZodType) : field;
  return inner.optional().meta({ ...inner.meta(), ...field.meta() });
}

/**
 * What is put: a policy, or a preset by name with the fields that are to be otherwise. A field is replaced whole. What is
 * not given comes from the preset, without one from the default, and is careful for the practice's country, where that is known.
 */
export const PolicyInput = z.strictObject({ preset: PresetName.optional(), ...fields });
export type PolicyInput = z.infer<typeof PolicyInput>;

export function policyFrom({ preset, ...fields }: PolicyInput, country?: string): Policy {
  const base = preset ? presets[preset].policy : defaultPolicy;
  return Policy.parse({ ...base, ...(country ? carefulIn(country, base.channels) : {}), ...fields });
}

export const PolicyPresetView = z.object({
  name: PresetName,
  forWhom: z.string(),
  costs: z.string(),
  isDefault: z.boolean(),
  policy: Policy,
});
