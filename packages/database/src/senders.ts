/**
 * The senders' health, shared by all replicas. A writer locks the row first of all its locks and reads before it writes,
 * so two openings, or two probes, cannot happen at once. While everything is well nothing is locked and nothing written.
 */
import type { Channel } from '@rollcall/contracts';
import { afterSigns, type HeardSign, type SenderHealth } from '@rollcall/domain';
import type { Tx } from './connect.js';

/** What one row says; `returning` while those who were put off are still being taken up again. */
export interface SenderRow extends SenderHealth {
  returning: { deadline: Date; id: string | null; size: number } | null;
}

const columns = `channel, breaker, code, opened_by, since, proof, openings, probe_at, probe_attempt_id, probe_until, closed_at, troubles,
  not_before, starts_per_second, return_deadline, return_id, return_size`;

/** A row at rest: nothing to do, nothing to wait for. */
const uneasy = `(breaker <> 'closed' or not_before is not null or return_size > 0)`;

/** Senders with which something is the matter; usually none. */
export async function uneasySenders(tx: Tx): Promise<SenderRow[]> {
  const { rows } = await tx.query({ name: 'senders-uneasy', text: `select ${columns} from sender where ${uneasy}` });
  return rows.map(senderOf);
}

export async function allSenders(tx: Tx): Promise<SenderRow[]> {
  const { rows } = await tx.query({ name: 'senders-all', text: `select ${columns} from sender order by channel` });
  return rows.map(senderOf);
}

/** Locks a sender unless somebody else has it. */
export async function tryLockSender(tx: Tx, channel: Channel): Promise<SenderRow | null> {
  const { rows } = await tx.query({
    name: 'sender-try-lock',
    text: `select ${columns} from sender where channel = $1 for update skip locked`,
    values: [channel],
  });
  return rows[0] ? senderOf(rows[0]) : null;
}

/** What the requests of one channel came to. Healthy answers of a healthy sender cost one statement and write nothing. */
export async function hearSigns(tx: Tx, channel: Channel, heard: readonly HeardSign[], now: Date): Promise<void> {
  if (heard.length === 0) return;
  const allWell = heard.every((h) => h.sign.kind === 'taken' || h.sign.kind === 'arrived');
  const { rows } = await tx.query(
    allWell
      ? {
          name: 'sender-well',
          text: `select ${columns} from sender where channel = $1 and (breaker = 'probing' or troubles > 0) for update`,
          values: [channel],
        }
      : { name: 'sender-lock', text: `select ${columns} from sender where channel = $1 for update`, values: [channel] },
  );
  const before = rows[0] && senderOf(rows[0]);
  if (!before) return;
  const after = afterSigns(before, heard, now);
  if (after !== before) await writeSender(tx, before, after, now);
}

/** How many are taken up again in the first round after a closing; each round doubles it. */
const firstReturn = 10;

export async function writeSender(tx: Tx, before: SenderRow, after: SenderHealth, now: Date): Promise<void> {
  const closes = before.breaker !== 'closed' && after.breaker === 'closed';
  const returning = closes
    ? { deadline: new Date(0), id: null, size: firstReturn }
    : after.breaker === 'closed'
      ? (after as SenderRow).returning
      : null;
  await tx.query({
    name: 'sender-write',
    text: `update sender set breaker = $2, code = $3, opened_by = $4, since = $5, proof = $6, openings = $7, probe_at = $8, probe_attempt_id = $9,
             probe_until = $10, closed_at = $11, troubles = $12, not_before = $13, starts_per_second = $14, return_deadline = $15, return_id = $16, return_size = $17
           where channel = $1`,
    values: [
      after.channel,
      after.breaker,
      after.code,
      after.openedBy,
      after.since,
      after.proof,
      after.openings,
      after.probeAt,
      after.probeAttemptId,
      after.probeUntil,
      after.closedAt,
      after.troubles,
      after.notBefore,
      after.startsPerSecond,
      returning?.deadline ?? null,
      returning?.id ?? null,
      returning?.size ?? 0,
    ],
  });
  if (before.breaker !== after.breaker)
    await tx.query({
      name: 'sender-changed',
      text: `insert into sender_change (channel, breaker, code, at) values ($1, $2, $3, $4)`,
      values: [after.channel, after.breaker, after.code, now],
    });
}

const senderOf = (r: Record<string, unknown>): SenderRow =>
  ({
    channel: r.channel,
    breaker: r.breaker,
    code: r.code,
    openedBy: r.opened_by,
    since: r.since,
    proof: r.proof,
    openings: r.openings,
    probeAt: r.probe_at,
    probeAttemptId: r.probe_attempt_id,
    probeUntil: r.probe_until,
    closedAt: r.closed_at,
    troubles: r.troubles,
    notBefore: r.not_before,
    startsPerSecond: r.starts_per_second,
    returning:
      (r.return_size as number) > 0 ? { deadline: r.return_deadline, id: r.return_id, size: r.return_size } : null,
  }) as SenderRow;
