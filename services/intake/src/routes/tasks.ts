/** The operators' worklist. */
import {
  BreakGlassInput,
  TaskClaimInput,
  TaskFollowUpInput,
  TaskReleaseInput,
  TaskResolveInput,
  type TaskView,
} from '@rollcall/contracts';
import {
  claimTask,
  confidentialOf,
  findTask,
  type KeyHolder,
  listTasks,
  listViews,
  partiesOf,
  recordView,
  releaseTask,
  restrictedOf,
  wordsOf,
} from '@rollcall/database';
import { resolveTask } from '@rollcall/domain';
import { Problem } from '@rollcall/platform';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { IntakeContext } from '../app.js';
import { decide } from '../deciding.js';
import { IdCursor, Paging, page, readBody, readCursor, readId } from '../validation.js';

type WithId = { Params: { id: string } };
/** Who opens a restricted record without a key for it, and why. */
type Glass = { by: string; because: string };
const Query = Paging.extend({ state: z.enum(['open', 'claimed', 'resolved']).optional() });
const ViewQuery = Paging.extend({ restricted: z.enum(['true', 'false']).optional() });
const Cursor = z.tuple([z.iso.datetime(), z.uuid()]);

const minute = 60_000;
/** Before the deadline, with time left to call; once it has passed, soon. */
const latestFollowUp = (dueAt: Date, now: Date): Date =>
  new Date(dueAt.getTime() - 5 * minute > now.getTime() ? dueAt.getTime() - 5 * minute : now.getTime() + 30 * minute);

export function taskRoutes(app: FastifyInstance, context: IntakeContext): void {
  const { database, clock, auth, newId } = context;

  /** With names, numbers and words, for whoever may see them; that they were seen is written down first. */
  const withParties = async (who: KeyHolder, tasks: TaskView[], glass: Glass | null = null): Promise<TaskView[]> => {
    const { practiceId, keyId } = who;
    const all = [...new Set(tasks.map((t) => t.outreachId as string))];
    const restricted = await restrictedOf(database.pool, practiceId, all);
    const mayOpen = who.seesRestricted || glass !== null;
    const outreachIds = mayOpen ? all : all.filter((id) => !restricted.has(id));
    if (outreachIds.length > 0)
      await recordView(database.pool, {
        id: newId(),
        practiceId,
        keyId,
        what: glass ? 'break-glass' : 'tasks',
        outreachIds,
        restrictedIds: mayOpen ? [...restricted] : [],
        ...(glass ?? {}),
        at: clock.now(),
      });
    const [parties, words, confidential] = await Promise.all([
      partiesOf(database, practiceId, outreachIds),
      wordsOf(database, practiceId, outreachIds),
      confidentialOf(database.pool, practiceId, all),
    ]);
    return tasks.map((t) => {
      const party = parties.get(t.outreachId);
      const said = words.get(t.outreachId);
      return {
        ...t,
        ...(restricted.has(t.outreachId) ? { restricted: true } : {}),
        ...(confidential.has(t.outreachId) ? { confidential: true } : {}),
        ...(said ? { said } : {}),
        ...(party ? { party } : {}),
      };
    });
  };

  app.get('/v1/tasks', async (request) => {
    const who = await auth.practice(request, 'operate');
    const { practiceId } = who;
    const { limit, cursor, state } = readBody(Query, request.query);
    const tasks = await listTasks(database, practiceId, {
      state: state ?? null,
      after: readCursor(Cursor, cursor),
      limit,
      now: clock.now(),
    });
    return page(await withParties(who, tasks), limit, (t) => [t.dueAt, t.id]);
  });

  app.post<WithId>('/v1/tasks/:id/claim', async (request) => {
    const who = await auth.practice(request, 'operate');
    const { practiceId } = who;
    const { by, minutes } = readBody(TaskClaimInput, request.body);
    const now = clock.now();
    const id = readId(request.params.id);
    if (!(await findTask(database, practiceId, id))) throw new Problem('not_found');
    const claimed = await claimTask(database, practiceId, id, by, new Date(now.getTime() + minutes * 60_000), now);
    if (!claimed) throw new Problem('conflict', 'it is resolved, or somebody else has it');
    return (await withParties(who, [claimed]))[0];
  });

  /** "Left a message with the husband" tells nobody: it stays open, and comes back by itself at the time of the next try. */
  app.post<WithId>('/v1/tasks/:id/follow-up', async (request) => {
    const who = await auth.practice(request, 'operate');
    const { practiceId } = who;
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
    return (await withParties(who, [claimed]))[0];
  });

  /** Nobody with a key for it is there, and the patient will soon leave home: shown once, with a name and a reason for the record. */
  app.post<WithId>('/v1/tasks/:id/break-glass', async (request) => {
    const who = await auth.practice(request, 'operate');
    const glass = readBody(BreakGlassInput, request.body);
    const task = await findTask(database, who.practiceId, readId(request.params.id));
    if (!task) throw new Problem('not_found');
    return (await withParties(who, [task], glass))[0];
  });

  app.get('/v1/views', async (request) => {
    const { practiceId } = await auth.practice(request, 'settings');
    const { limit, cursor, restricted } = readBody(ViewQuery, request.query);
    const filter = { after: readCursor(IdCursor, cursor), restricted: restricted === 'true', limit };
    return page(await listViews(database.pool, practiceId, filter), limit, (v) => v.id);
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
