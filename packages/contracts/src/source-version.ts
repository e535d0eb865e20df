/**
 * The sender's own version of what it says: its time, its sequence, or both (HL7: MSH-7 and the sequence number). Messages
 * overtake each other; what is older than what was said before changes nothing, and the answer says so.
 */
import { z } from 'zod';
import { Instant } from './primitives.js';

export const sourceVersion = {
  /** When your system wrote it. */
  sourceUpdatedAt: Instant.optional(),
  /** Your sequence; decides between two of the same time, or alone. */
  version: z.int().min(0).optional(),
};
export interface SourceVersion {
  sourceUpdatedAt?: string | undefined;
  version?: number | undefined;
}
