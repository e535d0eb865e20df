/**
 * Outside production nobody real is contacted: either the provider is a stand-in (its base URL is set), or the address
 * is on the allow list. Case 85 of docs/edge-cases.md.
 */

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
