/**
 * Sealing at rest: AES-256-GCM, bound to the practice and to what the value is, so that a sealed name does not open as
 * somebody else's address. Layout: id length (1) | key id | nonce (12) | tag (16) | ciphertext.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import type { KeyRing } from './key-ring.js';

/** What is sealed: part of the authenticated data. */
export type SealedWhat = 'patient' | 'party' | 'address' | 'note' | 'fact' | 'secret' | 'words';

/** Facts from outside are sealed before anybody knows whose they are. */
export const noPractice = '00000000-0000-0000-0000-000000000000';

const nonceBytes = 12;

export class Sealer {
  readonly #ring: KeyRing;
  readonly #sealWith: KeyObject;
  readonly #openWith: ReadonlyMap<string, KeyObject>;
  readonly #indexWith: KeyObject;
  /** With its length before it. */
  readonly #keyId: Buffer;
  #drawn = Buffer.alloc(0);

  constructor(ring: KeyRing) {
    this.#ring = ring;
    const key = ring.keys.get(ring.active);
    if (!key) throw new Error('the active key is missing');
    // Made ready once: as bytes, a key would be checked and copied for every value.
    this.#sealWith = createSecretKey(key);
    this.#openWith = new Map([...ring.keys].map(([id, bytes]) => [id, createSecretKey(bytes)]));
    this.#indexWith = createSecretKey(ring.index);
    const id = Buffer.from(ring.active);
    this.#keyId = Buffer.concat([Buffer.from([id.length]), id]);
  }

  seal(plain: string, what: SealedWhat, practiceId: string): Buffer {
    const nonce = this.#nonce();
    const cipher = createCipheriv('aes-256-gcm', this.#sealWith, nonce);
    cipher.setAAD(Buffer.from(`${what}:${practiceId}`));
    const body = cipher.update(plain, 'utf8');
    // Nothing is left for it: GCM enciphers letter by letter. It makes the tag.
    cipher.final();
    return Buffer.concat([this.#keyId, nonce, cipher.getAuthTag(), body]);
  }

  /** 12 random bytes; drawn many at once, because asking the system for a few costs more than sealing with them. */
  #nonce(): Buffer {
    if (this.#drawn.length < nonceBytes) this.#drawn = randomBytes(nonceBytes * 256);
    const nonce = this.#drawn.subarray(0, nonceBytes);
    this.#drawn = this.#drawn.subarray(nonceBytes);
    return nonce;
  }

  /** Throws when the key is gone, the bytes were changed, or it was sealed as something else. */
  open(sealed: Buffer, what: SealedWhat, practiceId: string): string {
    const { keyId, at } = readKeyId(sealed);
    const key = this.#openWith.get(keyId);
    if (!key) throw new Error(`no key "${keyId}" on the ring`);
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(at, at + 12));
    decipher.setAAD(Buffer.from(`${what}:${practiceId}`));
    decipher.setAuthTag(sealed.subarray(at + 12, at + 28));
    return Buffer.concat([decipher.update(sealed.subarray(at + 28)), decipher.final()]).toString('utf8');
  }

  /** It is this value, sealed with the key that seals now. False as well for what cannot be opened: it is to be sealed anew. */
  holds(sealed: Buffer, plain: string, what: SealedWhat, practiceId: string): boolean {
    try {
      return !this.isStale(sealed) && this.open(sealed, what, practiceId) === plain;
    } catch {
      return false;
    }
  }

  /** Sealed with an older key: due for resealing. */
  isStale(sealed: Buffer): boolean {
    return readKeyId(sealed).keyId !== this.#ring.active;
  }

  /** What all that is sealed with the active key begins with. */
  get mark(): Buffer {
    return this.#keyId;
  }

  /** 32 bytes that find an address again without revealing it: HMAC-SHA-256 over its normal form. */
  blindIndex(address: string): Buffer {
    return createHmac('sha256', this.#indexWith).update(normalAddress(address)).digest();
  }

  /**
   * The opaque token of an attempt's page: its id, enciphered. A UUID is one block of AES, so the token is 22 letters, and
   * nothing about it is stored. A guessed one deciphers to an id that no attempt has.
   */
  pageToken(attemptId: string): string {
    return enciphered(this.#ring.pages, attemptId).toString('base64url');
  }

  /** The attempt a page token stands for; null for what cannot be one. */
  attemptOfToken(token: string): string | null {
    const block = Buffer.from(token, 'base64url');
    return block.length === 16 && token.length === 22 ? deciphered(this.#ring.pages, block) : null;
  }

  /**
   * The token of a mail, in its reply address and in the address to unsubscribe. It opens no page. Hexadecimal: mail
   * servers may write an address in small letters.
   */
  mailToken(attemptId: string): string {
    return enciphered(this.#ring.mails, attemptId).toString('hex');
  }

  /** The attempt a mail's token stands for; null for what cannot be one. */
  attemptOfMailToken(token: string): string | null {
    return /^[0-9a-f]{32}$/i.test(token) ? deciphered(this.#ring.mails, Buffer.from(token, 'hex')) : null;
  }
}

const enciphered = (key: Buffer, id: string): Buffer =>
  createCipheriv('aes-256-ecb', key, null)
    .setAutoPadding(false)
    .update(Buffer.from(id.replaceAll('-', ''), 'hex'));

function deciphered(key: Buffer, block: Buffer): string {
  const hex = createDecipheriv('aes-256-ecb', key, null).setAutoPadding(false).update(block).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** One person's number is the same behind a call, a text and WhatsApp. */
export const normalAddress = (address: string): string =>
  address
    .replace(/^(whatsapp|messenger|rcs):/, '')
    .trim()
    .toLowerCase();

function readKeyId(sealed: Buffer): { keyId: string; at: number } {
  const length = sealed[0] ?? 0;
  return { keyId: sealed.subarray(1, 1 + length).toString(), at: 1 + length };
}
