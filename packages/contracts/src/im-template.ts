/**
 * The registry of WhatsApp templates: which content is approved by Meta, per purpose and language. What is not approved is
 * not sent. One registry per installation, as there is one WhatsApp sender.
 */
import { z } from 'zod';
import { Instant, line } from './primitives.js';

export const imTemplateNames = [
  'appointment_notice',
  'appointment_offer',
  'appointment_booked',
  'appointment_noted',
  'appointment_clarify',
  'appointment_correction',
] as const;
export const ImTemplateName = z.enum(imTemplateNames);
export type ImTemplateName = z.infer<typeof ImTemplateName>;

/** Only `approved` is sent to somebody who has not written in the last 24 hours. */
export const imTemplateStates = ['approved', 'pending', 'rejected', 'paused'] as const;
export const ImTemplateState = z.enum(imTemplateStates);
export type ImTemplateState = z.infer<typeof ImTemplateState>;

export const ImTemplateInput = z.strictObject({
  name: ImTemplateName,
  /** Of the template's words: a language Rollcall speaks. */
  language: z.string().regex(/^[a-z]{2}$/, { error: 'must be a language like en' }),
  contentSid: z.string().regex(/^HX[0-9a-fA-F]{32}$/, { error: 'must be a ContentSid, HX and 32 hex digits' }),
  /** The others (marketing, authentication) are not what a practice says to its patients. */
  category: z.literal('UTILITY').default('UTILITY'),
  state: ImTemplateState,
  /** Why it is not approved, for whoever looks. */
  because: line(200).optional(),
});
export type ImTemplateInput = z.infer<typeof ImTemplateInput>;
export const ImTemplatesInput = z.strictObject({ templates: z.array(ImTemplateInput).min(1).max(100) });

export const ImTemplateView = ImTemplateInput.extend({ because: z.string().nullable(), updatedAt: Instant });
export type ImTemplateView = z.infer<typeof ImTemplateView>;
