/** A practice is the tenant: everything belongs to exactly one. */
import { z } from 'zod';
import { PracticeId } from './ids.js';
import { Country, Instant, LanguageTag, line, readPhone, TimeZone } from './primitives.js';

export const apiScopes = ['batches', 'slots', 'operate', 'settings'] as const;
export const ApiScope = z.enum(apiScopes);
export type ApiScope = z.infer<typeof ApiScope>;

export const PracticeInput = z.strictObject({
  name: line(120),
  /** Said and written to patients: neutral, without a specialty that tells too much. */
  spokenName: line(80),
  timeZone: TimeZone,
  country: Country,
  language: LanguageTag.default('en'),
  /** Read out on voicemail and printed in messages. */
  callbackNumber: line(40),
  /** Where a patient who presses 3 is put through, once somebody there accepts; null: a task is opened, and that is all. */
  operatorNumber: line(40)
    .refine((n) => n.startsWith('+') && readPhone(n, 'US').ok, {
      error: 'must be a phone number with its country, like +1 212 555 0100',
    })
    .nullish(),
});
export type PracticeInput = z.infer<typeof PracticeInput>;
export const PracticePatch = PracticeInput.partial();
export const Practice = PracticeInput.extend({
  id: PracticeId,
  language: LanguageTag,
  createdAt: Instant,
  /** Since when nothing is sent in its name any more. */
  closedAt: Instant.nullable(),
});
export type Practice = z.infer<typeof Practice>;

export const ApiKeyInput = z.strictObject({
  label: line(80).default('key'),
  scopes: z.array(ApiScope).min(1).default(['batches', 'slots', 'operate', 'settings']),
  /** One named operator's: shows restricted records in the clear. */
  seesRestricted: z.boolean().default(false),
});
export const ApiKeyCreated = z.object({
  id: z.string(),
  /** `rk_<id>_<secret>`: shown this once. */
  key: z.string(),
  label: z.string(),
  scopes: z.array(ApiScope),
  createdAt: Instant,
});
