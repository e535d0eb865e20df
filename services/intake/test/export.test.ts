import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readLines, verify } from '@rollcall/verify';
import { handOver, type Intake, openIntake, row } from './practice.js';

let intake: Intake;
let id: string;
beforeAll(async () => {
  intake = await openIntake();
  const name = { given: 'Zephyrine', family: 'Quillfeather' };
  const contacts = [{ system: 'phone' as const, value: '+12025550187', consent: 'given' as const }];
  const rows = Array.from({ length: 230 }, () => row());
  ({ id } = await handOver(intake, [...rows, row({ patient: { name, contacts } })]));
  await intake.conduct();
  // Pausing and resuming ring every alarm without an event.
  for (const change of ['pause', 'resume']) {
    await intake.ask('POST', `/v1/batches/${id}/${change}`);
    intake.clock.advance(60_000);
    await intake.conduct();
  }
  const { rows: notices } = await intake.database.pool.query(
    `select id from notice where batch_id = $1 order by id desc limit 2`,
    [id],
  );
  for (const notice of notices) await intake.ask('POST', `/v1/notices/${notice.id}/withdraw`, { body: { by: 'Mo' } });
  const { rows: some } = await intake.database.pool.query(
    `select id from outreach where batch_id = $1 order by id limit 3`,
    [id],
  );
  for (const { id: outreachId } of some) {
    const body = { by: 'Mo', how: 'spoke-by-phone' };
    expect((await intake.ask('POST', `/v1/outreaches/${outreachId}/attest`, { body })).status).toBe(200);
  }
});
afterAll(() => intake.close());

test('the exported ledger is verified against the report, offline, and says nothing of a patient', async () => {
  const { status, headers, text } = await intake.ask('GET', `/v1/batches/${id}/export`);
  expect([status, headers.get('content-type')]).toEqual([200, 'application/x-ndjson; charset=utf-8']);
  const report = await intake.ask('GET', `/v1/batches/${id}/report`);
  const verdict = await verify(readLines(text.split('\n')), { report: report.json });
  expect(verdict).toMatchObject({ batchId: id, accepted: 231, outreaches: 231, breaks: [], unknownTypes: [] });
  for (const canary of ['Zephyrine', 'Quillfeather', '2025550187']) expect(text).not.toContain(canary);
});

test('with its decisions, each can be made again and comes out the same; another record does not', async () => {
  const { text } = await intake.ask('GET', `/v1/batches/${id}/export?with=decisions`);
  for (const canary of ['Zephyrine', 'Quillfeather', '2025550187']) expect(text).not.toContain(canary);
  const verdict = await verify(readLines(text.split('\n')), { replay: true });
  expect(verdict).toMatchObject({ breaks: [], replayed: { unrecorded: 0 } });
  expect(verdict.replayed?.decisions).toBeGreaterThan(2 * 231);
  const closed = text.replace('"consent":"given"', '"consent":"denied"');
  expect((await verify(readLines(closed.split('\n')), { replay: true })).breaks).toHaveLength(1);
});

test('an event changed on the way is found', async () => {
  const before = await intake.ask('GET', `/v1/batches/${id}/export`);
  const report = await intake.ask('GET', `/v1/batches/${id}/report`);
  const tampered = before.text.replace('"grade":"attested"', '"grade":"confirmed"');
  expect(tampered === before.text).toBe(false);
  const { breaks } = await verify(readLines(tampered.split('\n')), { report: report.json });
  expect(breaks).toHaveLength(1);
});

test('another practice, or a key for the worklist only, gets nothing', async () => {
  const other = await intake.newPractice();
  expect((await intake.ask('GET', `/v1/batches/${id}/export`, { key: other.key })).status).toBe(404);
  const operator = await intake.newKey(intake.practiceId, ['operate']);
  expect((await intake.ask('GET', `/v1/batches/${id}/export`, { key: operator })).status).toBe(403);
});
