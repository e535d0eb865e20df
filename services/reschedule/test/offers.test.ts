import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SlotInput } from '@rollcall/contracts';
import { createPractice, type Database, insertBatch, openDatabase, upsertSlots } from '@rollcall/database';
import { type FreshDatabase, freshDatabase, testKeys } from '@rollcall/database/testing';
import { manualClock, newId } from '@rollcall/platform';
import { bookOffers, expireOffers, fillOffers } from '../src/index.js';
import { outreachesOf } from './patients.js';

const morning = new Date('2026-11-24T07:00:00-05:00');
let fresh: FreshDatabase;
let database: Database;
let clock: ReturnType<typeof manualClock>;
let practiceId: string;
const context = () => ({ database, clock, newId });
const rows = async (sql: string, ...values: unknown[]) => (await database.pool.query(sql, values)).rows;

beforeEach(async () => {
  fresh = await freshDatabase();
  database = openDatabase({ url: fresh.url, poolSize: 8, encryptionKeys: testKeys, applicationName: 'test' });
  clock = manualClock(morning);
  practiceId = newId();
  await createPractice(
    database,
    practiceId,
    { name: 'C', spokenName: 'C', timeZone: 'America/New_York', country: 'US', language: 'en', callbackNumber: '1' },
    morning,
  );
});
afterEach(async () => {
  await database.close();
  await fresh.drop();
});

/** Patients who know and ask for a new time; gives the offers they asked for. */
async function asking(count: number): Promise<string[]> {
  const full = outreachesOf(count);
  await database.transaction((tx) =>
    insertBatch(
      tx,
      {
        id: newId(),
        practiceId,
        reason: 'other',
        note: null,
        policyVersion: 1,
        rejected: 0,
        forecast: {
          reachableInTime: 0,
          withoutContactPoint: 0,
          toOperatorsFirst: 0,
          firstDeadlineAt: null,
          firstTouchDoneAt: null,
        },
        patients: full.map((o) => ({
          externalId: o.party.key,
          name: o.party.name,
          birthDate: null,
          deceased: false,
          doNotContact: false,
        })),
        outreaches: full,
      },
      { now: morning, sealer: database.sealer, newId },
    ),
  );
  return request(full.map((o) => ({ outreach: o.id, notice: o.notices[0]?.id ?? '' })));
}

async function request(about: { outreach: string; notice: string }[]): Promise<string[]> {
  const ids = about.map(() => newId());
  await database.pool.query(
    `insert into offer (id, practice_id, outreach_id, notice_id, channel, via, state, requested_at)
     select u.id, $4, u.o, u.n, 'sms', 'message', 'requested', $5 from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as u(id, o, n)`,
    [ids, about.map((a) => a.outreach), about.map((a) => a.notice), practiceId, clock.now()],
  );
  return ids;
}

const slotAt = (n: number, over: Partial<SlotInput> = {}): SlotInput => ({
  externalId: `s${n}`,
  resource: 'dr-hale',
  start: new Date(Date.parse('2026-11-25T09:00:00-05:00') + n * 1_800_000).toISOString(),
  end: new Date(Date.parse('2026-11-25T09:30:00-05:00') + n * 1_800_000).toISOString(),
  visitTypes: [],
  provides: [],
  modality: 'in-person',
  status: 'free',
  ...over,
});
const slots = (...list: SlotInput[]) => upsertSlots(database, practiceId, list, clock.now(), newId);
/** What the conductor does when it folds the fact. */
const open = () =>
  database.pool.query(
    `update offer set state = 'open', worked_at = null where state = 'requested' and expires_at is not null`,
  );
const choose = (offer: string, choice: number) =>
  database.pool.query(
    `update offer set state = 'chosen', chosen = $2, worked_at = null where id = $1 and state = 'open'`,
    [offer, choice],
  );
