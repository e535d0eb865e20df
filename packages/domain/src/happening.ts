/** What happens to an outreach: facts from outside bound to it, and what our own clock finds. */
import type { Fact } from '@rollcall/contracts';
import type { BoundText } from './apply-text.js';
import type { NewId } from './turn.js';

export type Happening =
  | Exclude<Fact, { kind: 'text' | 'callback' }>
  | BoundText
  | { kind: 'in-doubt-expired'; attemptId: string; found: boolean }
  | { kind: 'lease-lost'; attemptId: string };

export interface FactContext {
  newId: NewId;
  /** When a throttled attempt may be published again: the provider's wish in business time. */
  retryAt: (retryAfterMs: number) => Date;
}

export type Of<K extends Happening['kind']> = Extract<Happening, { kind: K }>;
