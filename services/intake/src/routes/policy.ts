/** The practice's policy: read, replaced as a whole, old versions stay readable. */
import { Policy } from '@rollcall/contracts';
import { addPolicy, findPolicy } from '@rollcall/database';
import { Problem } from '@rollcall/platform';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { IntakeContext } from '../app.js';
import { readBody } from '../validation.js';

const Query = z.object({ version: z.coerce.number().int().min(1).max(1_000_000).optional() });

export function policyRoutes(app: FastifyInstance, { database, clock, auth }: IntakeContext): void {
  app.get('/v1/policy', async (request) => {
    const { practiceId } = await auth.practice(request, 'settings', 'batches', 'operate');
    const found = await findPolicy(database.pool, practiceId, readBody(Query, request.query).version ?? null);
    if (!found) throw new Problem('not_found');
    return found;
  });

  app.put('/v1/policy', async (request) => {
    const { practiceId } = await auth.practice(request, 'settings');
    return addPolicy(database, practiceId, readBody(Policy, request.body), clock.now());
  });
}
