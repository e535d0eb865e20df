/** Where the practice wants its events, what was delivered, and again. */
import { Instant, WebhookEndpointInput, WebhookEndpointPatch } from '@rollcall/contracts';
import {
  createEndpoint,
  deleteEndpoint,
  listDeliveries,
  listEndpoints,
  recoverEndpoint,
  replayDelivery,
  rotateSecret,
  updateEndpoint,
} from '@rollcall/database';
import { Problem } from '@rollcall/platform';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { IntakeContext } from '../app.js';
import { once } from '../idempotency.js';
import { IdCursor, Paging, page, readBody, readCursor, readId } from '../validation.js';

type WithId = { Params: { id: string } };
const DeliveryQuery = Paging.extend({ state: z.enum(['pending', 'delivered', 'dead']).optional() });
const Since = z.object({ since: Instant });

export function webhookRoutes(app: FastifyInstance, { database, clock, newId, auth }: IntakeContext): void {
  app.post('/v1/webhook-endpoints', async (request, reply) => {
    const { practiceId } = await auth.practice(request, 'settings');
    const input = readBody(WebhookEndpointInput, request.body);
    return once(
      request,
      reply,
      // The secret is shown once; a repeated request gets the endpoint without it.
      {
        database,
        practiceId,
        now: clock.now(),
        status: 201,
        storable: ({ secret: _secret, ...rest }: { secret?: string }) => rest,
      },
      (tx) => createEndpoint(tx, database.sealer, practiceId, newId(), input, clock.now()),
    );
  });

  app.get('/v1/webhook-endpoints', async (request) => {
    const { practiceId } = await auth.practice(request, 'settings');
    const { limit, cursor } = readBody(Paging, request.query);
    return page(await listEndpoints(database, practiceId, readCursor(IdCursor, cursor), limit), limit, (e) => e.id);
  });

  app.patch<WithId>('/v1/webhook-endpoints/:id', async (request) => {
    const { practiceId } = await auth.practice(request, 'settings');
    const endpoint = await updateEndpoint(
      database,
      practiceId,
      readId(request.params.id),
      readBody(WebhookEndpointPatch, request.body),
    );
    if (!endpoint) throw new Problem('not_found');
    return endpoint;
  });

  app.delete<WithId>('/v1/webhook-endpoints/:id', async (request, reply) => {
    const { practiceId } = await auth.practice(request, 'settings');
    if (!(await deleteEndpoint(database, practiceId, readId(request.params.id), clock.now())))
      throw new Problem('not_found');
    return reply.code(204).send();
  });

  app.post<WithId>('/v1/webhook-endpoints/:id/rotate-secret', async (request) => {
    const { practiceId } = await auth.practice(request, 'settings');
    const rotated = await rotateSecret(database, practiceId, readId(request.params.id), clock.now());
    if (!rotated) throw new Problem('not_found');
    return rotated;
  });

  app.post<WithId>('/v1/webhook-endpoints/:id/recover', async (request, reply) => {
    const { practiceId } = await auth.practice(request, 'settings');
    const { since } = readBody(Since, request.query);
    const again = await recoverEndpoint(database, practiceId, readId(request.params.id), new Date(since), clock.now());
    if (again === null) throw new Problem('not_found');
    return reply.code(202).send({ again });
  });

  app.get('/v1/webhook-deliveries', async (request) => {
    const { practiceId } = await auth.practice(request, 'settings', 'operate');
    const { limit, cursor, state } = readBody(DeliveryQuery, request.query);
    const filter = { state: state ?? null, before: readCursor(IdCursor, cursor), limit };
    return page(await listDeliveries(database, practiceId, filter), limit, (d) => d.id);
  });

  app.post<WithId>('/v1/webhook-deliveries/:id/replay', async (request, reply) => {
    const { practiceId } = await auth.practice(request, 'settings', 'operate');
    if (!(await replayDelivery(database, practiceId, readId(request.params.id), clock.now())))
      throw new Problem('not_found');
    return reply.code(202).send({ again: 1 });
  });
}
