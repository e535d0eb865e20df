/** Whoever cannot be spoken to in their own language hears the practice's, and a person with an interpreter at once. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { attestReview, loadConversations } from '@rollcall/database';
import { createWorld, type World } from './world.js';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.close());

/** The first message, with the tasks there are. */
async function told(language: string) {
  await world.patients({ name: 'Ana', phone: '+12125550101' });
  await world.rows(`update party set language = $1`, language);
  await world.plan();
  const [attempt] = await world.rows(`select id from attempt`);
  const conversation = (await loadConversations(world.database, [attempt?.id])).get(attempt?.id);
  const tasks = await world.rows(`select reason from task`);
  return { language: conversation?.language, tasks: tasks.map((t) => t.reason) };
}

test('a patient who speaks what we do not is told in the practice’s language, and somebody is asked to call [edge case 13]', async () => {
  expect(await told('vi')).toEqual({ language: 'en', tasks: ['interpreter_needed'] });
  expect(await world.decidedOtherwise()).toEqual([]);
});

test('words that nobody has checked are not sent; once they are checked, they are [edge cases 13, 80]', async () => {
  expect(await told('es')).toEqual({ language: 'en', tasks: ['interpreter_needed'] });
  await world.close();
  world = await createWorld();
  await attestReview(
    world.database,
    world.practiceId,
    { language: 'es', edition: 1, by: 'Marta', on: '2026-11-20' },
    new Date(),
  );
  expect(await told('es-MX')).toEqual({ language: 'es', tasks: [] });
});

test('a practice that wants unchecked words used gets them, and no task for each', async () => {
  await world.close();
  world = await createWorld({ unreviewedLanguages: 'use' });
  expect(await told('ar')).toEqual({ language: 'ar', tasks: [] });
});
