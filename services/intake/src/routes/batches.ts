/** Batches: handed over, looked at, paused, resumed, stopped. */
import { BatchEnvelope, line } from '@rollcall/contracts';
import {
  batchProgress,
  batchReport,
  hasBatch,
  listBatches,
  listNotices,
  ringBatch,
  setBatchState,
} from '@rollcall/database';
import { Problem } from '@rollcall/platform';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { IntakeContext } from '../app.js';
import { acceptBatch } from '../batches/accept.js';
import { withdrawBatch } from '../batches/withdraw.js';
import { once } from '../idempotency.js';
import { IdCursor, Paging, page, readBody, readCursor, readId } from '../validation.js';

const WithdrawInput = z.strictObject({ by: line(120).default('practice') });
type WithId = { Params: { id: string } };
const NoticeQuery = Paging.extend({
  state: z.enum(['open', 'informed', 'rebooked', 'declined', 'withdrawn', 'unreachable']).optional(),
});

const switches = {
  pause: { to: 'paused', from: ['running', 'paused'] },
  resume: { to: 'running', from: ['paused', 'running'] },
  // Stopped is for good: people have it from then on.
  stop: { to: 'stopped', from: ['running', 'paused', 'stopped'] },
} as const;

/** 200: nothing was left to do, and there is no new batch. */
const handedOver = (answer: object): number => ('id' in answer ? 202 : 200);

export function batchRoutes(app: FastifyInstance, context: IntakeContext): void {
  const { database, clock, auth } = context;

  app.post('/v1/batches', async (request, reply) => {
    const { practiceId } = await auth.practice(request, 'batches');
    const dryRun = BatchEnvelope.pick({ dryRun: true }).safeParse({
      dryRun: (request.body as { dryRun?: unknown } | null)?.dryRun,
    }).data?.dryRun;
    // A dry run writes nothing, so it keeps no answer either.
    if (dryRun) return reply.code(200).send(await acceptBatch(context, database.pool, practiceId, request.body));
    return once(request, reply, { database, practiceId, now: clock.now(), status: handedOver }, (tx) =>
      acceptBatch(context, tx, practiceId, request.body),
    );
  });

  app.get('/v1/batches', async (request) => {
    const { practiceId } = await auth.practice(request, 'batches', 'operate');
    const { limit, cursor } = readBody(Paging, request.query);
    return page(await listBatches(database, practiceId, readCursor(IdCursor, cursor), limit), limit, (b) => b.id);
  });

  app.get<WithId>('/v1/batches/:id', async (request) => {
    const { practiceId } = await auth.practice(request, 'batches', 'operate');
    const progress = await batchProgress(database, practiceId, readId(request.params.id));
    if (!progress) throw new Problem('not_found');
    return progress;
  });

  app.get<WithId>('/v1/batches/:id/notices', async (request) => {
    const { practiceId } = await auth.practice(request, 'batches', 'operate');
    const id = readId(request.params.id);
    const { limit, cursor, state } = readBody(NoticeQuery, request.query);
    if (!(await hasBatch(database, practiceId, id))) throw new Problem('not_found');
    const filter = { state: state ?? null, after: readCursor(IdCursor, cursor), limit };
    return page(await listNotices(database, practiceId, id, filter), limit, (n) => n.id);
  });

  app.get<WithId>('/v1/batches/:id/report', async (request) => {
    const { practiceId } = await auth.practice(request, 'batches', 'operate');
    const report = await batchReport(database, practiceId, readId(request.params.id), clock.now());
    if (!report) throw new Problem('not_found');
    return report;
  });

  for (const [name, { to, from }] of Object.entries(switches))
    app.post<WithId>(`/v1/batches/:id/${name}`, async (request) => {
      const { practiceId } = await auth.practice(request, 'batches', 'operate');
      const id = readId(request.params.id);
      const done = await database.transaction(async (tx) => {
        const changed = await setBatchState(tx, practiceId, id, to, from);
        // The conductor looks at once: a pause hands over nothing late, a stop hands over now.
        if (changed) await ringBatch(tx, practiceId, id, clock.now());
        return changed;
      });
      if (done === null) throw new Problem('not_found');
      if (!done) throw new Problem('conflict', 'a stopped batch stays stopped');
      const progress = await batchProgress(database, practiceId, id);
      if (!progress) throw new Problem('not_found');
      return progress;
    });

  app.post<WithId>('/v1/batches/:id/withdraw', async (request) => {
    const { practiceId } = await auth.practice(request, 'batches');
    const id = readId(request.params.id);
    const { by } = readBody(WithdrawInput, request.body);
    if (!(await withdrawBatch(context, practiceId, id, by))) throw new Problem('not_found');
    const progress = await batchProgress(database, practiceId, id);
    if (!progress) throw new Problem('not_found');
    return progress;
  });
}
