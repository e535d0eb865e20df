/** Server-sent events: the progress of a batch and its timeline in plain words, live. */
import { setTimeout as delay } from 'node:timers/promises';
import { batchProgress, hasBatch, newEvents } from '@rollcall/database';
import { inWords } from '@rollcall/domain';
import { Problem } from '@rollcall/platform';
import type { FastifyInstance } from 'fastify';
import type { IntakeContext } from '../app.js';
import { readId } from '../validation.js';

/** How often the database is asked, and how often a silent line is kept open. Real milliseconds. */
const lookEveryMs = 300;
const heartbeatMs = 15_000;
const eventsPerLook = 1000;

export function streamRoutes(app: FastifyInstance, { database, auth, logger }: IntakeContext): void {
  app.get<{ Params: { id: string } }>('/v1/batches/:id/stream', async (request, reply) => {
    const { practiceId } = await auth.practice(request, 'batches', 'operate');
    const id = readId(request.params.id);
    if (!(await hasBatch(database, practiceId, id))) throw new Problem('not_found');
    reply.hijack();
    const out = reply.raw;
    out.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'x-request-id': request.id,
    });
    let gone = false;
    request.raw.on('close', () => {
      gone = true;
    });
    const send = (event: string, data: unknown): void => {
      out.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    };
    const known = new Map<string, number>();
    let before = '';
    let quietSince = performance.now();
    try {
      while (!gone && !out.destroyed) {
        const events = await newEvents(database, practiceId, id, known, eventsPerLook);
        for (const e of events) {
          known.set(e.outreachId, e.seq);
          send('timeline', {
            at: e.at.toISOString(),
            outreachId: e.outreachId,
            externalIds: e.externalIds,
            type: e.event.type,
            words: inWords(e.event),
          });
        }
        const progress = await batchProgress(database, practiceId, id);
        const now = JSON.stringify(progress);
        if (now !== before) {
          before = now;
          quietSince = performance.now();
          send('progress', progress);
        }
        // Closed and told to the last event: only then is it over.
        if (progress?.closedAt && events.length === 0) {
          send('closed', { at: progress.closedAt });
          break;
        }
        if (performance.now() - quietSince > heartbeatMs) {
          quietSince = performance.now();
          out.write(': still here\n\n');
        }
        if (events.length < eventsPerLook) await delay(lookEveryMs);
      }
    } catch (error) {
      logger.error({ err: error, reqId: request.id }, 'a stream ended early');
    }
    out.end();
  });
}
