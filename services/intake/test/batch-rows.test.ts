import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { defaultPolicy } from '@rollcall/contracts';
import { partiesOf } from '@rollcall/database';
import { batch, handOver, type Intake, openIntake, row } from './practice.js';

let intake: Intake;
beforeAll(async () => {
  intake = await openIntake();
});
afterAll(() => intake.close());

const hand = (rows: unknown[], more = {}) => intake.ask('POST', '/v1/batches', { body: batch(rows, more) });

describe('a bad row is named and does not cost the good ones [edge case 43]', () => {
  const cases: { what: string; bad: () => unknown; code: string; pointer: string }[] = [
    { what: 'is no object', bad: () => 'Ana', code: 'invalid', pointer: '' },
    {
      what: 'has a number for a name',
      bad: () => ({ ...row(), visitType: 7 }),
      code: 'invalid',
      pointer: '/visitType',
    },
    { what: 'has a field nobody knows', bad: () => ({ ...row(), startt: 'x' }), code: 'invalid', pointer: '' },
    {
      what: 'has a start without an offset',
      bad: () => row({ start: '2026-11-24T15:00:00' }),
      code: 'invalid',
      pointer: '/start',
    },
    {
      what: 'starts on a day that is none',
      bad: () => row({ start: '2026-13-24T15:00:00Z' }),
      code: 'invalid',
      pointer: '/start',
    },
    {
      what: 'ends before it starts',
      bad: () => row({ end: '2026-11-24T14:00:00-05:00' }),
      code: 'end_before_start',
      pointer: '/end',
    },
    {
      what: 'ends when it starts',
      bad: () => row({ end: '2026-11-24T15:00:00-05:00' }),
      code: 'end_before_start',
      pointer: '/end',
    },
    {
      what: 'has begun already',
      bad: () => row({ start: '2026-11-24T06:45:00-05:00', end: '2026-11-24T07:00:00-05:00' }),
      code: 'in_the_past',
      pointer: '/start',
    },
    {
      what: 'is somewhere without such a time zone',
      bad: () => row({ location: { externalId: 'MAIN', timeZone: 'America/Gotham' } }),
      code: 'unknown_zone',
      pointer: '/location/timeZone',
    },
    {
      what: 'has a patient without such a time zone',
      bad: () => row({ patient: { timeZone: 'EST5EDT6' } }),
      code: 'unknown_zone',
      pointer: '/patient/timeZone',
    },
    {
      what: 'is of a patient who died',
      bad: () => row({ patient: { deceased: true } }),
      code: 'deceased',
      pointer: '/patient/deceased',
    },
    {
      what: 'is of a patient who is not to be contacted',
      bad: () => row({ patient: { doNotContact: true } }),
      code: 'do_not_contact',
      pointer: '/patient/doNotContact',
    },
    {
      what: 'has a name with a control character',
      bad: () => row({ patient: { name: { given: 'A\u0000na', family: 'Reyes' } } }),
      code: 'invalid',
      pointer: '/patient/name/given',
    },
  ];
  test.each(cases)('a row that $what', async ({ bad, code, pointer }) => {
    const answer = await hand([row(), bad(), row()]);
    expect(answer.status).toBe(202);
    expect(answer.json).toMatchObject({ accepted: 2, notices: 2, outreaches: 2 });
    expect(answer.json.rejected).toEqual([
      { index: 1, pointer: `/appointments/1${pointer}`, code, detail: expect.any(String) },
    ]);
  });

  test.each(['patient', 'no-show', 'entered-in-error'] as const)(
    'a visit that ended as "%s" is told to nobody, and the others go on [edge case 49]',
    async (cancelledBy) => {
      const good = row();
      const { json } = await intake.ask('POST', '/v1/batches', { body: batch([row({ cancelledBy }), good]) });
      expect(json.accepted).toBe(1);
      expect(json.rejected).toEqual([
        expect.objectContaining({ index: 0, pointer: '/appointments/0/cancelledBy', code: 'not_by_practice' }),
      ]);
    },
  );

  test('of two rows with one externalId the first wins', async () => {
    const first = row();
    const answer = await hand([first, { ...row(), externalId: first.externalId }]);
    expect(answer.json).toMatchObject({
      accepted: 1,
      rejected: [{ index: 1, pointer: '/appointments/1/externalId', code: 'duplicate_external_id' }],
    });
  });

  test('an appointment that is being told already is not told twice', async () => {
    const known = row();
    await handOver(intake, [known]);
    const answer = await hand([row(), known]);
    expect(answer.json).toMatchObject({
      accepted: 1,
      rejected: [{ index: 1, pointer: '/appointments/1/externalId', code: 'already_open' }],
    });
  });

  test('a batch without a good row is 422, with every reason, and leaves nothing behind', async () => {
    const before = await intake.database.pool.query('select count(*)::int n from batch');
    const answer = await hand([row({ patient: { deceased: true } }), row({ end: '2026-11-24T01:00:00Z' })]);
    expect(answer.status).toBe(422);
    expect(answer.json).toMatchObject({
      code: 'no_good_row',
      rejected: [
        { index: 0, code: 'deceased' },
        { index: 1, code: 'end_before_start' },
      ],
    });
    expect((await intake.database.pool.query('select count(*)::int n from batch')).rows).toEqual(before.rows);
  });

  test('the details never repeat what was sent', async () => {
    const canary = 'Zebulon-Quartz';
    const answer = await hand([
      row(),
      { ...row(), priority: canary },
      { ...row(), modality: canary },
      row({ start: canary }),
      row({ location: { externalId: 'MAIN', timeZone: canary } }),
      row({ patient: { birthDate: canary } }),
      row({ patient: { language: `${canary}!` } }),
      row({ patient: { contacts: [{ system: 'phone', value: canary }] } }),
      row({ patient: { contacts: [{ system: 'email', value: canary }] } }),
    ]);
    expect(answer.status).toBe(202);
    const named = [...answer.json.rejected, ...answer.json.warnings].map((p: { index: number }) => p.index);
    expect(new Set(named)).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 8]));
    expect(answer.text).not.toContain(canary);
  });
});

