/** Whom a batch makes us talk to, and what the practice's system can change about it while we do. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { batch, handOver, type Intake, morning, openIntake, phone, type RowWishes, row } from './practice.js';

let intake: Intake;
beforeAll(async () => {
  intake = await openIntake();
});
afterAll(() => intake.close());
beforeEach(() => intake.clock.set(morning));

const rows = async (sql: string, ...values: unknown[]) => (await intake.database.pool.query(sql, values)).rows;
const mobile = (n: number, over: object = {}) => ({
  system: 'phone' as const,
  value: phone(n),
  use: 'mobile' as const,
  consent: 'given' as const,
  ...over,
});
const mail = (name: string) => ({ system: 'email' as const, value: `${name}@example.org` });
/** The conversations of a batch: whose visits each is about, and the numbers it may use. */
const conversations = async (batchId: string) => {
  const found = await rows(
    `select o.id, y.kind, y.household, array_agg(distinct n.external_id) visits,
       array(select c.system || ' ' || c.allowed from contact_point c where c.party_id = o.party_id and c.use is distinct from 'old' order by c.rank, c.id) ways
     from outreach o join party y on y.id = o.party_id join notice n on n.outreach_id = o.id where o.batch_id = $1 group by o.id, y.id order by min(n.external_id)`,
    batchId,
  );
  return found;
};
const child = (guardian: object, over: RowWishes = {}) =>
  row({ ...over, patient: { birthDate: '2017-05-01', contacts: [], guardian: guardian as never, ...over.patient } });
const mother = (n: number, over: object = {}) => ({
  externalId: `G-${n}`,
  name: { given: 'Rosa', family: 'Reyes' },
  contacts: [mobile(n)],
  ...over,
});