const live = () => rows(`select count(*)::int n from reservation where state in ('held','booked')`);
/** Resolves when so many of this test's own transactions wait for a lock. */
async function waiting(count: number): Promise<void> {
  for (;;) {
    const [found] = await rows(
      `select count(*)::int n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if (found?.n >= count) return;
  }
}
const overlapping = () =>
  rows(
    `select 1 from reservation a join reservation b on a.id < b.id and a.resource = b.resource and a.during && b.during where a.state in ('held','booked') and b.state in ('held','booked')`,
  );

describe('filling', () => {
  test('everybody gets an option before anybody gets two, and no time is held twice', async () => {
    await slots(slotAt(0), slotAt(1), slotAt(2), slotAt(3));
    await asking(3);
    expect(await fillOffers(context())).toBe(3);
    expect(await rows(`select count(*)::int n from reservation group by offer_id order by 1`)).toEqual([
      { n: 1 },
      { n: 1 },
      { n: 2 },
    ]);
    expect(await overlapping()).toEqual([]);
  });
  test('what does not fit is not offered, and the patient’s conversation hears of it [edge case 55]', async () => {
    await slots(slotAt(0, { visitTypes: ['x-ray'] }));
    const [offer] = await asking(1);
    await fillOffers(context());
    expect(await live()).toEqual([{ n: 0 }]);
    expect(await rows(`select dedupe_key from inbox`)).toEqual([{ dedupe_key: `${offer}-empty` }]);
  });
  test('many services at once hold every time once and work every request once', async () => {
    await slots(...Array.from({ length: 40 }, (_, n) => slotAt(n)));
    await asking(60);
    await Promise.all(Array.from({ length: 6 }, () => fillOffers(context())));
    while ((await fillOffers(context())) > 0);
    expect(await overlapping()).toEqual([]);
    expect(await rows(`select count(*)::int n, count(distinct dedupe_key)::int d from inbox`)).toEqual([
      { n: 60, d: 60 },
    ]);
  });
  test('a service that fills beside another offers what the other left, and never says that nothing is free', async () => {
    await slots(...Array.from({ length: 6 }, (_, n) => slotAt(n)));
    const gate = await database.pool.connect();
    try {
      // Whoever holds a slot has to wait here, its holds written and not yet committed.
      await gate.query('begin');
      await gate.query('select id from slot for update');
      await asking(1);
      const first = fillOffers(context());
      await waiting(1);
      await asking(1);
      const second = fillOffers(context());
      await waiting(2);
      await gate.query('commit');
      await Promise.all([first, second]);
    } finally {
      gate.release();
    }
    expect(await rows(`select count(*)::int n from reservation where state = 'held' group by offer_id`)).toEqual([
      { n: 3 },
      { n: 3 },
    ]);
    expect(await rows(`select 1 from inbox where dedupe_key like '%empty'`)).toEqual([]);
  });
});

describe('booking', () => {
  test('takes the chosen time and lets the others go', async () => {
    await slots(slotAt(0), slotAt(1), slotAt(2));
    const [offer] = await asking(1);
    await fillOffers(context());
    await open();
    await choose(offer ?? '', 2);
    expect(await bookOffers(context())).toBe(1);
    expect(await rows(`select choice, state from reservation order by choice`)).toEqual([
      { choice: 1, state: 'released' },
      { choice: 2, state: 'booked' },
      { choice: 3, state: 'released' },
    ]);
    expect(await bookOffers(context())).toBe(0);
  });
  test('a slot that turned busy, or a hold that ran out, is lost and said so [edge case 53]', async () => {
    await slots(slotAt(0));
    const [first] = await asking(1);
    await fillOffers(context());
    await open();
    await choose(first ?? '', 1);
    await slots(slotAt(0, { status: 'busy' }));
    await bookOffers(context());
    expect(await rows(`select dedupe_key from inbox where dedupe_key like '%lost'`)).toEqual([
      { dedupe_key: `${first}-lost` },
    ]);
    expect(await live()).toEqual([{ n: 0 }]);
  });
  test('a slot that moved to another time is lost: the patient chose the old one [edge case 53]', async () => {
    await slots(slotAt(0));
    const [offer] = await asking(1);
    await fillOffers(context());
    await open();
    await choose(offer ?? '', 1);
    await slots({ ...slotAt(4), externalId: 's0' });
    await bookOffers(context());
    expect(await rows(`select 1 from inbox where dedupe_key = $1`, `${offer}-lost`)).toHaveLength(1);
    expect(await live()).toEqual([{ n: 0 }]);
  });
  test('a patient is never booked twice at one time [edge case 60]', async () => {
    await slots(slotAt(0), slotAt(0, { externalId: 'other', resource: 'dr-wu' }));
    const [one, two] = await asking(2);
    await fillOffers(context());
    await database.pool.query(`update reservation set patient_id = (select patient_id from reservation limit 1)`);
    await open();
    await choose(one ?? '', 1);
    await choose(two ?? '', 1);
    await bookOffers(context());
    expect(await rows(`select state, count(*)::int n from reservation group by state order by state`)).toEqual([
      { state: 'booked', n: 1 },
      { state: 'released', n: 1 },
    ]);
    expect(await rows(`select 1 from inbox where dedupe_key like '%lost'`)).toHaveLength(1);
  });
  test('a hundred who reach for one time: the database gives it to one [edge case 52]', async () => {
    await slots(slotAt(0));
    const offers = await asking(100);
    const [slot] = await rows(`select id from slot`);
    const takers = await Promise.allSettled(
      offers.map((offer) =>
        database.pool.query(
          `insert into reservation (id, practice_id, slot_id, resource, during, offer_id, notice_id, patient_id, choice, state)
           select $1, f.practice_id, $3, 'dr-hale', tstzrange('2026-11-25T14:00:00Z', '2026-11-25T14:30:00Z'), f.id, f.notice_id, n.patient_id, 1, 'booked'
           from offer f join notice n on n.id = f.notice_id where f.id = $2`,
          [newId(), offer, slot?.id],
        ),
      ),
    );
    expect(takers.filter((t) => t.status === 'fulfilled')).toHaveLength(1);
  });
});

describe('running out', () => {
  test('an offer nobody answered is let go, once', async () => {
    await slots(slotAt(0));
    const [offer] = await asking(1);
    await fillOffers(context());
    await open();
    clock.advance(31 * 60_000);
    expect(await expireOffers(context())).toBe(1);
    expect(await expireOffers(context())).toBe(0);
    expect(await live()).toEqual([{ n: 0 }]);
    expect(await rows(`select dedupe_key from inbox where dedupe_key like '%expired'`)).toEqual([
      { dedupe_key: `${offer}-expired` },
    ]);
  });
  test('a choice written just after the end finds nothing held, and hears that it is lost [edge case 54]', async () => {
    await slots(slotAt(0));
    const [offer] = await asking(1);
    await fillOffers(context());
    await open();
    clock.advance(31 * 60_000);
    await expireOffers(context());
    await choose(offer ?? '', 1);
    expect(await bookOffers(context())).toBe(1);
    expect(await rows(`select 1 from inbox where dedupe_key = $1`, `${offer}-lost`)).toHaveLength(1);
    expect(await live()).toEqual([{ n: 0 }]);
  });
  test('an answer in the same moment as the end gets the time or hears that it is lost, never neither [edge case 54]', async () => {
    await slots(...Array.from({ length: 30 }, (_, n) => slotAt(n)));
    const offers = await asking(10);
    await fillOffers(context());
    await open();
    clock.advance(30 * 60_000 - 1);
    await Promise.all([...offers.map((o) => choose(o, 1)), bookOffers(context()), expireOffers(context())]);
    clock.advance(2);
    await Promise.all([bookOffers(context()), expireOffers(context())]);
    const said = await rows(
      `select split_part(dedupe_key, '-', 6) result, count(*)::int n from inbox where dedupe_key not like '%made' group by 1`,
    );
    expect(said.reduce((sum, r) => sum + r.n, 0)).toBe(10);
    const [booked] = await rows(`select count(*)::int n from reservation where state = 'booked'`);
    expect(said.find((r) => r.result === 'booked')?.n ?? 0).toBe(booked?.n);
  });
});
