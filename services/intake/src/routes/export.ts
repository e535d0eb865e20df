/** The ledger of a batch to take away, streamed: what `rollcall verify` checks without us. */
import { Readable } from 'node:stream';
import { exportBatch } from '@rollcall/database';
import { Problem } from '@rollcall/platform';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { IntakeContext } from '../app.js';
import { readBody, readId } from '../validation.js';

const ExportQuery = z.strictObject({ with: z.enum(['decisions']).optional() });

export function exportRoutes(app: FastifyInstance, { database, clock, auth }: IntakeContext): void {
  app.get<{ Params: { id: string } }>('/v1/batches/:id/export', async (request, reply) => {
    const { practiceId } = await auth.practice(request, 'batches');
    const id = readId(request.params.id);
    const decisions = readBody(ExportQuery, request.query).with === 'decisions';
    const lines = await exportBatch(database, practiceId, id, clock.now(), { decisions });
    if (!lines) throw new Problem('not_found');
    // A stream that breaks off has no `end` line: nobody takes half a ledger for a whole one.
    return reply
      .type('application/x-ndjson; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(Readable.from(written(lines)));
  });
}

async function* written(lines: AsyncIterable<unknown>): AsyncGenerator<string> {
  for await (const line of lines) yield `${JSON.stringify(line)}\n`;
}
