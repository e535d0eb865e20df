/** Which language patients are spoken to in, and who answers for its words. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { batch, type Intake, openIntake, row } from './practice.js';

let intake: Intake;
beforeEach(async () => {
  intake = await openIntake();
});
afterEach(() => intake.close());

const planFor = async (over: object) => {
  const body = { ...batch([row({ patient: over })]), dryRun: true };
  const { json } = await intake.ask('POST', '/v1/batches', { body });
  return json.plan[0].because;
};
const languages = async (): Promise<Record<string, { review: object | null; used: boolean }>> =>
  Object.fromEntries(
    (await intake.ask('GET', '/v1/languages')).json.data.map((l: { language: string }) => [l.language, l]),
  );

test('nobody’s words are used before somebody has checked them, and then by name and date', async () => {
  expect(await languages()).toMatchObject({
    en: { review: { by: 'original', whose: 'rollcall' }, used: true },
    es: { review: null, used: false },
    ar: { review: null, used: false },
  });
  const review = { by: 'Marta Ruiz, certified interpreter', on: '2026-11-20' };
  const answer = await intake.ask('PUT', '/v1/languages/es/review', { body: review });
  expect([answer.status, answer.json]).toEqual([
    200,
    { language: 'es', name: 'Spanish', edition: 1, review: { ...review, edition: 1, whose: 'practice' }, used: true },
  ]);
  expect(await languages()).toMatchObject({ es: { used: true }, ar: { used: false } });
  expect((await intake.ask('DELETE', '/v1/languages/es/review')).status).toBe(204);
  expect((await languages()).es?.used).toBe(false);
  expect((await intake.ask('DELETE', '/v1/languages/es/review')).status).toBe(404);
});

test('one practice’s check is not another’s', async () => {
  await intake.ask('PUT', '/v1/languages/es/review', { body: { by: 'Marta', on: '2026-11-20' } });
  const { key } = await intake.newPractice();
  const { json } = await intake.ask('GET', '/v1/languages', { key });
  expect(json.data.find((l: { language: string }) => l.language === 'es')).toMatchObject({ review: null, used: false });
});

test('a language we have no words in cannot be checked, and a check needs a name and a day', async () => {
  expect((await intake.ask('PUT', '/v1/languages/vi/review', { body: { by: 'M', on: '2026-11-20' } })).status).toBe(
    404,
  );
  for (const body of [{}, { by: '', on: '2026-11-20' }, { by: 'M', on: 'yesterday' }])
    expect((await intake.ask('PUT', '/v1/languages/es/review', { body })).status).toBe(400);
  const key = await intake.newKey(intake.practiceId, ['batches']);
  expect(
    (await intake.ask('PUT', '/v1/languages/es/review', { body: { by: 'M', on: '2026-11-20' }, key })).status,
  ).toBe(403);
});

test('a plan says that a person with an interpreter is asked where the words are not checked [edge case 13]', async () => {
  expect(await planFor({ language: 'es' })).toContain('interpreter');
  expect(await planFor({ language: 'vi' })).toContain('interpreter');
  expect(await planFor({ language: 'en-GB' })).not.toContain('interpreter');
  await intake.ask('PUT', '/v1/languages/es/review', { body: { by: 'Marta', on: '2026-11-20' } });
  expect(await planFor({ language: 'es' })).not.toContain('interpreter');
});
