/** A patient between batches and in the middle of one: what the practice's system changes, and what it may see. */
import { z } from 'zod';
import { ContactInput } from './batch.js';
import { ContactPointId } from './ids.js';
import { ConsentBasis, LineType, Need, needs } from './people.js';
import { ExternalId, Instant, LanguageTag, line } from './primitives.js';
import { sourceVersion } from './source-version.js';
import { Channel, ContactFault, ContactSystem } from './words.js';

const Contacts = z.array(ContactInput).max(20);

/** What is not named stays as it is. Contacts are always all of them: one that is left out is old. */
export const PatientPatch = z.strictObject({
  contacts: Contacts.optional(),
  /** Of the guardian who is told of this patient. */
  guardian: z.strictObject({ contacts: Contacts, externalId: ExternalId.optional() }).optional(),
  deceased: z.boolean().optional(),
  doNotContact: z.boolean().optional(),
  needs: z.array(Need).max(needs.length).optional(),
  language: LanguageTag.optional(),
  restricted: z.boolean().optional(),
  /** Who says so, for the record; the practice's system when absent. */
  by: line(120).optional(),
  ...sourceVersion,
});
export type PatientPatch = z.infer<typeof PatientPatch>;

/** The record in the path is the duplicate; `into` the one that stays (HL7 ADT A40, FHIR `link`). */
export const PatientMerge = z.strictObject({ into: ExternalId, by: line(120).optional() });

/** Where the patient is reached, without names and numbers: for the practice's system to put its own data right. */
export const PatientView = z.object({
  externalId: z.string(),
  deceased: z.boolean(),
  doNotContact: z.boolean(),
  restricted: z.boolean(),
  mergedInto: z.string().nullable(),
  /** The change was older than what you said before: nothing was changed. */
  outdated: z.literal(true).optional(),
  contacts: z.array(
    z.object({
      contactPointId: ContactPointId,
      /** The practice's own id of it. */
      contactId: z.string().nullable(),
      party: z.enum(['patient', 'guardian', 'household']),
      system: ContactSystem,
      use: z.string().nullable(),
      rank: z.int(),
      lineType: LineType.nullable(),
      consent: z.enum(['given', 'unknown', 'denied']),
      consentBasis: ConsentBasis.nullable(),
      consentRecordedAt: Instant.nullable(),
      allowed: z.boolean(),
      /** Lasting faults, by channel. */
      faults: z.partialRecord(Channel, ContactFault),
      faultyAt: Instant.nullable(),
      /** Channels on which the holder of the address revoked consent. */
      optedOut: z.array(Channel),
    }),
  ),
});
export type PatientView = z.infer<typeof PatientView>;
