/**
 * The floor: fastify, and an insert of what came before it is answered. No signature, no key that tells a repeated event,
 * nothing sealed. An insert for each event, or, batched, one for all that wait.
 */
import formbody from '@fastify/formbody';
import { coalesce } from '@rollcall/platform';
import fastify from 'fastify';
import pg from 'pg';
import { say, told } from '../role.js';

export interface FloorTold {
  databaseUrl: string;
  poolSize: number;
  table: string;
  batched: boolean;
}
interface Event {
  kind: string;
  attemptId: string | null;
  payload: unknown;
}

const { databaseUrl, poolSize, table, batched } = told<FloorTold>();
const pool = new pg.Pool({ connectionString: databaseUrl, max: poolSize });
await pool.query(`create table ${table} (id bigint generated always as identity primary key, kind text not null,
  attempt_id uuid, payload json not null, received_at timestamptz not null default now())`);

const insert = (event: Event): Promise<unknown> =>
  pool.query({
    name: 'floor-insert',
    text: `insert into ${table} (kind, attempt_id, payload) values ($1, $2, $3)`,
    values: [event.kind, event.attemptId, JSON.stringify(event.payload)],
  });
const insertAll = coalesce(async (requests: Event[][]) => {
  const events = requests.flat();
  await pool.query({
    name: 'floor-insert-all',
    text: `insert into ${table} (kind, attempt_id, payload) select * from unnest($1::text[], $2::uuid[], $3::json[])`,
    values: [events.map((e) => e.kind), events.map((e) => e.attemptId), events.map((e) => JSON.stringify(e.payload))],
  });
  return requests.map(() => undefined);
});
const store = (events: Event[]): Promise<unknown> => (batched ? insertAll(events) : Promise.all(events.map(insert)));

const app = fastify({ logger: false });
await app.register(formbody);
app.post<{ Params: { attempt: string } }>('/twilio/status/:attempt', async (request, reply) => {
  await store([{ kind: 'status', attemptId: request.params.attempt, payload: request.body }]);
  return reply.code(204).send();
});
app.post('/twilio/inbound/messages', async (request, reply) => {
  await store([{ kind: 'inbound', attemptId: null, payload: request.body }]);
  return reply.code(204).send();
});
app.post<{ Body: { rid: string }[] }>('/sendgrid/events', async (request, reply) => {
  await store(request.body.map((event) => ({ kind: 'mail', attemptId: event.rid, payload: event })));
  return reply.code(204).send();
});
await app.listen({ host: '127.0.0.1', port: 0 });
say({ port: (app.server.address() as { port: number }).port });
