/** A provider's answer to one request, as a value. Exceptions are for bugs. */
import { z } from 'zod';
import { ContactFault } from './words.js';

/**
 * - `accepted`: the provider took it and gave a reference.
 * - `rejected`: it certainly was not sent, and will not be to this address, sender or template.
 * - `throttled`: it certainly was not processed; try again after `retryAfterMs`.
 * - `inDoubt`: it may have been sent. Never blindly resent.
 * - `misconfigured`: our account, credentials or sender is at fault; no patient is burnt for it.
 */
export const Outcome = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('accepted'),
    ref: z.string(),
    /** Not in the patient's language: it has no approved template. */
    writtenIn: z.string().optional(),
  }),
  z.object({
    kind: z.literal('rejected'),
    code: z.string(),
    /** A lasting fact about the address, where the code says one. */
    fault: ContactFault.nullable(),
    /** What of the address is spent: one channel of it, or all. */
    scope: z.enum(['attempt', 'sms', 'voice', 'im', 'email', 'all']),
    /** The same address may be tried again later. */
    transient: z.boolean(),
  }),
  z.object({ kind: z.literal('throttled'), code: z.string(), retryAfterMs: z.int().min(0) }),
  z.object({ kind: z.literal('inDoubt'), code: z.string() }),
  z.object({ kind: z.literal('misconfigured'), code: z.string() }),
]);
export type Outcome = z.infer<typeof Outcome>;
