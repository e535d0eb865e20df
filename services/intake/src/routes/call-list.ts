/** Whom to call by hand: as JSON, as a spreadsheet, and to print. Names and numbers in the clear, for operators. */
import type { CallListView } from '@rollcall/contracts';
import { readCallList, readStanding, recordView, restrictedOf } from '@rollcall/database';
import { stallOf } from '@rollcall/domain';
import { callListCsv, callListPolicy, callListSheet } from '@rollcall/messages';
import { Problem } from '@rollcall/platform';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { IntakeContext } from '../app.js';

export function callListRoutes(
  app: FastifyInstance,
  { database, clock, logger, auth, newId, stallMs }: IntakeContext,
): void {
  const list = async (request: FastifyRequest, reply: FastifyReply): Promise<CallListView> => {
    const { practiceId, keyId, seesRestricted } = await auth.practice(request, 'operate');
    const now = clock.now();
    const patience = { businessMs: clock.fromReal(stallMs), realMs: stallMs };
    const standing = await readStanding(database.pool, { now, patience });
    const stall = stallOf(standing, now, patience.businessMs);
    const found = await readCallList(database, practiceId, now, stall, { seesRestricted });
    if (!found) throw new Problem('not_found');
    const outreachIds = [...new Set(found.entries.map((e) => e.outreachId as string))];
    const restricted = await restrictedOf(database.pool, practiceId, outreachIds);
    await recordView(database.pool, {
      id: newId(),
      practiceId,
      keyId,
      what: 'call-list',
      outreachIds: seesRestricted ? outreachIds : outreachIds.filter((id) => !restricted.has(id)),
      restrictedIds: seesRestricted ? [...restricted] : [],
      at: now,
    });
    // Who took patient data out in bulk, and how much of it: never whose.
    logger.info({ reqId: request.id, practiceId, keyId, entries: found.entries.length }, 'call list read');
    reply.header('cache-control', 'no-store');
    return found;
  };

  app.get('/v1/call-list', list);

  app.get('/v1/call-list.csv', async (request, reply) => {
    const csv = callListCsv(await list(request, reply));
    return reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', 'attachment; filename="call-list.csv"')
      .send(csv);
  });

  app.get('/v1/call-list.html', async (request, reply) => {
    const sheet = callListSheet(await list(request, reply));
    return reply.type('text/html; charset=utf-8').header('content-security-policy', callListPolicy).send(sheet);
  });
}
