import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Rebooking, SlotInput } from '@rollcall/contracts';
import { createPractice, type Database, insertBatch, openDatabase, upsertSlots } from '@rollcall/database';
import { type FreshDatabase, freshDatabase, testKeys } from '@rollcall/database/testing';
import { manualClock, newId } from '@rollcall/platform';
import { fillOffers } from '../src/index.js';
import { outreachesOf } from './patients.js';

const morning = new Date('2026-11-24T07:00:00-05:00');
let fresh: FreshDatabase;
let database: Database;
const practiceId = newId();
const clock = manualClock(morning);

beforeEach(async () => {
  fresh = await freshDatabase();
  database = openDatabase({ url: fresh.url, poolSize: 4, encryptionKeys: testKeys, applicationName: 'test' });
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

type Outreach = ReturnType<typeof outreachesOf>[number];

async function handOver(outreaches: Outreach[]): Promise<void> {
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
        patients: outreaches.flatMap((o) =>
          o.notices.map((n) => ({
            externalId: n.patientExternalId,
            name: o.party.name,
            birthDate: null,
            deceased: false,
            doNotContact: false,
          })),
        ),
        outreaches,
      },
      { now: morning, sealer: database.sealer, newId },
    ),
  );
}

/** The starts of what is offered for a notice of `outreach`. */
async function offered(outreach: Outreach, notice = outreach.notices[0]): Promise<string[]> {
  const id = newId();
  await database.pool.query(
    `insert into offer (id, practice_id, outreach_id, notice_id, channel, via, state, requested_at) values ($1, $2, $3, $4, 'sms', 'message', 'requested', $5)`,
    [id, practiceId, outreach.id, notice?.id, clock.now()],
  );
  await fillOffers({ database, clock, newId });
  const { rows } = await database.pool.query(
    `select lower(during) at from reservation where offer_id = $1 and state = 'held' order by choice`,
    [id],
  );
  return rows.map((r) => (r.at as Date).toISOString());
}

const at = (time: string): string => new Date(`${time}-05:00`).toISOString();
const slot = (time: string, over: Partial<SlotInput> = {}): SlotInput => ({
  externalId: newId(),
  resource: 'dr-hale',
  start: at(time),
  end: new Date(Date.parse(at(time)) + 1_800_000).toISOString(),
  visitTypes: [],
  provides: [],
  modality: 'in-person',
  status: 'free',
  ...over,
});
const slots = (...list: SlotInput[]) => upsertSlots(database, practiceId, list, clock.now(), newId);
const rebooking = (over: Partial<Rebooking>): Rebooking => ({ needs: [], busy: [], linkedTo: [], ...over });
const [nine, half, ten] = ['2026-11-25T09:00:00', '2026-11-25T09:30:00', '2026-11-25T10:00:00'] as const;

describe('a time that looks free', () => {
  test('and was cancelled is offered to nobody: the visit may be on again, or its doctor still ill [edge case 57]', async () => {
    const [one] = outreachesOf(1) as [Outreach];
    const [tomorrow] = outreachesOf(1, { start: new Date(at(nine)), end: new Date(at(half)) }) as [Outreach];
    await handOver([one, tomorrow]);
    await slots(slot('2026-11-24T13:00:00'), slot(nine), slot(half), slot(nine, { resource: 'dr-wu' }));
    expect(await offered(one)).toEqual([at(nine), at(half)]);
  });

  test('while the patient has another visit is not offered [edge case 60]', async () => {
    const [one] = outreachesOf(1, {
      rebooking: rebooking({ busy: [{ start: at('2026-11-25T08:45:00'), end: at('2026-11-25T09:15:00') }] }),
    }) as [Outreach];
    await handOver([one]);
    await slots(slot(nine), slot(half));
    expect(await offered(one)).toEqual([at(half)]);
  });

  test('while a sister is with another doctor is not offered to the parent who brings both [edge case 60]', async () => {
    const [family, other] = outreachesOf(2) as [Outreach, Outreach];
    family.notices.push({
      ...(family.notices[0] as never as object),
      ...other.notices[0],
      patientExternalId: 'sister',
    } as never);
    await handOver([family]);
    await slots(slot(nine));
    expect(await offered(family)).toEqual([at(nine)]);
    await slots(slot(nine, { resource: 'dr-wu' }), slot(half, { resource: 'dr-wu' }));
    expect(await offered(family, family.notices[1])).toEqual([at(half)]);
  });

  test('but is too soon after the treatment, or lacks what the visit needs, is not offered [edge case 55]', async () => {
    const [one] = outreachesOf(1, { rebooking: rebooking({ needs: ['infusion chair'], notBefore: at(half) }) }) as [
      Outreach,
    ];
    await handOver([one]);
    await slots(slot(nine, { provides: ['infusion chair'] }), slot(half), slot(ten, { provides: ['infusion chair'] }));
    expect(await offered(one)).toEqual([at(ten)]);
  });
});

test('of a visit that belongs to another one no machine moves one half: a person finds the time for both [edge case 47]', async () => {
  const [one] = outreachesOf(1, { rebooking: rebooking({ linkedTo: ['lab-before-it'] }) }) as [Outreach];
  await handOver([one]);
  await slots(slot(nine), slot(half));
  expect(await offered(one)).toEqual([]);
  const { rows } = await database.pool.query(`select dedupe_key from inbox where source = 'reschedule'`);
  expect(rows).toEqual([{ dedupe_key: expect.stringMatching(/-empty$/) }]);
});
