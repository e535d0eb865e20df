/** Everything that can be held against the run, held against it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BatchReport, reportSums } from '@rollcall/contracts';
import { checkInvariants, type Violation, type WrittenText } from '@rollcall/invariants';
import { readLines, verify } from '@rollcall/verify';
import type { IntakeClient } from '../demo/intake-client.js';
import { canariesOf, logsIn } from '../evidence.js';
import { leaseMs, mostClockStepMs } from './patience.js';
import type { Practices } from './practices.js';
import { Random } from './random.js';
import type { Stage } from './stage.js';

export interface Judgement {
  /** One line each. */
  violations: string[];
  checked: readonly string[];
  skipped: readonly string[];
  /** Of the first outreach that broke. */
  timeline: string[];
  totals: { notices: number; answered: number; withOperators: number; attempts: number };
}

/** Each is looked for in all that was written, in five guises: so many take seconds. */
const canaries = 60;

/** What only the running system can tell: each batch's report, held against itself and the exported ledger. */
export interface Told {
  reports: BatchReport[];
  wrong: string[];
}

/** Judges what stands still. */
export async function judge(stage: Stage, practices: Practices, told: Told): Promise<Judgement> {
  const { violations, checked, skipped } = await checkInvariants({
    query: stage.postgres.query,
    now: stage.clock.now(),
    // A claim by a clock that was wrong is dated wrong.
    leaseMs: (leaseMs + mostClockStepMs) * stage.clock.speed,
    settled: true,
    provider: await stage.simulator.ledger(),
    promised: practices.promised,
    received: stage.receivers.flatMap((r) => r.received),
    written: {
      canaries: new Random(stage.options.seed, 'canaries')
        .shuffled(practices.batches.flatMap((b) => canariesOf(b.batch)))
        .slice(0, canaries),
      texts: [...logsIn(stage.dir), ...redisFiles(stage)],
    },
    exits: stage.exits,
  });
  const broken = violations.find((v) => v.outreachId || v.attemptId);
  const count = (sql: string): Promise<number> => stage.postgres.query(sql).then(([row]) => Number(row?.n));
  return {
    violations: [...told.wrong, ...violations.map(lineOf)],
    checked,
    skipped,
    timeline: broken ? await timelineOf(stage, broken) : [],
    totals: {
      notices: await count('select count(*) n from notice'),
      answered: await count(`select count(*) n from notice where state <> 'open'`),
      withOperators: await count(`select count(*) n from notice where state = 'open'`),
      attempts: await count('select count(*) n from attempt'),
    },
  };
}

const lineOf = (v: Violation): string =>
  [v.invariant, v.what, v.outreachId && `outreach ${v.outreachId}`, v.attemptId && `attempt ${v.attemptId}`]
    .filter(Boolean)
    .join(' · ');

const triesOfAProof = 3;

/** While the system still answers. Every decision is made again from the export. */
export async function askAround({ batches }: Practices): Promise<Told> {
  const told: Told = { reports: [], wrong: [] };
  for (const { client, accepted } of batches) {
    if (!accepted) continue;
    const path = `/v1/batches/${accepted.id}`;
    for (let n = 1; ; n += 1) {
      const report = await client.get<BatchReport>(`${path}/report`);
      const wrong = await notAddingUp(client, path, report);
      // Between the report and the export somebody may have answered: then they differ once.
      if (wrong.length > 0 && n < triesOfAProof) continue;
      told.reports.push(report);
      told.wrong.push(...wrong.map((what) => `report · batch ${accepted.id} · ${what}`));
      break;
    }
  }
  return told;
}

async function notAddingUp(client: IntakeClient, path: string, report: BatchReport): Promise<string[]> {
  const answer = await fetch(`${client.base}${path}/export?with=decisions`, {
    headers: { authorization: `Bearer ${client.token}` },
  });
  const verdict = await verify(readLines((await answer.text()).split('\n')), { report, replay: true });
  const late = report.totals.overdueWithoutTask;
  return [
    ...(reportSums(report) ? [] : ['its report does not sum']),
    ...(late > 0 ? [`${late} are overdue without a task`] : []),
    ...verdict.breaks.slice(0, 5).map((b) => `ledger: ${JSON.stringify(b)}`),
  ];
}

const redisFiles = ({ redis }: Stage): WrittenText[] => (redis ? filesIn(redis.dataDir) : []);

const filesIn = (dir: string): WrittenText[] =>
  readdirSync(dir, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ where: 'what Redis keeps on disk', text: readFileSync(file, 'latin1') }));

/** What happened to whom it broke for: the ledger's events, and every message with its times. */
async function timelineOf({ postgres }: Stage, broken: Violation): Promise<string[]> {
  const [row] = await postgres.query(
    `select o.* from outreach o where o.id = coalesce($1::uuid, (select outreach_id from attempt where id = $2::uuid))`,
    [broken.outreachId ?? null, broken.attemptId ?? null],
  );
  if (!row) return [];
  const events = await postgres.query(`select seq, at, type, body from event where outreach_id = $1 order by seq`, [
    row.id,
  ]);
  const attempts = await postgres.query(
    `select id, channel, purpose, state, generation, fence, queued_at, sent_at, lease_until from attempt where outreach_id = $1 order by id`,
    [row.id],
  );
  return [
    `outreach ${row.id}, ${row.state}`,
    ...events.map((e) => `  ${e.seq} ${(e.at as Date).toISOString()} ${e.type} ${JSON.stringify(e.body)}`),
    ...attempts.map((a) => `  attempt ${JSON.stringify(a)}`),
  ];
}
