/** What is asked before anything of a visit is said: by the policy an outreach began with, of the patient's own file. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { passesChallenge } from '@rollcall/contracts';
import { loadConversations } from '../src/conversations.js';
import { openScene, type Scene } from './scene.js';

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene.close());

const challengeOf = async () =>
  (await loadConversations(scene.database, [scene.ours.attempt])).get(scene.ours.attempt)?.challenge;
const policySays = (challenge: string | null): Promise<unknown> =>
  scene.database.pool.query(
    `update policy set body = case when $2::text is null then body - 'challenge' else jsonb_set(body, '{challenge}', to_jsonb($2::text)) end where practice_id = $1`,
    [scene.ours.practice, challenge],
  );
const born = (birthDate: string | null): Promise<unknown> =>
  scene.database.pool.query(`update patient set sealed = $2 where practice_id = $1`, [
    scene.ours.practice,
    scene.database.sealer.seal(
      JSON.stringify({ given: 'Ana', family: 'Reyes', birthDate }),
      'patient',
      scene.ours.practice,
    ),
  ]);

test('nobody is asked for a birth year unless the practice wants it, and by an older policy nobody is', async () => {
  await born('1961-04-02');
  for (const policy of [null, 'none']) {
    await policySays(policy);
    expect(await challengeOf()).toBeNull();
  }
});

test('a stranger who has the number now does not know the year that the patient does [edge case 8]', async () => {
  await policySays('birth-year');
  await born('1961-04-02');
  const challenge = (await challengeOf()) ?? null;
  expect(challenge).toEqual({ birthYears: [1961] });
  expect(passesChallenge(challenge, '1961')).toBe(true);
  for (const year of ['1962', '61', '', '1961#', ' 1961', '01961'])
    expect(passesChallenge(challenge, year)).toBe(false);
});

test('a patient whose birth date the practice does not know is told all the same: there is nothing to ask', async () => {
  await policySays('birth-year');
  await born(null);
  expect(await challengeOf()).toBeNull();
  expect(passesChallenge(null, '')).toBe(true);
});
