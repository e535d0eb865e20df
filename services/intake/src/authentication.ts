/** Who is asking: a practice's key with its scopes, or the administrator. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { ApiScope } from '@rollcall/contracts';
import { type Database, holderOfKey, type KeyHolder } from '@rollcall/database';
import { Problem } from '@rollcall/platform';
import type { FastifyRequest } from 'fastify';

/** A revoked key works for this much longer at most. Real milliseconds. */
const rememberMs = 5000;

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const bearer = (request: FastifyRequest): string => {
  const header = request.headers.authorization ?? '';
  return header.startsWith('Bearer ') ? header.slice(7) : '';
};

export interface Authentication {
  /** The practice whose key is shown; 401 without a good key, 403 when it lacks every one of `scopes`. */
  practice(request: FastifyRequest, ...scopes: ApiScope[]): Promise<KeyHolder>;
  admin(request: FastifyRequest): void;
}

export function authentication(database: Database, adminToken: string): Authentication {
  const known = new Map<string, { holder: KeyHolder; until: number }>();
  const admin = digest(adminToken);
  return {
    practice: async (request, ...scopes) => {
      const key = bearer(request);
      const id = digest(key).toString('base64');
      let entry = known.get(id);
      if (!entry || entry.until < performance.now()) {
        const holder = await holderOfKey(database, key);
        if (!holder) throw new Problem('unauthorized');
        entry = { holder, until: performance.now() + rememberMs };
        if (known.size > 10_000) known.clear();
        known.set(id, entry);
      }
      const { holder } = entry;
      if (!scopes.some((s) => holder.scopes.includes(s)))
        throw new Problem('forbidden', `one of these scopes is needed: ${scopes.join(', ')}`);
      return holder;
    },
    admin: (request) => {
      if (!timingSafeEqual(digest(bearer(request)), admin)) throw new Problem('unauthorized');
    },
  };
}
