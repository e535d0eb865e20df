import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { BatchReport, defaultPolicy, reportSums } from '@rollcall/contracts';
import { ledgerOf } from '@rollcall/database';
import { verifyChain } from '@rollcall/domain';
import { handOver, type Intake, openIntake, row } from './practice.js';

let intake: Intake;
beforeAll(async () => {
  intake = await openIntake();
});
afterAll(() => intake.close());

const noticesOf = async (batchId: string) => (await intake.ask('GET', `/v1/batches/${batchId}/notices`)).json.data;
const attest = (outreachId: string, how: string) =>
  intake.ask('POST', `/v1/outreaches/${outreachId}/attest`, { body: { by: 'Mo at the desk', how } });

describe('a batch', () => {
  test('is answered with what was opened and where to look', async () => {
    const { id } = await handOver(intake, [row()]);
    const progress = await intake.ask('GET', `/v1/batches/${id}`);
    expect(progress.json).toMatchObject({
      id,
      state: 'running',
      reason: 'practitioner-emergency',
      accepted: 1,
      counts: { open: 1, informed: 0, rebooked: 0, declined: 0, withdrawn: 0, unreachable: 0 },
      closedAt: null,
      createdAt: '2026-11-24T11:45:00.000Z',
    });
    for (const link of ['self', 'notices', 'report'])
      expect((await intake.ask('GET', progress.json.links[link])).status).toBe(200);
  });

  test('begins a ledger that verifies, and an alarm that rings at once', async () => {
    const { id } = await handOver(intake, [row()]);
    const { rows } = await intake.database.pool.query(
      `select id, next_action_at, seq, encode(head, 'hex') head from outreach where batch_id = $1`,
      [id],
    );
    const [outreach] = rows;
    const ledger = await ledgerOf(intake.database, intake.practiceId, outreach.id);
    expect(verifyChain(outreach.id, ledger)).toBeNull();
    expect([ledger.at(-1)?.seq, ledger.at(-1)?.hash]).toEqual([outreach.seq, outreach.head]);
    expect(outreach.next_action_at).toEqual(intake.clock.now());
  });

  test('keeps the policy it began with', async () => {
    const before = await handOver(intake, [row()]);
    await intake.putPolicy({ ...defaultPolicy, gettingReadyMinutes: 120 });
    const after = await handOver(intake, [row()]);
    const of = async (id: string) =>
      (await intake.database.pool.query('select policy_version, deadline_at from outreach where batch_id = $1', [id]))
        .rows[0];
    // 15:00 less 40 minutes of travel, and 20 or 120 of getting ready.
    expect(await of(before.id)).toEqual({ policy_version: 1, deadline_at: new Date('2026-11-24T14:00:00-05:00') });
    expect(await of(after.id)).toEqual({ policy_version: 2, deadline_at: new Date('2026-11-24T12:20:00-05:00') });
    await intake.putPolicy(defaultPolicy);
  });

  test('is listed newest first, page by page, each once', async () => {
    const mine = await intake.newPractice();
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) {
      const body = { reason: 'weather', appointments: [row()] };
      ids.unshift((await intake.ask('POST', '/v1/batches', { key: mine.key, body })).json.id);
    }
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const path: string = `/v1/batches?limit=2${cursor ? `&cursor=${cursor}` : ''}`;
      const { json } = await intake.ask('GET', path, { key: mine.key });
      seen.push(...json.data.map((b: { id: string }) => b.id));
      cursor = json.nextCursor;
    } while (cursor);
    expect(seen).toEqual(ids);
  });
});

describe('the kill switch', () => {
  const turn = (id: string, to: string) => intake.ask('POST', `/v1/batches/${id}/${to}`);

  test('holds every send back while paused, and goes on after', async () => {
    const { id } = await handOver(intake, [row()]);
    const attempts = async () =>
      (
        await intake.database.pool.query(
          `select a.state from attempt a join outreach o on o.id = a.outreach_id where o.batch_id = $1`,
          [id],
        )
      ).rows;
    expect((await turn(id, 'pause')).json.state).toBe('paused');
    await intake.conduct();
    expect(await attempts()).toEqual([]);
    expect((await turn(id, 'resume')).json.state).toBe('running');
    await intake.conduct();
    expect((await attempts()).length).toBeGreaterThan(0);
  });

  test('once stopped, everybody still open goes to a person, for good', async () => {
    const { id } = await handOver(intake, [row(), row()]);
    await intake.conduct();
    expect((await turn(id, 'stop')).json.state).toBe('stopped');
    await intake.conduct();
    expect((await intake.ask('GET', `/v1/batches/${id}`)).json).toMatchObject({ withOperator: 2, counts: { open: 2 } });
    const again = await turn(id, 'resume');
    expect([again.status, again.json.code]).toEqual([409, 'conflict']);
    expect((await turn(id, 'stop')).status).toBe(200);
  });
});

