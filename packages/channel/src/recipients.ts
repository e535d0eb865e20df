/**
 * Outside production nobody real is contacted: either the provider is a stand-in (its base URL is set), or the address
 * is on the allow list. Case 85 of docs/edge-cases.md.
 */
import type { Outcome } from '@rollcall/contracts';
import type { Send } from './channel.js';

export { isStandIn } from '@rollcall/contracts';

export interface RecipientGuard {
  production: boolean;
  /** The provider's base URL points at a stand-in. */
  standIn: boolean;
  /** Comma-separated addresses. */
  allowList: string;
}

export function mayContact(address: string, guard: RecipientGuard): boolean {
  if (guard.production || guard.standIn) return true;
  const bare = address.replace(/^(whatsapp|messenger):/, '').toLowerCase();
  return guard.allowList
    .split(',')
    .map((a) => a.trim().toLowerCase())
    .includes(bare);
}

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
