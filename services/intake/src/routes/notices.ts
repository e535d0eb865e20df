/** Notices and outreaches: how they stand and why; withdrawn by the practice, attested by an operator. */
import { AttestInput, WithdrawInput } from '@rollcall/contracts';
import { findNotice, findOutreach, ledgerOf, loadSnapshots, takeVersions } from '@rollcall/database';
import { attest, inWords, preview, withdraw } from '@rollcall/domain';
import { Problem } from '@rollcall/platform';
import type { FastifyInstance } from 'fastify';
import type { IntakeContext } from '../app.js';
import { decide } from '../deciding.js';
import { readBody, readId } from '../validation.js';

type WithId = { Params: { id: string } };

export function noticeRoutes(app: FastifyInstance, context: IntakeContext): void {
  const { database, clock, auth } = context;

  const viewOutreach = async (practiceId: string, id: string): Promise<object | null> => {
    const outreach = await findOutreach(database, practiceId, id);
    if (!outreach) return null;
    const ledger = await ledgerOf(database, practiceId, id);
    const plan = await database.transaction(async (tx) => {
      const loaded = (await loadSnapshots(tx, [id], clock.now())).get(id);
      return loaded ? preview(loaded.snapshot, clock.now()) : null;
    });
    return {
      ...outreach,
      plan: (plan?.steps ?? []).map((s) => ({ channel: s.channel, at: s.at.toISOString(), rule: s.rule })),
      timeline: ledger.map(({ seq, at, event, hash }) => ({
        seq,
        at: at.toISOString(),
        type: event.type,
        words: inWords(event),
        rule: 'reason' in event && typeof event.reason === 'object' ? event.reason.rule : null,
        because: 'reason' in event && typeof event.reason === 'object' ? event.reason.because : null,
        data: event,
        hash,
      })),
    };
  };

  app.get<WithId>('/v1/notices/:id', async (request) => {
    const { practiceId } = await auth.practice(request, 'batches', 'operate');
    const notice = await findNotice(database, practiceId, readId(request.params.id));
    if (!notice) throw new Problem('not_found');
    return { ...notice, outreach: await viewOutreach(practiceId, notice.outreachId) };
  });

  app.post<WithId>('/v1/notices/:id/withdraw', async (request) => {
    const { practiceId } = await auth.practice(request, 'batches');
    const id = readId(request.params.id);
    const { by, ...version } = readBody(WithdrawInput, request.body);
    const notice = await findNotice(database, practiceId, id);
    if (!notice) throw new Problem('not_found');
    // Remembered before it is done: asked again after a crash, it is the same version, and not older.
    const said = [{ externalId: notice.externalId, ...version }];
    const older = await takeVersions(database.pool, practiceId, 'appointment', said);
    if (older.size > 0) return { ...notice, outdated: true };
    await decide(context, practiceId, notice.outreachId, (turn) => withdraw(turn, id, by));
    return findNotice(database, practiceId, id);
  });

  app.get<WithId>('/v1/outreaches/:id', async (request) => {
    const { practiceId } = await auth.practice(request, 'batches', 'operate');
    const view = await viewOutreach(practiceId, readId(request.params.id));
    if (!view) throw new Problem('not_found');
    return view;
  });

  app.post<WithId>('/v1/outreaches/:id/attest', async (request) => {
    const { practiceId } = await auth.practice(request, 'operate');
    const id = readId(request.params.id);
    const input = readBody(AttestInput, request.body);
    await decide(context, practiceId, id, (turn) => attest(turn, input));
    return viewOutreach(practiceId, id);
  });
}
