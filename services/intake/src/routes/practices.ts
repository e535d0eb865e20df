/** Practices and their keys: for the administrator. */
import { ApiKeyInput, PracticeInput, PracticePatch } from '@rollcall/contracts';
import {
  closePractice,
  createApiKey,
  createPractice,
  findPractice,
  listPractices,
  revokeApiKey,
  updatePractice,
} from '@rollcall/database';
import { Problem } from '@rollcall/platform';
import type { FastifyInstance } from 'fastify';
import type { IntakeContext } from '../app.js';
import { IdCursor, Paging, page, readBody, readCursor, readId } from '../validation.js';

type WithId = { Params: { id: string } };

export function practiceRoutes(app: FastifyInstance, { database, clock, newId, auth }: IntakeContext): void {
  app.addHook('onRequest', async (request) => auth.admin(request));

  app.post('/v1/practices', async (request, reply) =>
    reply.code(201).send(await createPractice(database, newId(), readBody(PracticeInput, request.body), clock.now())),
  );

  app.get('/v1/practices', async (request) => {
    const { limit, cursor } = readBody(Paging, request.query);
    return page(await listPractices(database, readCursor(IdCursor, cursor), limit), limit, (p) => p.id);
  });

  app.get<WithId>('/v1/practices/:id', async (request) => {
    const practice = await findPractice(database.pool, readId(request.params.id));
    if (!practice) throw new Problem('not_found');
    return practice;
  });

  app.patch<WithId>('/v1/practices/:id', async (request) => {
    const patch = readBody(PracticePatch, request.body);
    // Defaults of the input schema are for creation; a patch changes what it names.
    const named = Object.fromEntries(Object.entries(patch).filter(([k]) => k in ((request.body ?? {}) as object)));
    const practice = await updatePractice(database, readId(request.params.id), named);
    if (!practice) throw new Problem('not_found');
    return practice;
  });

  app.post<WithId>('/v1/practices/:id/close', async (request) => {
    const id = readId(request.params.id);
    const closed = await database.transaction((tx) => closePractice(tx, id, clock.now()));
    if (!closed) throw new Problem('not_found');
    return closed;
  });

  app.post<WithId>('/v1/practices/:id/api-keys', async (request, reply) => {
    const id = readId(request.params.id);
    const input = readBody(ApiKeyInput, request.body);
    if (!(await findPractice(database.pool, id))) throw new Problem('not_found');
    return reply
      .code(201)
      .send({ ...(await createApiKey(database, id, input, clock.now())), label: input.label, scopes: input.scopes });
  });

  app.delete<WithId>('/v1/api-keys/:id', async (request, reply) => {
    if (!(await revokeApiKey(database, request.params.id, clock.now()))) throw new Problem('not_found');
    return reply.code(204).send();
  });
}
