import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { batch, type Intake, openIntake, row } from './practice.js';

/** Words and numbers that occur nowhere else. Where one is found, something leaked. */
const canaries = {
  given: 'Zephyrine',
  family: 'Quillfeather',
  guardian: 'Balthazarina',
  phone: '2025550187',
  email: 'zq.canary@example.org',
  birthDate: '1961-04-02',
  note: 'burst-pipe-in-suite-nine',
  taskNote: 'lives-behind-the-mill',
};

let intake: Intake;
let key: string;
beforeAll(async () => {
  intake = await openIntake();
  key = await intake.newKey(intake.practiceId, ['batches', 'operate', 'slots', 'settings']);
  const contacts = [
    { system: 'phone' as const, value: `+1${canaries.phone}`, allowed: false },
    { system: 'email' as const, value: canaries.email, allowed: false },
  ];
  const name = { given: canaries.given, family: canaries.family };
  const patient = { name, contacts, birthDate: canaries.birthDate };
  const ask = (path: string, body: unknown) => intake.ask('POST', path, { key, body });
  const good = row({ patient });
  const child = row({
    patient: { name, contacts: [], guardian: { name: { given: canaries.guardian, family: 'X' }, contacts } },
  });
  const bad = { ...row({ patient }), start: `${canaries.given} at nine` };
  const { json } = await ask('/v1/batches', batch([good, child, bad], { note: canaries.note }));
  await ask('/v1/batches', batch([bad]));
  await ask('/v1/batches', `{"note": "${canaries.note}", `);
  await ask('/v1/batches', { ...batch([good]), [canaries.family]: canaries.given });
  await ask(`/v1/batches/${canaries.given}/pause`, { name: canaries.family });
  await intake.ask('GET', `/v1/batches?cursor=${canaries.email}`, { key });
  await intake.conduct();
  const { rows } = await intake.database.pool.query('select id, outreach_id from task where batch_id = $1', [json.id]);
  expect(rows).toHaveLength(2);
  const worklist = await intake.ask('GET', '/v1/tasks', { key });
  expect(worklist.text).toContain(canaries.given);
  await ask(`/v1/tasks/${rows[0].id}/resolve`, { by: 'Mo', resolution: 'told', note: canaries.taskNote });
  await ask(`/v1/outreaches/${rows[1].outreach_id}/attest`, {
    by: 'Mo',
    how: 'spoke-by-phone',
    note: canaries.taskNote,
  });
});
afterAll(() => intake.close());

test('no log line names a patient, a number, a note or a key [edge case 84]', () => {
  const logged = intake.logged().join('\n');
  expect(intake.logged().length).toBeGreaterThan(8);
  for (const canary of [...Object.values(canaries), key]) expect(logged).not.toContain(canary);
});

test('no log line has an id in its route', () => {
  for (const line of intake.logged())
    expect(String(JSON.parse(line).route ?? '')).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}/);
});

test('nothing in the database names a patient, a number or a note: they are sealed [edge case 84]', async () => {
  const { rows: tables } = await intake.database.pool.query(
    `select table_name from information_schema.tables where table_schema = 'public'`,
  );
  expect(tables.length).toBeGreaterThan(20);
  for (const { table_name } of tables) {
    const { rows } = await intake.database.pool.query(
      `select coalesce(string_agg(t::text, ''), '') dump from ${table_name} t`,
    );
    // bytea is dumped as hex: a canary stored as plain bytes would be found as well.
    for (const canary of Object.values(canaries)) {
      expect([table_name, rows[0].dump.includes(canary)]).toEqual([table_name, false]);
      expect([table_name, rows[0].dump.includes(Buffer.from(canary).toString('hex'))]).toEqual([table_name, false]);
    }
  }
});

test('metrics hold no ids [edge case 84]', async () => {
  const { text } = await intake.ask('GET', '/metrics', { key: null });
  expect(text).toContain('rollcall_http_seconds');
  expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-7/);
});
