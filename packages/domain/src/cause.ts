/** Why something was decided: all a decision was told, as data, so that it can be decided again. */
import type { AttestInput } from '@rollcall/contracts';
import type { Happening } from './happening.js';
import type { PatientChange } from './patients.js';

export type Cause =
  | { kind: 'alarm' }
  /** The alarm's decision could not be made or written. */
  | { kind: 'undecidable' }
  /** `retryAt`: when a provider's wish to wait ends, in the business time of then. */
  | { kind: 'fact'; fact: Happening; retryAt?: string }
  /** `followUp`: by a build that follows corrections up. */
  | { kind: 'withdraw'; noticeId: string; by: string; followUp?: true }
  /** Every notice of the outreach that can be. */
  | { kind: 'withdraw-all'; by: string; followUp?: true }
  | { kind: 'patient'; change: PatientChange }
  | { kind: 'merge'; noticeIds: readonly string[]; by: string }
  | { kind: 'attest'; input: AttestInput }
  | { kind: 'resolve'; taskId: string; by: string; resolution: string };