describe('contact points', () => {
  test('one that cannot be read is dropped and named; the row stands', async () => {
    const bad = row({
      patient: {
        contacts: [
          { system: 'phone', value: '12' },
          { system: 'email', value: 'not an address' },
          { system: 'whatsapp', value: '1.2e10' },
          { system: 'phone', value: '(202) 555-0143 ext. 7' },
        ],
      },
    });
    const answer = await hand([bad]);
    expect(answer.json).toMatchObject({ accepted: 1, rejected: [] });
    expect(answer.json.warnings.map((w: { pointer: string }) => w.pointer)).toEqual([
      '/appointments/0/patient/contacts/0/value',
      '/appointments/0/patient/contacts/1/value',
      '/appointments/0/patient/contacts/2/value',
    ]);
    const { rows } = await intake.database.pool.query(
      `select c.address_sealed, c.has_extension, c.rank from contact_point c join party p on p.id = c.party_id where p.key = $1`,
      [bad.patient.externalId],
    );
    expect(rows.map((r) => intake.database.sealer.open(r.address_sealed, 'address', intake.practiceId))).toEqual([
      '+12025550143',
    ]);
    expect(rows[0]).toMatchObject({ has_extension: true, rank: 4 });
  });

  describe('WhatsApp in the US', () => {
    const asked = { requestedAt: '2026-03-02T09:00:00-05:00', requestedHow: 'in-writing' };
    const whatsapp = (more: object) => ({ system: 'whatsapp', value: '+1 202 555 0177', consent: 'given', ...more });
    const steps = async (...contacts: object[]) => {
      await intake.putPolicy(defaultPolicy);
      const { json } = await hand([row({ patient: { contacts: contacts as never } })], { dryRun: true });
      return { warnings: json.warnings, channels: json.plan[0].steps.map((s: { channel: string }) => s.channel) };
    };

    test('reaches nobody whose own request is not on record, whatever they agreed to', async () => {
      const { requestedHow } = asked;
      const later = { requestedAt: '2027-01-01T00:00:00Z', requestedHow };
      for (const contact of [whatsapp({}), whatsapp({ requestedHow }), whatsapp(later)]) {
        const { warnings, channels } = await steps(contact);
        expect(channels).toEqual([]);
        expect(warnings).toEqual([
          expect.objectContaining({
            code: 'im_not_requested',
            pointer: '/appointments/0/patient/contacts/0/requestedAt',
          }),
        ]);
      }
    });

    test('reaches who asked for it, and the desk sees when and how', async () => {
      expect(await steps(whatsapp(asked))).toEqual({ warnings: [], channels: expect.arrayContaining(['im']) });
      const own = row({ patient: { contacts: [whatsapp(asked)] as never } });
      const { json } = await hand([own]);
      const read = `select o.id from outreach o join batch b on b.id = o.batch_id where b.id = $1`;
      const { rows } = await intake.database.pool.query(read, [json.id]);
      const parties = await partiesOf(intake.database, intake.practiceId, [rows[0].id]);
      expect(parties.get(rows[0].id)?.contacts).toMatchObject([
        { system: 'whatsapp', requestedAt: '2026-03-02T14:00:00.000Z', requestedHow: 'in-writing' },
      ]);
    });
  });

  test('a patient without any is accepted, and a person has it from the first minute', async () => {
    const answer = await hand([row({ patient: { contacts: [] } })]);
    expect(answer.json).toMatchObject({ accepted: 1, forecast: { withoutContactPoint: 1, toOperatorsFirst: 1 } });
    await intake.conduct();
    const { rows } = await intake.database.pool.query('select reason from task where batch_id = $1', [answer.json.id]);
    expect(rows).toEqual([{ reason: 'no_contact_point' }]);
  });

  test('those the practice no longer names become old, and known faults stay', async () => {
    const first = row();
    await handOver(intake, [first]);
    await intake.database.pool.query(
      `update contact_point c set sms_off = 'landline' from party p where p.id = c.party_id and p.key = $1`,
      [first.patient.externalId],
    );
    const again = row({
      patient: {
        ...first.patient,
        contacts: [...(first.patient.contacts ?? []), { system: 'email', value: 'Ana@Example.org' }],
      },
    });
    await handOver(intake, [again]);
    const of = async () =>
      (
        await intake.database.pool.query(
          `select c.system, c.use, c.sms_off from contact_point c join party p on p.id = c.party_id where p.key = $1 order by c.system`,
          [first.patient.externalId],
        )
      ).rows;
    expect(await of()).toEqual([
      { system: 'email', use: null, sms_off: null },
      { system: 'phone', use: 'mobile', sms_off: 'landline' },
    ]);
    await handOver(intake, [
      row({ patient: { ...first.patient, contacts: [{ system: 'email', value: 'ana@example.org' }] } }),
    ]);
    expect(await of()).toEqual([
      { system: 'email', use: null, sms_off: null },
      { system: 'phone', use: 'old', sms_off: 'landline' },
    ]);
  });

  test('the same address written twice counts once', async () => {
    const twice = row({
      patient: {
        contacts: [
          { system: 'phone', value: '202-555-0144' },
          { system: 'phone', value: '+1 (202) 555 0144' },
        ],
      },
    });
    const answer = await hand([twice]);
    expect(answer.status).toBe(202);
  });
});