describe('who is told', () => {
  test('two who share a phone and are no household have a conversation each, and neither hears of the other [edge case 1]', async () => {
    const [a, b] = [row({ patient: { contacts: [mobile(9001)] } }), row({ patient: { contacts: [mobile(9001)] } })];
    const { id } = await handOver(intake, [a, b]);
    expect((await conversations(id)).map((c) => c.visits)).toEqual([[a.externalId], [b.externalId]]);
  });

  test('a household that shares a phone is told in one conversation; whoever has another phone has another [edge case 1]', async () => {
    const household = 'H-1';
    const [a, b, c] = [
      row({ patient: { household, contacts: [mobile(9002), mail('a')] } }),
      row({ patient: { household, contacts: [mobile(9002)] } }),
      row({ patient: { household, contacts: [mobile(9003)] } }),
    ];
    const { id } = await handOver(intake, [a, b, c]);
    expect(await conversations(id)).toMatchObject([
      { household: true, visits: [a.externalId, b.externalId].sort(), ways: ['phone true', 'email true'] },
      { household: false, visits: [c.externalId] },
    ]);
  });

  test('what is confidential, or restricted, is not said in a message for a household', async () => {
    const household = 'H-2';
    const [a, b, c] = [
      row({ patient: { household, contacts: [mobile(9004)] } }),
      row({ confidential: true, patient: { household, contacts: [mobile(9004)] } }),
      row({ patient: { household, restricted: true, contacts: [mobile(9004)] } }),
    ];
    const { id } = await handOver(intake, [a, b, c]);
    expect((await conversations(id)).map((o) => o.visits)).toEqual([[a.externalId], [b.externalId], [c.externalId]]);
  });

  test('a parent of three with visits on one morning has one conversation about all of them [edge case 3]', async () => {
    const children = [child(mother(9010)), child(mother(9010)), child(mother(9010))];
    const { id } = await handOver(intake, children);
    expect(await conversations(id)).toMatchObject([
      { kind: 'guardian', visits: children.map((c) => c.externalId).sort() },
    ]);
  });

  test('a number that is forbidden is forbidden under every name: twice given, by WhatsApp, for a sister [edge case 4]', async () => {
    const forbidden = mother(9020, {
      contacts: [mobile(9020, { allowed: false }), { system: 'whatsapp', value: phone(9020), consent: 'given' }],
    });
    const sister = mother(9020, { contacts: [mobile(9020), mobile(9021)] });
    const { id } = await handOver(intake, [child(forbidden), child(sister)]);
    const [one] = await conversations(id);
    expect([...one.ways].sort()).toEqual(['phone false', 'phone true', 'whatsapp false']);
    const twice = await handOver(intake, [
      row({ patient: { contacts: [mobile(9022), mobile(9022, { allowed: false, rank: 9 })] } }),
    ]);
    expect((await conversations(twice.id))[0].ways).toEqual(['phone false']);
  });

  test('of a confidential visit the parent learns nothing: the own phone is used, or a person calls [edge case 5]', async () => {
    const own = child(mother(9030), { confidential: true, patient: { contacts: [mobile(9031), mobile(9030)] } });
    const none = child(mother(9032), { confidential: true, patient: { contacts: [mobile(9032)] } });
    const { id } = await handOver(intake, [own, none]);
    expect(await conversations(id)).toMatchObject([
      { kind: 'patient', visits: [own.externalId], ways: ['phone true'] },
      { kind: 'patient', visits: [none.externalId], ways: [] },
    ]);
    await intake.conduct();
    expect(await rows(`select reason from task where batch_id = $1`, id)).toEqual([{ reason: 'no_contact_point' }]);
  });

  test('who is eighteen is told, and not the parent; a guardian whom a court appointed stays one [edge case 5]', async () => {
    const grown = child(mother(9040), { patient: { birthDate: '2008-11-24', contacts: [mobile(9041)] } });
    const notYet = child(mother(9042), { patient: { birthDate: '2008-11-26', contacts: [mobile(9043)] } });
    const ward = child(mother(9044, { appointed: true }), { patient: { birthDate: '1951-03-03' } });
    const { id } = await handOver(intake, [grown, notYet, ward]);
    expect((await conversations(id)).map((c) => c.kind)).toEqual(['patient', 'guardian', 'guardian']);
    const until = await rows(`select external_id, guardian_until from notice where batch_id = $1 order by 1`, id);
    // The visit is today, the birthday is not: nothing changes before it.
    expect(until.map((n) => n.guardian_until)).toEqual([null, null, null]);
    const ahead = child(mother(9045), {
      start: '2026-11-27T15:00:00-05:00',
      end: '2026-11-27T15:30:00-05:00',
      patient: { birthDate: '2008-11-26' },
    });
    const later = await handOver(intake, [ahead]);
    expect(await rows(`select guardian_until from notice where batch_id = $1`, later.id)).toEqual([
      { guardian_until: new Date('2026-11-26T00:00:00-05:00') },
    ]);
  });

  test('a time without an offset is refused by name, and never read as UTC [edge case 33]', async () => {
    const answer = await intake.ask('POST', '/v1/batches', {
      body: batch([row(), { ...row(), start: '2026-11-24T15:00:00', end: '2026-11-24T15:30:00' }]),
    });
    expect(answer.json.rejected).toMatchObject([
      { index: 1, pointer: '/appointments/1/start', code: 'invalid' },
      { index: 1, pointer: '/appointments/1/end' },
    ]);
  });

  test('what is known of numbers is kept: consent, line, law, and the zone of its digits', async () => {
    const r = row({
      patient: {
        region: 'US-TX',
        contacts: [
          mobile(9050, { id: 'C-1', consentBasis: 'written', consentRecordedAt: '2025-03-01T10:00:00-06:00' }),
          { system: 'phone', value: '+49 30 901820', lineType: 'voip' },
          { system: 'phone', value: '+44 20 7946 0018' },
        ],
      },
    });
    await handOver(intake, [r]);
    const view = await intake.ask('GET', `/v1/patients/${r.patient.externalId}`);
    expect(view.json).toMatchObject({
      externalId: r.patient.externalId,
      contacts: [
        { contactId: 'C-1', consentBasis: 'written', consentRecordedAt: '2025-03-01T16:00:00.000Z', lineType: null },
        { contactId: null, lineType: 'voip', consent: 'unknown' },
        { lineType: 'landline' },
      ],
    });
    expect(JSON.stringify(view.json)).not.toContain('555');
    expect(
      await rows(
        `select c.region, c.time_zones from contact_point c join party y on y.id = c.party_id where y.key = $1 order by c.rank`,
        r.patient.externalId,
      ),
    ).toMatchObject([
      { region: 'US-TX', time_zones: ['America/New_York'] },
      { region: 'DE', time_zones: ['Europe/Berlin'] },
      { region: 'GB' },
    ]);
  });
});

const change = (externalId: string, body: object) => intake.ask('PATCH', `/v1/patients/${externalId}`, { body });

