/** Slots: upserted in bulk, listed, taken back. */
import { BookingAnswerInput, type BookingFact, ExternalId, SlotsInput } from '@rollcall/contracts';
import { bookingOfSlot, listSlots, takeVersions, upsertSlots, withdrawSlot } from '@rollcall/database';
import { practiceAnswered } from '@rollcall/domain';
import { Problem } from '@rollcall/platform';
import type { FastifyInstance } from 'fastify';
import type { IntakeContext } from '../app.js';
import { decide } from '../deciding.js';
import { IdCursor, Paging, page, readBody, readCursor } from '../validation.js';

export function slotRoutes(app: FastifyInstance, context: IntakeContext): void {
  const { database, clock, newId, auth } = context;
  app.put('/v1/slots', async (request) => {
    const { practiceId } = await auth.practice(request, 'slots');
    const { slots } = readBody(SlotsInput, request.body);
    const errors = slots.flatMap((s, i) =>
      Date.parse(s.end) <= Date.parse(s.start)
        ? [{ pointer: `/slots/${i}/end`, code: 'end_before_start', detail: 'must be after the start' }]
        : [],
    );
    const seen = new Set<string>();
    slots.forEach((s, i) => {
      if (seen.has(s.externalId))
        errors.push({
          pointer: `/slots/${i}/externalId`,
          code: 'duplicate_external_id',
          detail: 'is in this request already',
        });
      seen.add(s.externalId);
    });
    if (errors.length > 0) throw new Problem('invalid', undefined, { errors: errors.slice(0, 50) });
    return database.transaction(async (tx) => {
      const older = await takeVersions(tx, practiceId, 'slot', slots);
      const current = slots.filter((s) => !older.has(s.externalId));
      const upserted = await upsertSlots(tx, practiceId, current, clock.now(), newId);
      return { upserted, ...(older.size > 0 ? { outdated: [...older] } : {}) };
    });
  });

  app.get('/v1/slots', async (request) => {
    const { practiceId } = await auth.practice(request, 'slots', 'operate');
    const { limit, cursor } = readBody(Paging, request.query);
    return page(
      await listSlots(database, practiceId, readCursor(IdCursor, cursor), limit, clock.now()),
      limit,
      (s) => s.id,
    );
  });

  app.delete<{ Params: { externalId: string } }>('/v1/slots/:externalId', async (request, reply) => {
    const { practiceId } = await auth.practice(request, 'slots');
    const name = ExternalId.safeParse(request.params.externalId);
    if (!name.success || !(await withdrawSlot(database, practiceId, name.data, clock.now())))
      throw new Problem('not_found');
    return reply.code(204).send();
  });

  app.post<{ Params: { externalId: string } }>('/v1/slots/:externalId/booking', async (request) => {
    const { practiceId } = await auth.practice(request, 'slots');
    const name = ExternalId.safeParse(request.params.externalId);
    const { outcome, reason, noticeId } = readBody(BookingAnswerInput, request.body);
    const booking = name.success ? await bookingOfSlot(database, practiceId, name.data, noticeId ?? null) : null;
    if (!name.success || !booking) throw new Problem('not_found');
    const { slotId, choice } = booking;
    if (!choice)
      throw new Problem(
        'conflict',
        noticeId ? 'that notice has not asked for this slot' : 'nobody has asked for this slot',
      );
    const fact: BookingFact = {
      kind: 'booking',
      offerId: choice.offerId as BookingFact['offerId'],
      outcome,
      startsAt: choice.startsAt.toISOString(),
      ...(reason ? { reason } : {}),
    };
    await decide(context, practiceId, choice.outreachId, (turn) => practiceAnswered(turn, fact));
    return { slotId, externalId: name.data, noticeId: choice.noticeId, outcome };
  });
}