describe('conversations', () => {
  test('a patient with two appointments has one, with the earlier deadline', async () => {
    const early = row({ start: '2026-11-24T11:00:00-05:00', end: '2026-11-24T11:30:00-05:00', travelMinutes: 35 });
    const late = row({ patient: early.patient });
    const { id } = await handOver(intake, [late, early]);
    const { rows } = await intake.database.pool.query('select deadline_at from outreach where batch_id = $1', [id]);
    // 11:00 less 35 minutes of travel and 20 of getting ready.
    expect(rows).toEqual([{ deadline_at: new Date('2026-11-24T10:05:00-05:00') }]);
  });

  test('a guardian of three children is asked once, by id or by the same contact points', async () => {
    const contacts = [{ system: 'phone' as const, value: '202 555 0150' }];
    const guardian = { externalId: 'G-1', name: { given: 'Eva', family: 'Lund' }, contacts };
    const nameless = { name: { given: 'Omar', family: 'Said' }, contacts: [{ ...contacts[0], value: '202 555 0151' }] };
    const children = [guardian, guardian, guardian, nameless, nameless].map((g) =>
      row({ patient: { contacts: [], guardian: g as never } }),
    );
    const answer = await hand(children);
    expect(answer.json).toMatchObject({ accepted: 5, notices: 5, outreaches: 2 });
  });

  test('the windows of the patient and of the location both count', async () => {
    const { id } = await handOver(intake, [
      row({ location: { externalId: 'WEST', timeZone: 'America/Chicago' }, patient: { timeZone: 'America/Denver' } }),
    ]);
    const { rows } = await intake.database.pool.query('select time_zones from outreach where batch_id = $1', [id]);
    expect(rows).toEqual([{ time_zones: ['America/Denver', 'America/Chicago'] }]);
  });
});
