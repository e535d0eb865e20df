/**
 * The calendar file of a booking, behind the patient's link: as the booking stands at that moment, so that the file that was
 * taken first is undone by the one that is taken after the booking was given back.
 */
import { renderCalendar } from '@rollcall/messages';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Door, OpenConversation } from '../app.js';
import { linkOf } from '../page/link.js';

const perMinute = 60;

interface Params {
  token: string;
  offer: string;
}
const paramsOf = (request: FastifyRequest): Params => request.params as Params;

export function calendarRoutes(app: FastifyInstance, door: Door, open: OpenConversation): void {
  const host = new URL(door.publicUrl).hostname;
  const config = {
    rateLimit: {
      max: perMinute,
      timeWindow: '1 minute',
      keyGenerator: (r: FastifyRequest) => `calendar ${paramsOf(r).token}`,
    },
  };
  app.get('/p/:token/:offer.ics', { config }, async (request, reply) => {
    const { token, offer } = paramsOf(request);
    const now = door.clock.now();
    // Shown as long as the page is.
    const found = await linkOf(token, door.database.sealer, open, now);
    const conversation = found.kind === 'open' ? found.conversation : null;
    const booking = conversation?.bookings?.find((b) => b.offerId === offer);
    // The file holds a time: it is for nobody who would first have to say a birth year.
    const isFor = conversation && (conversation.calendarFile ?? 'none') !== 'none' && conversation.challenge === null;
    if (!isFor || !booking) return reply.code(404).type('text/plain').send('not found');
    const link = `${door.publicUrl.replace(/\/$/, '')}/p/${token}`;
    const { name, content } = renderCalendar(conversation, booking, { link, host, now });
    return reply
      .type('text/calendar; charset=utf-8')
      .headers({
        'content-disposition': `attachment; filename="${name}"`,
        'cache-control': 'no-store',
        'x-robots-tag': 'noindex, nofollow',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
      })
      .send(content);
  });
}
