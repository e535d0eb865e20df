/** Who looked at names and numbers: for the practice's privacy officer. */
import { z } from 'zod';
import { OutreachId } from './ids.js';
import { Instant, line } from './primitives.js';

export const ViewEntry = z.object({
  id: z.uuid(),
  at: Instant,
  keyId: z.string(),
  keyLabel: z.string().nullable(),
  what: z.enum(['tasks', 'call-list', 'break-glass']),
  /** Whose names and numbers were shown. */
  outreachIds: z.array(OutreachId),
  /** Of those, the restricted ones. */
  restrictedIds: z.array(OutreachId),
  by: z.string().nullable(),
  because: z.string().nullable(),
});
export type ViewEntry = z.infer<typeof ViewEntry>;

/** Nobody with a key for restricted records is there, and the patient will soon leave home. */
export const BreakGlassInput = z.strictObject({ by: line(120), because: line(500) });
