/** Patients of an earlier batch: who is as before is not written again, and whatever is different is. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ContactInput } from '@rollcall/contracts';
import { handOver, type Intake, openIntake, type Row, row } from './practice.js';

let intake: Intake;
beforeAll(async () => {
  intake = await openIntake();
});
afterAll(() => intake.close());

const mobile: ContactInput = {
  id: 'c-1',
  system: 'phone',
  value: '+1 202 555 0177',
  use: 'mobile',
  rank: 1,
  consent: 'given',
  consentBasis: 'verbal',
  consentRecordedAt: '2026-01-02T09:00:00-05:00',
  lineType: 'mobile',
};
const mail: ContactInput = { system: 'email', value: 'Ana.Reyes@example.test', rank: 2, consent: 'given' };

const patient = (externalId: string, wishes: Partial<Row['patient']> = {}): Row['patient'] => ({
  ...row().patient,
  externalId,
  name: { given: 'Ana', family: 'Reyes' },
  birthDate: '1980-02-03',
  language: 'en',
  contacts: [mobile, mail],
  ...wishes,
});

/** Which transaction last wrote each row of this patient. */
async function written(externalId: string): Promise<Record<string, string>> {
  const { rows } = await intake.database.pool.query(
    `select 'patient' what, xmin::text written from patient where practice_id = $1 and external_id = $2
     union all select 'party', xmin::text from party where practice_id = $1 and key = $2
     union all select c.system, c.xmin::text from contact_point c join party y on y.id = c.party_id where c.practice_id = $1 and y.key = $2`,
    [intake.practiceId, externalId],
  );
  return Object.fromEntries(rows.map((r) => [r.what, r.written]));
}

/** Which rows were written by a second batch that says something else of the patient. */
async function writtenAgain(externalId: string, first: Row['patient'], second: Row['patient']): Promise<string[]> {
  await handOver(intake, [row({ patient: first })]);
  const before = await written(externalId);
  await handOver(intake, [row({ patient: second })]);
  const after = await written(externalId);
  return Object.keys(after).filter((what) => after[what] !== before[what]);
}

test('a patient of whom the same is said is not written again, and is told by the same rows', async () => {
  expect(await writtenAgain('same', patient('same'), patient('same'))).toEqual([]);
  const { rows } = await intake.database.pool.query(
    `select count(distinct o.party_id)::int parties, count(*)::int outreaches from outreach o join party y on y.id = o.party_id where y.key = 'same'`,
  );
  expect(rows).toEqual([{ parties: 1, outreaches: 2 }]);
});

describe('of a contact point is written again', () => {
  const ofMobile: Partial<ContactInput>[] = [
    { use: 'home' },
    { rank: 7 },
    { consent: 'denied' },
    { consent: 'unknown' },
    { consentBasis: 'written' },
    { consentRecordedAt: '2026-05-02T09:00:00-05:00' },
    { allowed: false },
    { id: 'c-2' },
    { lineType: 'landline' },
    { value: '+1 202 555 0177 ext. 12' },
  ];
  test.each(ofMobile)('what is different: %j', async (change) => {
    const who = `contact ${JSON.stringify(change)}`;
    const changed = patient(who, { contacts: [{ ...mobile, ...change }, mail] });
    expect(await writtenAgain(who, patient(who), changed)).toEqual(['phone']);
  });

  test('the patient’s own request, where it is new', async () => {
    const chat: ContactInput = { system: 'whatsapp', value: '+1 202 555 0178', consent: 'given' };
    const requested: ContactInput = { ...chat, requestedAt: '2026-01-02T09:00:00-05:00', requestedHow: 'in-writing' };
    const asked = (contact: ContactInput) => patient('requested', { contacts: [contact] });
    expect(await writtenAgain('requested', asked(chat), asked(requested))).toEqual(['whatsapp']);
    expect(await writtenAgain('requested', asked(requested), asked(requested))).toEqual([]);
  });

  test('a check of an address that has a fault, and of no other', async () => {
    const checked = patient('checked', { contacts: [{ ...mobile, verifiedAt: '2026-11-24T06:00:00-05:00' }, mail] });
    expect(await writtenAgain('checked', patient('checked'), checked)).toEqual([]);
    await intake.database.pool.query(
      `update contact_point set sms_off = 'landline', faulty_at = '2026-11-01' where party_id = (select id from party where key = 'checked') and system = 'phone'`,
    );
    expect(await writtenAgain('checked', patient('checked'), checked)).toEqual(['phone']);
  });
});

test('an address that is no longer named is old, once; named again it is in use', async () => {
  const without = patient('moved', { contacts: [mail] });
  expect(await writtenAgain('moved', patient('moved'), without)).toEqual(['phone']);
  expect(await writtenAgain('moved', without, without)).toEqual([]);
  expect(await writtenAgain('moved', without, patient('moved'))).toEqual(['phone']);
});

test.each<[string, Partial<Row['patient']>, string[]]>([
  ['a name', { name: { given: 'Anna', family: 'Reyes' } }, ['patient', 'party']],
  ['a birthday', { birthDate: '1980-02-04' }, ['patient']],
  ['a language', { language: 'es' }, ['party']],
  ['a time zone', { timeZone: 'America/Chicago' }, ['party']],
  ['a need', { needs: ['deaf'] }, ['party']],
  ['that the record is restricted', { restricted: true }, ['patient']],
])('%s that is different is written', async (what, change, rows) => {
  expect(await writtenAgain(what, patient(what), patient(what, change))).toEqual(rows);
});

test('what another key sealed is sealed with the one that seals now', async () => {
  const [who, other] = ['sealed', String.raw`'\x046f6c6465'`];
  await handOver(intake, [row({ patient: patient(who) })]);
  const { pool } = intake.database;
  const ofParty = `(select id from party where key = '${who}')`;
  // The key's id, "test", is what the bytes begin with.
  await pool.query(
    `update patient set sealed = overlay(sealed placing ${other} from 1 for 5) where external_id = '${who}'`,
  );
  await pool.query(`update party set sealed = overlay(sealed placing ${other} from 1 for 5) where id = ${ofParty}`);
  await pool.query(
    `update contact_point set address_sealed = overlay(address_sealed placing ${other} from 1 for 5) where party_id = ${ofParty} and system = 'email'`,
  );
  expect(await writtenAgain('sealed', patient(who), patient(who))).toEqual([]);
  const { rows } = await pool.query(
    `select sealed from patient where external_id = '${who}' union all select sealed from party where key = '${who}'
     union all select address_sealed from contact_point where party_id = ${ofParty}`,
  );
  expect(rows.map((r) => intake.database.sealer.isStale(r.sealed))).toEqual([false, false, false, false]);
});
