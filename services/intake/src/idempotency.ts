/** The same key and body: the same answer, once done. The same key with another body: a conflict. */
import { createHash } from 'node:crypto';
import { setImmediate as everybodyElse } from 'node:timers/promises';
import { type Database, type KeptAnswer, keepAnswer, keptAnswer, lockKey, type Tx } from '@rollcall/database';
import { canonical } from '@rollcall/domain';
import { faultPoint, Problem } from '@rollcall/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';

export interface Once {
  database: Database;
  practiceId: string;
  now: Date;
  /** Of the answer, or by it. */
  status: number | ((response: object) => number);
  /** What of the answer may be stored: without secrets. */
  storable?: (response: object) => object;
}

/** Does `work` and keeps its answer in one transaction; a repeated request gets the kept answer and does nothing. */
export async function once(
  request: FastifyRequest,
  reply: FastifyReply,
  o: Once,
  work: (tx: Tx) => Promise<object>,
): Promise<FastifyReply> {
  const key = keyOf(request);
  const statusOf = (response: object): number => (typeof o.status === 'number' ? o.status : o.status(response));
  if (key === null) {
    const done = await o.database.transaction(work);
    return reply.code(statusOf(done)).send(done);
  }
  const requestHash = await hashOf(`${request.method} ${request.routeOptions.url}`, request.body ?? null);
  const outcome = await o.database.transaction(async (tx): Promise<{ kept: KeptAnswer } | { done: object }> => {
    // Two at the same moment: the second waits here, and then finds the first one's answer.
    await lockKey(tx, o.practiceId, key);
    const kept = await keptAnswer(tx, o.practiceId, key);
    if (kept) return { kept };
    const done = await work(tx);
    await keepAnswer(
      tx,
      o.practiceId,
      key,
      { requestHash, status: statusOf(done), response: o.storable?.(done) ?? done },
      o.now,
    );
    faultPoint('intake.before-commit');
    return { done };
  });
  faultPoint('intake.after-commit');
  return 'kept' in outcome
    ? replay(reply, outcome.kept, requestHash)
    : reply.code(statusOf(outcome.done)).send(outcome.done);
}

/** Elements of a long list that are hashed before everybody else gets a turn. */
const atATime = 250;

/** SHA-256 over the canonical request. Ten thousand rows are hashed a few at a time. */
async function hashOf(what: string, body: unknown): Promise<Buffer> {
  const hash = createHash('sha256').update(`${what}\n`);
  const isObject = body !== null && typeof body === 'object' && !Array.isArray(body);
  if (!isObject) return hash.update(canonical(body)).digest();
  let before = '{';
  for (const [key, value] of Object.entries(body).sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${before}${JSON.stringify(key)}:`);
    before = ',';
    if (!Array.isArray(value)) {
      hash.update(canonical(value));
      continue;
    }
    for (let n = 0; n < value.length; n += atATime) {
      hash.update(
        `${n === 0 ? '[' : ','}${value
          .slice(n, n + atATime)
          .map(canonical)
          .join()}`,
      );
      await everybodyElse();
    }
    hash.update(value.length === 0 ? '[]' : ']');
  }
  return hash.update(before === '{' ? '{}' : '}').digest();
}

function keyOf(request: FastifyRequest): string | null {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key))
    throw new Problem('invalid', undefined, {
      errors: [{ pointer: '', code: 'invalid', detail: 'Idempotency-Key must be 1 to 255 visible characters' }],
    });
  return key;
}

function replay(reply: FastifyReply, kept: KeptAnswer, requestHash: Buffer): FastifyReply {
  if (!kept.requestHash.equals(requestHash)) throw new Problem('idempotency_conflict');
  return reply.code(kept.status).header('idempotent-replay', 'true').send(kept.response);
}
