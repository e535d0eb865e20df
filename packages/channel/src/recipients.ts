/** A worker sends to nobody real outside production. */
import type { Outcome } from '@rollcall/contracts';
import { mayContact, type RecipientGuard } from '@rollcall/platform';
import type { Send } from './channel.js';

export { isStandIn } from '@rollcall/contracts';
export { mayContact, type RecipientGuard };

/** The outcome for an address that may not be contacted: certain, harmless, visible. */
const notAllowed: Outcome = {
  kind: 'rejected',
  code: 'recipient_not_allowed_outside_production',
  fault: null,
  scope: 'attempt',
  transient: false,
};

export const guarded =
  (send: Send, guard: RecipientGuard): Send =>
  async (conversation, page) =>
    mayContact(conversation.attempt.address, guard) ? send(conversation, page) : notAllowed;
