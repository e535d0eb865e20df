import { createHmac } from 'node:crypto';

/**
 * The key ring: `id:base64,id:base64,index:base64`. The first key seals, every key opens, so keys rotate without
 * downtime: put the new one in front, reseal, then drop the old one. The key called `index` makes the blind indexes and
 * stays for as long as the rows do.
 */
export interface KeyRing {
  readonly active: string;
  readonly keys: ReadonlyMap<string, Buffer>;
  readonly index: Buffer;
  /** Enciphers page tokens; derived from `index`. */
  readonly pages: Buffer;
  /** Enciphers the tokens in a mail's headers; derived from `index`. */
  readonly mails: Buffer;
}

/** Throws when a key is not 32 bytes, an id repeats, or a needed key is missing. Never prints a key. */
export function readKeyRing(text: string): KeyRing {
  const keys = new Map<string, Buffer>();
  let index: Buffer | undefined;
  let active: string | undefined;
  for (const part of text.split(',')) {
    const at = part.indexOf(':');
    if (at < 1) throw new Error('ENCRYPTION_KEYS: an entry has no id before a colon');
    const id = part.slice(0, at).trim();
    const key = Buffer.from(part.slice(at + 1).trim(), 'base64');
    if (key.length !== 32) throw new Error(`ENCRYPTION_KEYS: the key "${id}" is not 32 bytes of base64`);
    if (id === 'index') index = key;
    else {
      if (keys.has(id)) throw new Error(`ENCRYPTION_KEYS: the id "${id}" is there twice`);
      keys.set(id, key);
      active ??= id;
    }
  }
  if (!active || !index) throw new Error('ENCRYPTION_KEYS needs at least one sealing key and one called "index"');
  const derived = (what: string): Buffer => createHmac('sha256', index).update(what).digest();
  return { active, keys, index, pages: derived('page tokens'), mails: derived('mail tokens') };
}
