/** What an experimenter asks and orders: /sim/… */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { FaultRates } from '../faults.js';
import { OutageSet } from '../outages.js';
import { CastEntry } from '../people/cast.js';
import { templateStates } from '../texts/chat.js';
import type { World } from '../world.js';

const maxCast = 50_000;
const CastBody = z.strictObject({ people: z.array(CastEntry).max(maxCast) });
const Inbound = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('text'), from: z.string(), to: z.string().optional(), body: z.string() }),
  z.strictObject({
    kind: z.literal('call'),
    from: z.string(),
    to: z.string().optional(),
    keys: z
      .string()
      .regex(/^[0-9*#]{0,20}$/)
      .optional(),
  }),
]);
const TemplateJudged = z.strictObject({ contentSid: z.string(), state: z.enum(templateStates) });
const Rates = z.partialRecord(FaultRates.keyof(), z.number().min(0).max(1));

export async function controlRoutes(app: FastifyInstance, world: World): Promise<void> {
  app.get('/sim/ledger', async () => ({ data: world.ledger.entries }));

  app.get('/sim/people', async () => ({
    data: world.cast.met.map((p) => ({ address: p.address, persona: p.name, source: p.role.source, diary: p.diary })),
  }));

  app.get('/sim/cast', async () => ({ people: world.cast.roles }));

  app.put('/sim/cast', { bodyLimit: 10 * 1024 * 1024 }, async (request, reply) => {
    const body = CastBody.safeParse(request.body);
    if (!body.success) return reply.code(400).send({ error: z.prettifyError(body.error) });
    world.cast.put(body.data.people);
    return { people: body.data.people.length };
  });

  app.get('/sim/timeline', async (request) => {
    const { address = '' } = request.query as { address?: string };
    const received = world.ledger.entries
      .filter((e) => e.to === address)
      .map((e) => ({ at: e.at, what: `${e.kind} ${e.verdict}`, rid: e.rid }));
    const done = world.cast.met.find((p) => p.address === address)?.diary ?? [];
    return { data: [...received, ...done].sort((a, b) => a.at.localeCompare(b.at)) };
  });

  app.get('/sim/stats', async () => ({
    at: world.clock.now().toISOString(),
    requests: world.ledger.counts(),
    webhooks: world.courier.counts,
    pending: world.agenda.pending,
    people: world.cast.met.length,
    callFaults: world.callFaults,
    faults: world.faults.rates,
    outages: world.outages.now,
  }));

  app.get('/sim/punctuality', async () => ({
    lateMs: world.agenda.takeLateness(),
    underWay: world.agenda.underWay,
    nextAt: world.agenda.nextDue,
  }));

  app.get('/sim/idle', async () => ({ idle: world.agenda.pending === 0, pending: world.agenda.pending }));

  app.post('/sim/faults', async (request, reply) => {
    const body = Rates.safeParse(request.body);
    if (!body.success) return reply.code(400).send({ error: z.prettifyError(body.error) });
    world.faults.set(body.data);
    return world.faults.rates;
  });

  app.post('/sim/outages', async (request, reply) => {
    const body = OutageSet.safeParse(request.body);
    if (!body.success) return reply.code(400).send({ error: z.prettifyError(body.error) });
    world.outages.set(body.data);
    return world.outages.now;
  });

  app.post('/sim/templates', async (request, reply) => {
    const body = TemplateJudged.safeParse(request.body);
    if (!body.success) return reply.code(400).send({ error: z.prettifyError(body.error) });
    world.chat.judges(body.data.contentSid, body.data.state);
    return body.data;
  });

  app.get('/sim/calls', async (request) => {
    const { address = '' } = request.query as { address?: string };
    const calls = world.exchange.callsOf(address);
    return {
      data: calls.map(({ sid, direction, from, to, status, answeredBy, heard }) => ({
        ...{ sid, direction, from, to, status, answeredBy, heard },
      })),
    };
  });

  app.get('/sim/letters', async (request) => {
    const { address = '' } = request.query as { address?: string };
    return { data: world.mailboxes.lettersTo(address.toLowerCase()) };
  });

  app.post('/sim/inbound', async (request, reply) => {
    const body = Inbound.safeParse(request.body);
    if (!body.success) return reply.code(400).send({ error: z.prettifyError(body.error) });
    const spoken = world.speaks(body.data);
    return spoken
      ? reply.code(202).send(spoken)
      : reply.code(409).send({ error: 'nobody reached this address: say `to`' });
  });

  app.post('/sim/reset', async (_request, reply) => {
    await world.reset();
    return reply.code(204).send();
  });
}
