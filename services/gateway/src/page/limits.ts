/**
 * How often a page may be asked for, in this process: by token (a person needs five requests), and by address where we know
 * it. Behind a proxy that nobody told us of all patients would have one address, so then only tokens count.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';

const perTokenAndMinute = 60;
/** A mobile carrier puts thousands of phones behind one address. */
const perAddressAndMinute = 600;

/** Seconds to wait; null when the request may go on. */
export type Limits = (request: FastifyRequest) => Promise<number | null>;

export function pageLimits(app: FastifyInstance, addressesAreKnown: boolean): Limits {
  const byToken = app.createRateLimit({
    max: perTokenAndMinute,
    timeWindow: '1 minute',
    keyGenerator: (r) => `page ${(r.params as { token: string }).token}`,
  });
  const byAddress = app.createRateLimit({ max: perAddressAndMinute, timeWindow: '1 minute', ipv6Subnet: 64 });
  return async (request) => {
    for (const limit of addressesAreKnown ? [byToken, byAddress] : [byToken]) {
      const verdict = await limit(request);
      if (!verdict.isAllowed && verdict.isExceeded) return verdict.ttlInSeconds;
    }
    return null;
  };
}
