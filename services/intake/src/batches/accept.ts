/** POST /v1/batches: validated, planned and written in one transaction, or not at all. */
import { type BatchAccepted, BatchEnvelope, type RowProblem, type SourceVersion } from '@rollcall/contracts';
import {
  alreadyOpen,
  batchLinks,
  emitCallbacks,
  findPolicy,
  findPractice,
  insertBatch,
  outdated,
  survivors,
  type Tx,
  takeVersions,
} from '@rollcall/database';
import { Problem } from '@rollcall/platform';
import type { z } from 'zod';
import type { IntakeDeps } from '../app.js';
import { readBody } from '../validation.js';
import { groupRows } from './grouping.js';
import { planBatch } from './planning.js';
import { readRows } from './rows.js';

export async function acceptBatch(
  deps: IntakeDeps,
  tx: Tx,
  practiceId: string,
  body: unknown,
): Promise<z.infer<typeof BatchAccepted> | object> {
  const { database, clock, newId } = deps;
  const now = clock.now();
  const envelope = readBody(BatchEnvelope, body);
  await oneAtATime(tx, practiceId);
  const practice = await findPractice(tx, practiceId);
  const policy = await findPolicy(tx, practiceId, null);
  if (!practice || !policy) throw new Problem('not_found');
  if (practice.closedAt !== null) throw new Problem('conflict', 'the practice is closed: nothing is sent in its name');
  const rows = await readRows(envelope.appointments, {
    country: practice.country,
    now,
    blindIndex: (address) => database.sealer.blindIndex(address),
  });
  const older = await (envelope.dryRun ? outdated : takeVersions)(
    tx,
    practiceId,
    'appointment',
    rows.good.map((g) => g.appointment),
  );
  const late = rows.good.filter((g) => older.has(g.appointment.externalId)).map((g) => outdatedRow(g.index));
  const current = rows.good.filter((g) => !older.has(g.appointment.externalId));
  const open = await alreadyOpen(
    tx,
    practiceId,
    current.map((g) => g.appointment.externalId),
  );
  for (const g of current)
    if (open.has(g.appointment.externalId))
      rows.rejected.push({
        index: g.index,
        pointer: `/appointments/${g.index}/externalId`,
        code: 'already_open',
        detail: 'this appointment has an open notice already',
      });
  const good = current.filter((g) => !open.has(g.appointment.externalId));
  const rejected = rows.rejected.sort((a, b) => a.index - b.index);
  // Not an error: it is known or was overtaken, and what is newest is remembered.
  if (good.length === 0 && rows.good.some((g) => hasVersion(g.appointment)))
    return { accepted: 0, rejected, outdated: late };
  if (good.length === 0) throw new Problem('no_good_row', undefined, { rejected });

  const grouped = groupRows(good, {
    practice,
    policy: policy.policy,
    newId,
    now,
    survivorOf: await survivors(
      tx,
      practiceId,
      good.map((g) => g.appointment.patient.externalId),
    ),
  });
  const planned = await planBatch(tx, practiceId, grouped.outreaches, policy.policy, now);
  const summary = {
    accepted: good.length,
    rejected,
    warnings: rows.warnings,
    notices: good.length,
    outreaches: grouped.outreaches.length,
    forecast: planned.forecast,
    ...(late.length > 0 ? { outdated: late } : {}),
  };
  if (envelope.dryRun) return { dryRun: true, ...summary, plan: planned.plan() };

  for (const o of grouped.outreaches)
    for (const c of o.party.contacts) {
      const known = planned.faultOf(c);
      if (known) c.off = known.ofAddress;
    }
  const id = newId();
  await insertBatch(
    tx,
    {
      id,
      practiceId,
      reason: envelope.reason,
      note: envelope.note ?? null,
      policyVersion: policy.version,
      rejected: new Set(rejected.map((r) => r.index)).size,
      forecast: planned.forecast,
      ...grouped,
    },
    { now, sealer: database.sealer, newId },
  );
  await emitCallbacks(
    tx,
    [
      {
        type: 'batch.accepted',
        practiceId,
        orderKey: id,
        data: { batchId: id, accepted: good.length, outreaches: grouped.outreaches.length },
      },
    ],
    { now, newId },
  );
  return { id, ...summary, links: batchLinks(id) };
}

const hasVersion = (a: SourceVersion): boolean => a.sourceUpdatedAt !== undefined || a.version !== undefined;

const outdatedRow = (index: number): RowProblem => ({
  index,
  pointer: `/appointments/${index}`,
  code: 'outdated',
  detail: 'is older than what was said of this appointment before',
});

/** Batches of one practice are accepted, and its patients changed, one after the other: of two with the same appointment the second hears of the first. */
export async function oneAtATime(tx: Tx, practiceId: string): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 1))`, [practiceId]);
}
