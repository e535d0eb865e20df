/** The operators' worklist. */
import {
  TaskClaimInput,
  TaskFollowUpInput,
  TaskReleaseInput,
  TaskResolveInput,
  type TaskView,
} from '@rollcall/contracts';
import { claimTask, findTask, listTasks, partiesOf, releaseTask, wordsOf } from '@rollcall/database';
import { resolveTask } from '@rollcall/domain';
import { Problem } from '@rollcall/platform';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { IntakeContext } from '../app.js';
import { decide } from '../deciding.js';
import { Paging, page, readBody, readCursor, readId } from '../validation.js';

type WithId = { Params: { id: string } };
const Query = Paging.extend({ state: z.enum(['open', 'claimed', 'resolved']).optional() });
const Cursor = z.tuple([z.iso.datetime(), z.uuid()]);

const minute = 60_000;
/** Before the deadline, with time left to call; once it has passed, soon. */
const latestFollowUp = (dueAt: Date, now: Date): Date =>
  new Date(dueAt.getTime() - 5 * minute > now.getTime() ? dueAt.getTime() - 5 * minute : now.getTime() + 30 * minute);

export function taskRoutes(app: FastifyInstance, context: IntakeContext): void {
  const { database, clock, auth } = context;

  const withParties = async (practiceId: string, tasks: TaskView[]): Promise<TaskView[]> => {
    const outreachIds = [...new Set(tasks.map((t) => t.outreachId))];
    const [parties, words] = await Promise.all([
      partiesOf(database, practiceId, outreachIds),
      wordsOf(database, practiceId, outreachIds),
    ]);
    return tasks.map((t) => {
      const party = parties.get(t.outreachId);
      const said = words.get(t.outreachId);
      return { ...t, ...(said ? { said } : {}), ...(party ? { party } : {}) };
    });
  };

  app.get('/v1/tasks', async (request) => {
    const { practiceId } = await auth.practice(request, 'operate');
    const { limit, cursor, state } = readBody(Query, request.query);
    const tasks = await listTasks(database, practiceId, {
      state: state ?? null,
      after: readCursor(Cursor, cursor),
      limit,
      now: clock.now(),
    });
    return page(await withParties(practiceId, tasks), limit, (t) => [t.dueAt, t.id]);
  });

  app.post<WithId>('/v1/tasks/:id/claim', async (request) => {
    const { practiceId } = await auth.practice(request, 'operate');
    const { by, minutes } = readBody(TaskClaimInput, request.body);
    const now = clock.now();
    const id = readId(request.params.id);
    if (!(await findTask(database, practiceId, id))) throw new Problem('not_found');
    const claimed = await claimTask(database, practiceId, id, by, new Date(now.getTime() + minutes * 60_000), now);
    if (!claimed) throw new Problem('conflict', 'it is resolved, or somebody else has it');
    return (await withParties(practiceId, [claimed]))[0];
  });

  /** "Left a message with the husband" tells nobody: it stays open, and comes back by itself at the time of the next try. */
  app.post<WithId>('/v1/tasks/:id/follow-up', async (request) => {
    const { practiceId } = await auth.practice(request, 'operate');
    const { by, at, note } = readBody(TaskFollowUpInput, request.body);
    const now = clock.now();
    const id = readId(request.params.id);
    const task = await findTask(database, practiceId, id);
    if (!task) throw new Problem('not_found');
    const next = new Date(at);
    const latest = latestFollowUp(new Date(task.dueAt), now);
    if (next <= now || next > latest)
      throw new Problem('unprocessable', `the next try must lie between now and ${latest.toISOString()}`);
    const kept = note === undefined ? null : database.sealer.seal(note, 'note', practiceId);
    const claimed = await claimTask(database, practiceId, id, by, next, now, kept);
    if (!claimed) throw new Problem('conflict', 'it is resolved, or somebody else has it');
    return (await withParties(practiceId, [claimed]))[0];
  });

  app.post<WithId>('/v1/tasks/:id/release', async (request) => {
    const { practiceId } = await auth.practice(request, 'operate');
    const { by } = readBody(TaskReleaseInput, request.body);
    const id = readId(request.params.id);
    if (!(await findTask(database, practiceId, id))) throw new Problem('not_found');
    const released = await releaseTask(database, practiceId, id, by);
    if (!released) throw new Problem('conflict', 'it is not claimed by this operator');
    return released;
  });

  app.post<WithId>('/v1/tasks/:id/resolve', async (request) => {
    const { practiceId } = await auth.practice(request, 'operate');
    const { by, resolution, note } = readBody(TaskResolveInput, request.body);
    const id = readId(request.params.id);
    const task = await findTask(database, practiceId, id);
    if (!task) throw new Problem('not_found');
    await decide(
      context,
      practiceId,
      task.outreachId,
      (turn) => resolveTask(turn, id, by, resolution),
      async (tx) => {
        if (note !== undefined)
          await tx.query(`update task set note_sealed = $3 where practice_id = $1 and id = $2`, [
            practiceId,
            id,
            database.sealer.seal(note, 'note', practiceId),
          ]);
      },
    );
    return findTask(database, practiceId, id);
  });
}
