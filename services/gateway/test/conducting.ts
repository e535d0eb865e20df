/**
 * The rest of the system, as far as a page needs it: facts are applied by the engine's own decisions, and offers are filled
 * and booked by the database's own functions.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Fact, SlotInput } from '@rollcall/contracts';
import {
  bookChosen,
  freeSlots,
  holdSlots,
  loadSnapshots,
  lockChosen,
  lockOutreaches,
  lockRequested,
  markWorked,
  type StoredFact,
  settleFacts,
  storeFacts,
  type Tx,
  takeFacts,
  upsertSlots,
  writeDecisions,
} from '@rollcall/database';
import { applyFact, type Happening, Turn, withdrawAll } from '@rollcall/domain';
import { newId } from '@rollcall/platform';
import { type InboxKind, readInbox } from '@rollcall/providers';
import type { OpenDoor } from './door.js';

/** Free times of Dr Hale in the days after the cancelled one. */
export const freeTimes = (door: OpenDoor, starts: readonly string[], over: Partial<SlotInput> = {}): Promise<number> =>
  upsertSlots(
    door.database,
    door.practiceId,
    starts.map((start, n) => ({
      externalId: `S-${n}`,
      resource: 'dr-hale',
      start,
      end: new Date(new Date(start).getTime() + 30 * 60_000).toISOString(),
      location: 'main',
      visitTypes: [],
      provides: [],
      modality: 'in-person',
      status: 'free',
      ...over,
    })) as SlotInput[],
    door.clock.now(),
    newId,
  );

/** One round of all who work behind the door. */
export async function conduct(door: OpenDoor): Promise<void> {
  await applyAll(door);
  await fill(door);
  await book(door);
  await applyAll(door);
}

/** Rounds until stopped, as the services make them. */
export function conducting(door: OpenDoor): { stop(): Promise<void> } {
  let going = true;
  const rounds = (async () => {
    while (going) {
      await conduct(door);
      await delay(10);
    }
  })();
  return {
    stop: async () => {
      going = false;
      await rounds;
    },
  };
}

/** What was written has arrived, and then the practice takes the cancellation back. */
export const takeBack = ({ database, clock }: OpenDoor, only: string | null = null): Promise<unknown> =>
  database.transaction(async (tx) => {
    await tx.query(`update attempt set state = 'accepted' where state = 'queued'`);
    const { rows } = await tx.query(`select id from outreach where $1::uuid is null or id = $1`, [only]);
    const now = clock.now();
    const loaded = await loadSnapshots(
      tx,
      rows.map((r) => r.id),
      now,
    );
    const decided = [...loaded.values()].map((one) => ({ loaded: one, turn: new Turn(one.snapshot, now, newId) }));
    for (const { turn } of decided) withdrawAll(turn, 'Jo');
    await writeDecisions(tx, decided, { now, newId });
  });

/** Facts alone: nobody looks for times. */
export async function applyAll({ database, clock }: OpenDoor): Promise<void> {
  await database.transaction(async (tx) => {
    const now = clock.now();
    const stored = await takeFacts(tx, database.sealer, now, 50);
    if (stored.length === 0) return;
    const about = new Map<string, Happening[]>();
    for (const s of stored) {
      const outreachId = s.outreachId ?? (await outreachOfOffer(tx, s));
      const facts = readInbox(s.kind as InboxKind, s.attemptId, s.payload) as Exclude<
        Fact,
        { kind: 'text' | 'callback' }
      >[];
      if (outreachId) about.set(outreachId, [...(about.get(outreachId) ?? []), ...facts]);
    }
    const ids = [...about.keys()].sort();
    await lockOutreaches(tx, ids);
    const loaded = await loadSnapshots(tx, ids, now, { withTouches: false });
    const turns = [...loaded].map(([id, one]) => {
      const turn = new Turn(one.snapshot, now, newId);
      for (const fact of about.get(id) ?? []) applyFact(turn, fact, { newId, retryAt: () => now });
      return { loaded: one, turn };
    });
    await writeDecisions(tx, turns, { now, newId });
    await settleFacts(
      tx,
      stored.map(({ id }) => ({ id, result: 'applied' })),
      now,
    );
  });
}

async function outreachOfOffer(tx: Tx, { payload }: StoredFact): Promise<string | null> {
  const { offerId } = payload as { offerId?: string };
  const { rows } = await tx.query(`select outreach_id from offer where id = $1`, [offerId ?? null]);
  return rows[0]?.outreach_id ?? null;
}

async function fill({ database, clock }: OpenDoor): Promise<void> {
  await database.transaction(async (tx) => {
    const now = clock.now();
    for (const r of await lockRequested(tx, now, 10)) {
      const expiresAt = new Date(now.getTime() + r.holdMinutes * 60_000);
      const free = await freeSlots(tx, r.practiceId, r.request.notBefore, r.request.notAfter, 50);
      const fitting = free.filter((slot) => !r.request.seen.has(slot.id)).slice(0, r.request.options);
      const got = await holdSlots(
        tx,
        fitting.map((slot, n) => ({
          ...r,
          id: newId(),
          slot,
          patientId: r.request.patientId,
          choice: n + 1,
          expiresAt,
        })),
      );
      await markWorked(tx, [{ offerId: r.offerId, expiresAt: got.size > 0 ? expiresAt : null }], now);
      await tell(tx, r.offerId, got.size > 0 ? 'made' : 'empty');
    }
    async function tell(t: Tx, offerId: string, result: string): Promise<void> {
      await storeFacts(t, database.sealer, [offerFact(offerId, result)], now);
    }
  });
}

async function book({ database, clock }: OpenDoor): Promise<void> {
  await database.transaction(async (tx) => {
    const now = clock.now();
    for (const chosen of await lockChosen(tx, 10)) {
      const within = chosen.confirmWithinMinutes;
      const until = within === null ? null : new Date(now.getTime() + within * 60_000);
      const result = (await bookChosen(tx, chosen, now)) ? (until ? 'asked' : 'booked') : 'lost';
      await markWorked(tx, [{ offerId: chosen.offerId, expiresAt: until }], now);
      const more = result === 'asked' && until ? { until: until.toISOString() } : {};
      await storeFacts(tx, database.sealer, [offerFact(chosen.offerId, result, more)], now);
    }
  });
}

/** The practice's own system answers what it was asked for. */
export async function practiceSays({ database, clock }: OpenDoor, outcome: 'confirmed' | 'refused'): Promise<void> {
  const { rows } = await database.pool.query(`select id from offer where state in ('asked','booked')`);
  const offerId = rows[0]?.id;
  const fact = {
    source: 'practice' as const,
    kind: 'practice.booking',
    dedupeKey: `${offerId}-${outcome}`,
    attemptId: null,
    payload: { kind: 'booking', offerId, outcome, startsAt: '2026-11-25T15:00:00.000Z' },
  };
  await storeFacts(database.pool, database.sealer, [fact], clock.now());
}

const offerFact = (offerId: string, result: string, more: object = {}) => ({
  source: 'reschedule' as const,
  kind: 'reschedule.offer',
  dedupeKey: `${offerId}-${result}`,
  attemptId: null,
  payload: { kind: 'offer', offerId, result, ...more },
});
