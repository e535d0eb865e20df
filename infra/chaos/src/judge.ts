/** Everything that can be held against the run, held against it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BatchReport, OutreachView } from '@rollcall/contracts';
import { reportSums } from '@rollcall/contracts';
import { canariesOf, logsIn, readOutreaches, stopServices } from '@rollcall/embedded';
import { checkInvariants, type Violation, type WrittenText } from '@rollcall/invariants';
import { readLines, verify } from '@rollcall/verify';
import { leaseMs, mostClockStepMs } from './patience.js';
import type { HandedOver, Practices } from './practices.js';
import { Random } from './random.js';
import { readReports } from './settle.js';
import type { Stage } from './stage.js';

export interface Judgement {
  /** One line each. */
  violations: string[];
  checked: readonly string[];
  skipped: readonly string[];
  /** Of the first outreach that broke. */
  timeline: string[];
  totals: { notices: number; informed: number; withOperators: number; attempts: number };
}

/** Each is looked for in all that was written, in five guises: so many take seconds. */
const canaries = 60;

export async function judge(stage: Stage, practices: Practices): Promise<Judgement> {
  const { query } = stage.postgres;
  const reports = await readReports(practices);
  const handed = practices.batches.filter((b) => b.accepted);
  const wrong = await notAddingUp(handed, reports);
  const provider = await stage.simulator.ledger();
  const now = stage.clock.now();
  const checking = {
    query,
    now,
    // A claim by a clock that was wrong is dated wrong.
    leaseMs: (leaseMs + mostClockStepMs) * stage.clock.speed,
    settled: true,
    provider,
    promised: practices.promised,
    received: stage.receivers.flatMap((r) => r.received),
    written: {
      canaries: new Random(stage.options.seed, 'canaries')
        .shuffled(practices.batches.flatMap((b) => canariesOf(b.batch)))
        .slice(0, canaries),
      texts: [...logsIn(stage.dir), ...redisFiles(stage)],
    },
  };
  const first = await checkInvariants(checking);
  const broken = first.violations.find((v) => v.outreachId || v.attemptId);
  const timeline = broken ? await timelineOf(stage, handed, broken) : [];
  // Only now: the story is read through the API.
  await stage.cast.stopWatching();
  const exits = [...stage.exits, ...(await stopServices(stage.system))];
  const { violations, checked, skipped } = await checkInvariants({ ...checking, exits });
  return {
    violations: [...wrong, ...violations.map(lineOf)],
    checked,
    skipped,
    timeline,
    totals: {
      notices: reports.reduce((n, r) => n + r.totals.accepted, 0),
      informed: reports.reduce((n, r) => n + r.notices.filter((x) => x.state === 'informed').length, 0),
      withOperators: reports.reduce((n, r) => n + r.notices.filter((x) => x.taskId !== null).length, 0),
      attempts: reports.reduce((n, r) => n + r.notices.reduce((m, x) => m + x.attempts.length, 0), 0),
    },
  };
}

const lineOf = (v: Violation): string =>
  [v.invariant, v.what, v.outreachId && `outreach ${v.outreachId}`, v.attemptId && `attempt ${v.attemptId}`]
    .filter(Boolean)
    .join(' · ');

/** Each batch's report against itself and against the exported ledger, with every decision made again. */
async function notAddingUp(handed: readonly HandedOver[], reports: readonly BatchReport[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const [n, { client, accepted }] of handed.entries()) {
    const report = reports[n];
    if (!report || !accepted) continue;
    const say = (what: string): void => void wrong.push(`report · batch ${accepted.id} · ${what}`);
    if (!reportSums(report)) say('its report does not sum');
    if (report.totals.overdueWithoutTask > 0) say(`${report.totals.overdueWithoutTask} are overdue without a task`);
    const answer = await fetch(`${client.base}/v1/batches/${accepted.id}/export?with=decisions`, {
      headers: { authorization: `Bearer ${client.token}` },
    });
    const verdict = await verify(readLines((await answer.text()).split('\n')), { report, replay: true });
    for (const b of verdict.breaks.slice(0, 5)) say(`ledger: ${JSON.stringify(b)}`);
  }
  return wrong;
}

const redisFiles = ({ redis }: Stage): WrittenText[] => (redis ? filesIn(redis.dataDir) : []);

const filesIn = (dir: string): WrittenText[] =>
  readdirSync(dir, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ where: 'what Redis keeps on disk', text: readFileSync(file, 'latin1') }));

/** What happened to whom it broke for, as the practice would read it, with every message's times. */
async function timelineOf({ postgres }: Stage, handed: readonly HandedOver[], broken: Violation): Promise<string[]> {
  const [row] = await postgres.query(
    `select o.id, o.batch_id from outreach o where o.id = coalesce($1::uuid, (select outreach_id from attempt where id = $2::uuid))`,
    [broken.outreachId ?? null, broken.attemptId ?? null],
  );
  const client = handed.find((b) => b.accepted?.id === row?.batch_id)?.client;
  if (!row || !client) return [];
  const views: OutreachView[] = await readOutreaches(client, [String(row.id)]);
  const attempts = await postgres.query(
    `select id, channel, purpose, state, generation, fence, queued_at, sent_at, lease_until from attempt where outreach_id = $1 order by id`,
    [row.id],
  );
  return [
    ...views.flatMap((v) => [
      `outreach ${v.id}, ${v.state}`,
      ...v.timeline.map((t) => `  ${t.seq} ${t.at} ${t.type}: ${t.words} ${JSON.stringify(t.data)}`),
    ]),
    ...attempts.map((a) => `  attempt ${JSON.stringify(a)}`),
  ];
}
