/** Names the providers give. Random, not drawn from the seed: a restarted simulator must never name a new message like an old one. */
import { randomBytes, randomUUID } from 'node:crypto';

/** `SM` a text, `MM` a chat message, `CA` a call. */
export const newSid = (prefix: 'SM' | 'MM' | 'CA'): string => `${prefix}${randomBytes(16).toString('hex')}`;
export const newMailId = (): string => randomBytes(16).toString('base64url');
export const newToken = (): string => randomUUID();

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

/** The sender's own id, as found in a callback address; null when there is none. */
export const ridIn = (url: string | null | undefined): string | null => url?.match(uuid)?.at(-1)?.toLowerCase() ?? null;