describe('notices', () => {
  test('"who still does not know?" is answered by state', async () => {
    const { id } = await handOver(intake, [row(), row(), row()]);
    const [first] = await noticesOf(id);
    await attest(first.outreachId, 'spoke-by-phone');
    const open = await intake.ask('GET', `/v1/batches/${id}/notices?state=open`);
    expect(open.json.data).toHaveLength(2);
    expect(open.json.data.map((n: { id: string }) => n.id)).not.toContain(first.id);
    expect((await intake.ask('GET', `/v1/batches/${id}/notices?state=lost`)).status).toBe(400);
  });

  test('show the plan, and the reason for every step', async () => {
    const { id } = await handOver(intake, [row()]);
    const [notice] = await noticesOf(id);
    const before = await intake.ask('GET', `/v1/notices/${notice.id}`);
    expect(before.json.outreach.plan[0]).toMatchObject({ channel: 'sms' });
    await intake.conduct();
    const { json } = await intake.ask('GET', `/v1/notices/${notice.id}`);
    expect(json.outreach.timeline.map((e: { seq: number }) => e.seq)).toEqual(
      json.outreach.timeline.map((_: unknown, i: number) => i + 1),
    );
    const planned = json.outreach.timeline.find((e: { type: string }) => e.type === 'attempt.planned');
    expect(planned).toMatchObject({ words: expect.any(String), rule: expect.any(String), because: expect.any(String) });
    expect(json.outreach).toEqual((await intake.ask('GET', `/v1/outreaches/${notice.outreachId}`)).json);
  });

  test('withdrawn before anybody was told, nobody hears of it [edge case 44]', async () => {
    const { id } = await handOver(intake, [row()]);
    const [notice] = await noticesOf(id);
    const withdrawn = await intake.ask('POST', `/v1/notices/${notice.id}/withdraw`, { body: { by: 'Dr. Okafor' } });
    expect([withdrawn.status, withdrawn.json.state]).toEqual([200, 'withdrawn']);
    await intake.conduct();
    expect((await intake.ask('GET', `/v1/outreaches/${notice.outreachId}`)).json.attempts).toEqual([]);
    const again = await intake.ask('POST', `/v1/notices/${notice.id}/withdraw`);
    expect([again.status, again.json.code]).toEqual([409, 'conflict']);
  });

  test('withdrawn, the appointment may be cancelled again', async () => {
    const same = row();
    const { id } = await handOver(intake, [same]);
    await intake.ask('POST', `/v1/notices/${(await noticesOf(id))[0].id}/withdraw`);
    expect((await handOver(intake, [same])).accepted).toBe(1);
  });

  test('attested by an operator they are informed, and calls that wait are called back [edge case 45]', async () => {
    const { id } = await handOver(intake, [row()]);
    await intake.conduct();
    const [notice] = await noticesOf(id);
    const { json } = await attest(notice.outreachId, 'spoke-by-phone');
    expect(json.notices[0]).toMatchObject({ state: 'informed', evidence: { grade: 'attested', channel: null } });
    expect(json.attempts.filter((a: { state: string }) => a.state === 'queued')).toEqual([]);
    const again = await attest(notice.outreachId, 'spoke-by-phone');
    expect([again.status, again.json.code]).toEqual([409, 'conflict']);
  });

  test.each([
    { how: 'guessed', by: 'Mo' },
    { how: 'arrived' },
    { how: 'arrived', by: '  ' },
    { how: 'arrived', by: 'Mo', noticeIds: ['x'] },
  ])('are not attested by %j', async (body) => {
    const { id } = await handOver(intake, [row()]);
    const [notice] = await noticesOf(id);
    const answer = await intake.ask('POST', `/v1/outreaches/${notice.outreachId}/attest`, { body });
    expect([answer.status, answer.json.code]).toEqual([400, 'invalid']);
    expect((await noticesOf(id))[0].state).toBe('open');
  });
});

describe('the closing report', () => {
  test('sums to the batch, line by line, in every state', async () => {
    const { id } = await handOver(intake, [row(), row(), row(), row({ patient: { contacts: [] } })]);
    await intake.conduct();
    const [told, withdrawn, unreachable, alone] = await noticesOf(id);
    await attest(told.outreachId, 'spoke-in-person');
    await intake.ask('POST', `/v1/notices/${withdrawn.id}/withdraw`);
    await attest(unreachable.outreachId, 'cannot-be-reached');
    const { json } = await intake.ask('GET', `/v1/batches/${id}/report`);
    const report = BatchReport.parse(json);
    expect(reportSums(report)).toBe(true);
    expect(report.totals).toEqual({
      accepted: 4,
      open: 1,
      informed: 1,
      rebooked: 0,
      declined: 0,
      withdrawn: 1,
      unreachable: 1,
      overdue: 0,
      overdueWithoutTask: 0,
      withOperator: 1,
    });
    expect(report.notices.find((n) => n.noticeId === alone.id)).toMatchObject({
      state: 'open',
      taskReason: 'no_contact_point',
      taskId: expect.any(String),
    });
    expect(report.ledgerHeads).toHaveLength(4);
    for (const head of report.ledgerHeads) {
      const ledger = await ledgerOf(intake.database, intake.practiceId, head.outreachId);
      expect([verifyChain(head.outreachId, ledger), ledger.at(-1)?.hash]).toEqual([null, head.hash]);
    }
  });

  test('shouts what is overdue, and what is overdue with nobody on it [edge case 79]', async () => {
    const { id } = await handOver(intake, [row(), row()]);
    const [one, two] = await noticesOf(id);
    await intake.database.pool.query('update notice set overdue = true where batch_id = $1', [id]);
    await intake.database.pool.query(
      `insert into task (id, practice_id, batch_id, outreach_id, notice_ids, kind, reason, state, due_at, opened_at)
       values (uuidv7(), $1, $2, $3, array[$4::uuid], 'reach', 'deadline_passed', 'open', $5, $5)`,
      [intake.practiceId, id, one.outreachId, one.id, intake.clock.now()],
    );
    const { json } = await intake.ask('GET', `/v1/batches/${id}/report`);
    expect(json.totals).toMatchObject({ overdue: 2, overdueWithoutTask: 1, withOperator: 1 });
    expect(json.notices.find((n: { noticeId: string }) => n.noticeId === two.id)).toMatchObject({
      overdue: true,
      taskId: null,
    });
  });
});