describe('while we are at it', () => {
  test('a patient has died: the queued text is called back and the notice closed, with nobody to call [edge case 6]', async () => {
    const r = row();
    const { id } = await handOver(intake, [r]);
    await intake.conduct();
    expect((await change(r.patient.externalId, { deceased: true, by: 'Jo' })).status).toBe(200);
    expect(
      await rows(
        `select distinct a.state from attempt a join outreach o on o.id = a.outreach_id where o.batch_id = $1`,
        id,
      ),
    ).toEqual([{ state: 'superseded' }]);
    expect(await rows(`select state from notice where batch_id = $1`, id)).toEqual([{ state: 'unreachable' }]);
    expect(await rows(`select id from task where batch_id = $1 and state <> 'resolved'`, id)).toEqual([]);
    const told = await rows(
      `select type, body->'data' as data from callback_event where body->'data'->>'batchId' = $1 and type <> 'batch.accepted' order by seq`,
      id,
    );
    expect(told).toMatchObject([
      { type: 'contact.invalid', data: { fault: 'deceased', patientExternalIds: [r.patient.externalId] } },
      { type: 'notice.unreachable', data: { because: 'deceased' } },
    ]);
  });

  test('an operator hears that a patient has died: it is closed in their name, and the practice is told [edge case 6]', async () => {
    const r = row({ patient: { contacts: [] } });
    const { id } = await handOver(intake, [r]);
    await intake.conduct();
    const [task] = (await rows(`select id from task where batch_id = $1`, id)) as { id: string }[];
    const answer = await intake.ask('POST', `/v1/tasks/${task?.id}/resolve`, {
      body: { by: 'Jo', resolution: 'deceased' },
    });
    expect(answer.json).toMatchObject({ state: 'resolved' });
    expect(await rows(`select state from notice where batch_id = $1`, id)).toEqual([{ state: 'unreachable' }]);
  });

  test('a number that the practice corrects during the batch is used by the next step, the old one never again [edge case 12]', async () => {
    const r = row();
    const { id } = await handOver(intake, [r]);
    await intake.conduct();
    await change(r.patient.externalId, { contacts: [mobile(9100, { id: 'new' })] });
    intake.clock.advance(15 * 60_000);
    await intake.conduct();
    const used = await rows(
      `select c.external_id, c.use from attempt a join outreach o on o.id = a.outreach_id join contact_point c on c.id = a.contact_point_id
       where o.batch_id = $1 order by a.planned_no`,
      id,
    );
    expect(used[0]).toEqual({ external_id: null, use: 'old' });
    expect(used.at(-1)).toEqual({ external_id: 'new', use: 'mobile' });
    expect(await rows(`select 1 from task where batch_id = $1`, id)).toEqual([]);
  });

  test('who turns out to be deaf is called no more [edge case 13]', async () => {
    const r = row({ patient: { contacts: [mobile(9101, { use: 'home' })] } });
    const { id } = await handOver(intake, [r]);
    await change(r.patient.externalId, { needs: ['deaf'] });
    await intake.conduct();
    expect(await rows(`select reason from task where batch_id = $1`, id)).toEqual([{ reason: 'no_contact_point' }]);
    expect(
      await rows(`select a.id from attempt a join outreach o on o.id = a.outreach_id where o.batch_id = $1`, id),
    ).toEqual([]);
  });

  test('a contact point that is no number is named, and nothing is changed', async () => {
    const r = row();
    await handOver(intake, [r]);
    const answer = await change(r.patient.externalId, { contacts: [{ system: 'phone', value: 'call me' }] });
    expect(answer.status).toBe(400);
    expect(answer.json.errors).toMatchObject([{ pointer: '/contacts/0/value', code: 'bad_phone' }]);
    expect((await intake.ask('GET', `/v1/patients/${r.patient.externalId}`)).json.contacts).toHaveLength(1);
  });

  test('the patients of another practice are not there', async () => {
    const r = row();
    await handOver(intake, [r]);
    const other = await intake.newPractice();
    for (const [method, path, body] of [
      ['GET', '', undefined],
      ['PATCH', '', { deceased: true }],
      ['POST', '/merge', { into: 'x' }],
    ] as const)
      expect(
        (await intake.ask(method, `/v1/patients/${r.patient.externalId}${path}`, { key: other.key, body })).status,
      ).toBe(404);
  });
});

