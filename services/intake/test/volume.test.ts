import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { batch, type Intake, openIntake, row } from './practice.js';

let intake: Intake;
let statements: string[] = [];
let heard: (sql: string) => void = () => {};
beforeAll(async () => {
  intake = await openIntake({
    onStatement: (sql) => {
      statements.push(sql);
      heard(sql);
    },
  });
});
afterAll(() => intake.close());

const rows = (n: number) => Array.from({ length: n }, () => row());
const statementsFor = async (n: number): Promise<string[]> => {
  statements = [];
  const answer = await intake.ask('POST', '/v1/batches', {
    body: batch(rows(n)),
    headers: { 'idempotency-key': `volume-${n}` },
  });
  expect([answer.status, answer.json.accepted]).toEqual([202, n]);
  return statements;
};

test('two thousand rows take as many statements as ten', async () => {
  await statementsFor(1);
  const ten = await statementsFor(10);
  expect(ten).toContain('begin');
  expect(await statementsFor(2000)).toEqual(ten);
});

test('ten thousand rows go in one request, and nothing of them is lost', async () => {
  const answer = await intake.ask('POST', '/v1/batches', { body: batch(rows(10_000)) });
  expect([answer.status, answer.json.accepted, answer.json.outreaches]).toEqual([202, 10_000, 10_000]);
  const report = await intake.ask('GET', `/v1/batches/${answer.json.id}/report`);
  expect(report.json.totals).toMatchObject({ accepted: 10_000, open: 10_000 });
  expect([report.json.notices.length, report.json.ledgerHeads.length]).toEqual([10_000, 10_000]);
});

test('ten thousand rows are planned without being written', async () => {
  const answer = await intake.ask('POST', '/v1/batches', { body: batch(rows(10_000), { dryRun: true }) });
  expect([answer.status, answer.json.plan.length]).toEqual([200, 10_000]);
});

test('a small batch of another practice is answered while a large one is taken in', async () => {
  const other = await intake.newPractice();
  const answered: string[] = [];
  const large = intake
    .ask('POST', '/v1/batches', { body: batch(rows(10_000)), headers: { 'idempotency-key': 'large' } })
    .then((answer) => answered.push(`large ${answer.status}`));
  // The large one has been read, and its transaction has begun.
  const begun = new Promise<void>((resolve) => {
    heard = (sql) => sql === 'begin' && resolve();
  });
  await begun;
  const small = await intake.ask('POST', '/v1/batches', { key: other.key, body: batch([row()]) });
  answered.push(`small ${small.status}`);
  await large;
  expect(answered).toEqual(['small 202', 'large 202']);
});
