/** SendGrid signs timestamp + raw bytes with ECDSA. Its own library throws on bad input and blocks for 3 ms; crypto does not. */
import { createPublicKey, createVerify, type KeyObject } from 'node:crypto';

export interface SendGridSigned {
  /** Base64 DER (SPKI). */
  publicKey: string;
  timestamp: string;
  /** As it came: without its trailing line break the signature is wrong. */
  rawBody: Buffer;
  signature: string;
  now: Date;
  toleranceSeconds?: number;
}
export type SendGridVerdict = 'ok' | 'missing' | 'wrong' | 'stale';

const keys = new Map<string, KeyObject>();
function keyOf(der: string): KeyObject {
  const known = keys.get(der);
  if (known) return known;
  const key = createPublicKey({ key: Buffer.from(der, 'base64'), format: 'der', type: 'spki' });
  keys.set(der, key);
  return key;
}

/** The library has no freshness check: an old request, well signed, is a replay. */
const defaultToleranceSeconds = 600;

export function verifySendGrid(s: SendGridSigned): SendGridVerdict {
  if (s.signature === '' || s.timestamp === '') return 'missing';
  try {
    const verify = createVerify('sha256').update(s.timestamp).update(s.rawBody);
    if (!verify.verify(keyOf(s.publicKey), Buffer.from(s.signature, 'base64'))) return 'wrong';
  } catch {
    return 'wrong';
  }
  const age = Math.abs(s.now.getTime() / 1000 - Number(s.timestamp));
  return age <= (s.toleranceSeconds ?? defaultToleranceSeconds) ? 'ok' : 'stale';
}