describe('a contact point that was found bad', () => {
  const off = (externalId: string) =>
    rows(
      `select c.sms_off from contact_point c join party y on y.id = c.party_id where y.key = $1 and c.use is distinct from 'old'`,
      externalId,
    );
  const later = { start: '2026-11-25T15:00:00-05:00', end: '2026-11-25T15:30:00-05:00' };
  const landline = async (n: number) => {
    const r = row({ patient: { contacts: [mobile(n)] } });
    await handOver(intake, [r]);
    await rows(
      `update contact_point c set sms_off = 'landline', faulty_at = $2 from party y where y.id = c.party_id and y.key = $1`,
      r.patient.externalId,
      morning,
    );
    return r;
  };

  test('stays bad in the next batch, for this patient and for whoever else has the number, until it was checked again', async () => {
    const { patient } = await landline(9200);
    const sister = row({ ...later, patient: { contacts: [mobile(9200)] } });
    await handOver(intake, [{ ...row(later), patient }, sister]);
    expect(await off(patient.externalId)).toEqual([{ sms_off: 'landline' }]);
    expect(await off(sister.patient.externalId)).toEqual([{ sms_off: 'landline' }]);
    const before = { ...patient, contacts: [mobile(9200, { verifiedAt: '2026-11-24T06:00:00-05:00' })] };
    await handOver(intake, [{ ...row(later), patient: before }]);
    expect(await off(patient.externalId)).toEqual([{ sms_off: 'landline' }]);
    const since = { ...patient, contacts: [mobile(9200, { verifiedAt: '2026-11-24T08:00:00-05:00' })] };
    await handOver(intake, [{ ...row(later), patient: since }]);
    expect(await off(patient.externalId)).toEqual([{ sms_off: null }]);
  });

  test('is left alone when the practice names another, which is tried', async () => {
    const { patient } = await landline(9201);
    await change(patient.externalId, { contacts: [mobile(9202)] });
    expect(await off(patient.externalId)).toEqual([{ sms_off: null }]);
  });
});

describe('one patient under two record numbers', () => {
  const at = { start: '2026-11-24T16:00:00-05:00', end: '2026-11-24T16:30:00-05:00' };
  test('the visit that is there twice is told once: the duplicate is called back [edge case 14]', async () => {
    const [a, b] = [row(at), row(at)];
    const { id } = await handOver(intake, [a, b]);
    await intake.conduct();
    const merged = await intake.ask('POST', `/v1/patients/${b.patient.externalId}/merge`, {
      body: { into: a.patient.externalId },
    });
    expect(merged.status).toBe(200);
    expect(merged.json.contacts).toHaveLength(2);
    expect(await rows(`select external_id, state from notice where batch_id = $1 order by external_id`, id)).toEqual(
      [
        { external_id: a.externalId, state: 'open' },
        { external_id: b.externalId, state: 'withdrawn' },
      ].sort((x, y) => (x.external_id < y.external_id ? -1 : 1)),
    );
    const states = await rows(
      `select n.external_id, x.state from attempt x join notice n on n.outreach_id = x.outreach_id where n.batch_id = $1 order by 1`,
      id,
    );
    for (const s of states) expect(s.state).toBe(s.external_id === b.externalId ? 'superseded' : 'queued');
    // Nobody is told that it is on after all.
    expect(
      await rows(
        `select 1 from attempt x join outreach o on o.id = x.outreach_id where o.batch_id = $1 and x.purpose = 'correct'`,
        id,
      ),
    ).toEqual([]);
  });

  test('another visit of the duplicate stays owed, and from then on both records are one patient [edge case 14]', async () => {
    const [a, b] = [row(at), row()];
    const { id } = await handOver(intake, [a, b]);
    await intake.ask('POST', `/v1/patients/${b.patient.externalId}/merge`, { body: { into: a.patient.externalId } });
    expect(await rows(`select state from notice where batch_id = $1`, id)).toEqual([
      { state: 'open' },
      { state: 'open' },
    ]);
    const later = { start: '2026-11-25T15:00:00-05:00', end: '2026-11-25T15:30:00-05:00' };
    const next = await handOver(intake, [
      { ...row(later), patient: a.patient },
      { ...row(later), patient: b.patient },
    ]);
    expect(await conversations(next.id)).toHaveLength(1);
    expect((await intake.ask('GET', `/v1/patients/${b.patient.externalId}`)).json.mergedInto).toBe(
      a.patient.externalId,
    );
    for (const [from, into] of [
      [a.patient.externalId, b.patient.externalId],
      [a.patient.externalId, a.patient.externalId],
    ])
      expect((await intake.ask('POST', `/v1/patients/${from}/merge`, { body: { into } })).status).toBe(409);
  });
});
