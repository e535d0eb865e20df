/** The floor's writes: three per attempt, each a set statement for all that wait. */
import { coalesce } from '@rollcall/platform';
import pg from 'pg';
import { attemptId, type FloorChannel, poolSize, waitMs } from './words.js';

export const tables = `
  create table floor_patient (id bigint primary key, phone text not null, email text not null, name text not null,
    appointment_at timestamptz not null, state text not null default 'active');
  create table floor_attempt (id bigint primary key, patient_id bigint not null, step int not null, channel text not null,
    state text not null, ref text, deadline_at timestamptz, ended_at timestamptz, created_at timestamptz not null default now());
  create index on floor_attempt (deadline_at) where state in ('sent','delivered');`;

const statements = {
  intake: `insert into floor_patient (id, phone, email, name, appointment_at)
    select * from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::timestamptz[]) on conflict do nothing`,
  claim: `with job as (select * from unnest($1::bigint[], $2::int[], $3::text[]) as u(patient, step, channel)),
      whom as (select job.*, p.phone, p.email from job cross join lateral
        (select phone, email from floor_patient where id = job.patient and state = 'active' offset 0) p),
      made as (insert into floor_attempt (id, patient_id, step, channel, state)
        select patient * 4 + step, patient, step, channel, 'sending' from whom on conflict do nothing returning id)
    select made.id, whom.phone, whom.email from made join whom on whom.patient * 4 + whom.step = made.id`,
  sent: `update floor_attempt a set ref = u.ref, deadline_at = now() + $3::int * interval '1 ms',
      state = case a.state when 'sending' then 'sent' else a.state end
    from unnest($1::bigint[], $2::text[]) as u(id, ref) where a.id = u.id`,
  told: `with news as (select * from unnest($1::bigint[], $2::text[]) as u(id, state)),
      moved as (update floor_attempt a set state = news.state, ended_at = now() from news
        where a.id = news.id and a.state <> 'confirmed' and (news.state = 'confirmed' or a.state in ('sending','sent'))
        returning a.patient_id, news.state)
    update floor_patient p set state = 'confirmed' from moved where p.id = moved.patient_id and moved.state = 'confirmed'`,
  due: `update floor_attempt set state = 'expired' where id in (
      select id from floor_attempt where state in ('sent','delivered') and deadline_at < now() order by deadline_at
      limit 2000 for update skip locked) returning patient_id, step`,
};

export interface FloorPatient {
  id: number;
  phone: string;
  email: string;
  name: string;
  appointmentAt: string;
}
export interface Claimed {
  id: number;
  phone: string;
  email: string;
}

// unnest() is planned for about 100 rows, whatever is in it; on a small table that picks a hash join and a scan.
const planner = ['seqscan', 'hashjoin', 'mergejoin'].map((way) => `-c enable_${way}=off`).join(' ');

export function openStore(url: string) {
  const pool = new pg.Pool({ connectionString: url, max: poolSize, options: planner });
  const run = async (name: keyof typeof statements, values: unknown[]) =>
    (await pool.query({ name, text: statements[name], values })).rows;
  const options = { max: 200, inFlight: 2 };
  const claim = coalesce(async (jobs: { patient: number; step: number; channel: FloorChannel }[]) => {
    const rows = await run('claim', [jobs.map((j) => j.patient), jobs.map((j) => j.step), jobs.map((j) => j.channel)]);
    const claimed = new Map(rows.map((r) => [Number(r.id), { ...r, id: Number(r.id) } as Claimed]));
    return jobs.map((j) => claimed.get(attemptId(j.patient, j.step)) ?? null);
  }, options);
  const sent = coalesce(async (all: { id: number; ref: string }[]) => {
    await run('sent', [all.map((a) => a.id), all.map((a) => a.ref), waitMs]);
    return all.map(() => undefined);
  }, options);
  const told = coalesce(async (all: { id: number; state: string }[]) => {
    await run('told', [all.map((a) => a.id), all.map((a) => a.state)]);
    return all.map(() => undefined);
  }, options);
  return {
    claim,
    sent,
    told,
    intake: (patients: readonly FloorPatient[]) =>
      run('intake', [
        patients.map((p) => p.id),
        patients.map((p) => p.phone),
        patients.map((p) => p.email),
        patients.map((p) => p.name),
        patients.map((p) => p.appointmentAt),
      ]),
    due: async () => (await run('due', [])).map((r) => ({ patient: Number(r.patient_id), step: r.step as number })),
  };
}
