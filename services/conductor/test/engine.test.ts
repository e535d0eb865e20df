import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { defaultPolicy } from '@rollcall/contracts';
import { type Claim, loadSnapshots, recordOutcomes } from '@rollcall/database';
import { fold, type Snapshot, verifyChain } from '@rollcall/domain';
import { createLogger } from '@rollcall/platform';
import { applier, planDue, planner, reconcile } from '../src/index.js';
import { createWorld, type World } from './world.js';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.endWell());

const phone = '+12125550101';
const minute = 60_000;
const states = () => world.rows(`select external_id, state, evidence_grade from notice order by external_id`);

describe('one patient', () => {
  test('an answer by text closes the notice and calls the waiting call back [edge case 38]', async () => {
    await world.patients({ name: 'Ana', phone });
    await world.plan();
    await world.send();
    world.clock.advance(15 * minute);
    await world.plan();
    await world.text(phone, '1');
    expect(await states()).toEqual([{ external_id: 'A-Ana', state: 'informed', evidence_grade: 'replied' }]);
    expect(await world.rows(`select state from attempt where channel = 'voice'`)).toEqual([{ state: 'superseded' }]);
    const late = await world.jobs();
    expect(await world.claim(late)).toEqual(late.map(() => null));
  });

  test('thanks, questions and thumbs are no answer: we ask back once, and the ladder goes on', async () => {
    await world.patients({ name: 'Ana', phone });
    await world.plan();
    await world.send();
    await world.text(phone, 'ok thanks');
    expect(await states()).toEqual([{ external_id: 'A-Ana', state: 'open', evidence_grade: null }]);
    expect(await world.rows(`select purpose from attempt where purpose = 'clarify'`)).toHaveLength(1);
    await world.send();
    await world.text(phone, 'who is this?');
    expect(await world.rows(`select purpose from attempt where purpose = 'clarify'`)).toHaveLength(1);
    expect(await world.rows(`select reason from task`)).toEqual([{ reason: 'unclear_answer' }]);
    await world.text(phone, '1');
    expect(await states()).toEqual([{ external_id: 'A-Ana', state: 'informed', evidence_grade: 'replied' }]);
  });

  test('a receipt that overtakes our own record proves the send, and the record changes nothing back [edge case 62]', async () => {
    await world.patients({ name: 'Ana', phone });
    await world.plan();
    const [job] = await world.jobs();
    const [claim] = await world.claim([{ attemptId: job?.attemptId as string, generation: 1 }]);
    await world.fact('twilio.message.status', job?.attemptId ?? '', {
      MessageSid: 'SMfirst',
      MessageStatus: 'delivered',
    });
    expect(await world.rows(`select state, reached, provider_ref from attempt`)).toEqual([
      { state: 'accepted', reached: 2, provider_ref: 'SMfirst' },
    ]);
    await recordOutcomes(
      world.database,
      [{ ...(claim as Claim), outcome: { kind: 'accepted', ref: 'SMfirst' } }],
      world.clock.now(),
    );
    await world.apply();
    expect(await world.rows(`select state, reached from attempt`)).toEqual([{ state: 'accepted', reached: 2 }]);
  });

  test('a landline gets no second text; its fault is known and told, and the phone rings at once', async () => {
    await world.patients({ name: 'Ana', phone });
    await world.plan();
    const [sms] = await world.send();
    await world.fact('twilio.message.status', sms ?? '', {
      MessageSid: `SM-${sms}`,
      MessageStatus: 'undelivered',
      ErrorCode: '30006',
    });
    expect(await world.rows(`select sms_off, voice_off from contact_point`)).toEqual([
      { sms_off: 'landline', voice_off: null },
    ]);
    await world.plan();
    expect(await world.rows(`select channel from attempt order by planned_at, id`)).toEqual([
      { channel: 'sms' },
      { channel: 'voice' },
    ]);
    expect(await world.rows(`select type from callback_event where type = 'contact.invalid'`)).toHaveLength(1);
  });

  test('an answered call and a voicemail prove nothing; a key does', async () => {
    await world.patients({ name: 'Ana', phone });
    await world.plan();
    await world.send();
    world.clock.advance(15 * minute);
    await world.plan();
    const [call] = await world.send((id) => ({ kind: 'accepted', ref: `CA-${id}` }));
    const sid = `CA-${call}`;
    await world.fact('twilio.call.answered', call ?? '', { CallSid: sid, AnsweredBy: 'machine_end_beep' });
    await world.fact('twilio.call.status', call ?? '', {
      CallSid: sid,
      CallStatus: 'completed',
      AnsweredBy: 'machine_end_beep',
      SequenceNumber: '3',
    });
    expect(await states()).toEqual([{ external_id: 'A-Ana', state: 'open', evidence_grade: null }]);
    await world.fact('twilio.call.key', call ?? '', { CallSid: sid, Digits: '1', turn: '0' });
    expect(await states()).toEqual([{ external_id: 'A-Ana', state: 'informed', evidence_grade: 'confirmed' }]);
  });

  test('a wrong number is never used again, and nobody counts as told', async () => {
    await world.patients({ name: 'Ana', phone, email: 'ana@example.org' });
    await world.plan();
    await world.send();
    await world.text(phone, '9');
    expect(await states()).toEqual([{ external_id: 'A-Ana', state: 'open', evidence_grade: null }]);
    for (let i = 0; i < 20; i++) {
      world.clock.advance(5 * minute);
      await world.plan();
      await world.send();
    }
    expect(await world.rows(`select count(*)::int n from attempt where channel in ('sms','voice')`)).toEqual([
      { n: 1 },
    ]);
    expect(await world.rows(`select reason from task`)).toEqual([{ reason: 'ladder_spent' }]);
  });
});

describe('several people on one number', () => {
  test('each question has its letter; a bare key is ambiguous, changes nothing, and is asked back', async () => {
    await world.patients({ name: 'Ana', phone }, { name: 'Ben', phone });
    await world.plan();
    await world.send();
    expect(
      (await world.rows(`select reply_code from attempt where purpose = 'tell' order by reply_code`)).map(
        (r) => r.reply_code,
      ),
    ).toEqual(['A', 'B']);
    await world.text(phone, '1');
    expect((await states()).map((s) => s.state)).toEqual(['open', 'open']);
    const letters = await world.rows(
      `select n.external_id, a.reply_code from attempt a join notice n on n.outreach_id = a.outreach_id where a.purpose = 'tell'`,
    );
    const ofBen = letters.find((l) => l.external_id === 'A-Ben')?.reply_code;
    await world.text(phone, `${ofBen}1`);
    expect(await states()).toEqual([
      { external_id: 'A-Ana', state: 'open', evidence_grade: null },
      { external_id: 'A-Ben', state: 'informed', evidence_grade: 'replied' },
    ]);
  });

  test('when one conversation has come to rest, the other one needs no letter any more', async () => {
    const quiet = await createWorld({ reschedule: { ...defaultPolicy.reschedule, enabled: false } });
    await quiet.patients({ name: 'Ana', phone }, { name: 'Ben', phone });
    await quiet.plan();
    await quiet.send();
    const [ofBen] = await quiet.rows(
      `select a.reply_code from attempt a join notice n on n.outreach_id = a.outreach_id where n.external_id = 'A-Ben'`,
    );
    await quiet.text(phone, `${ofBen?.reply_code}1`);
    // The thanks.
    await quiet.send();
    await quiet.text(phone, '1');
    expect(await quiet.rows(`select state from notice`)).toEqual([{ state: 'informed' }, { state: 'informed' }]);
    await quiet.close();
  });

  test('STOP binds every patient on the number: no text and no call any more, mail and a person instead', async () => {
    await world.patients({ name: 'Ana', phone, email: 'ana@example.org' }, { name: 'Ben', phone });
    await world.plan();
    await world.send();
    await world.text(phone, 'Please stop');
    for (let i = 0; i < 12; i++) {
      world.clock.advance(5 * minute);
      await world.plan();
      await world.send();
    }
    expect(
      await world.rows(
        `select channel, count(*)::int n from attempt where state <> 'superseded' group by 1 order by 1`,
      ),
    ).toEqual([
      { channel: 'email', n: 1 },
      { channel: 'sms', n: 2 },
    ]);
    expect(await world.rows(`select distinct reason from task`)).toEqual([{ reason: 'opted_out' }]);
    expect((await states()).map((s) => s.state)).toEqual(['open', 'open']);
  });

  test('a text from a number nobody knows changes nothing, and is not answered: it would tell a stranger [edge case 31]', async () => {
    await world.patients({ name: 'Ana', phone });
    await world.plan();
    await world.send();
    await world.text('+12125550999', '1');
    expect(await states()).toEqual([{ external_id: 'A-Ana', state: 'open', evidence_grade: null }]);
    expect(await world.rows(`select result from inbox where kind = 'twilio.message.inbound'`)).toEqual([
      { result: 'unknown' },
    ]);
    expect(await world.rows(`select purpose from attempt where purpose <> 'tell'`)).toEqual([]);
    expect(await world.rows(`select id from patient_words`)).toEqual([]);
  });
});

describe('when things break', () => {
  const patience = { queuedMs: 20_000, doubtMs: 15_000 };

  test('a job that is lost is published again under a new generation, and the old one is refused [edge case 71]', async () => {
    await world.patients({ name: 'Ana', phone });
    await world.plan();
    const [lost] = await world.jobs();
    world.clock.advance(30_000);
    await reconcile(world.context, async () => [], patience);
    const [again] = await world.jobs();
    expect(again).toEqual({ ...lost, generation: 2 });
    const claims = await world.claim([
      { attemptId: lost?.attemptId as string, generation: 1 },
      { attemptId: lost?.attemptId as string, generation: 2 },
    ]);
    expect(claims.map((c) => c !== null)).toEqual([false, true]);
  });

  test('a worker that dies after its claim leaves doubt, not a second send; the next step is taken [edge cases 61, 73]', async () => {
    await world.patients({ name: 'Ana', phone });
    await world.plan();
    const jobs = await world.jobs();
    const [claim] = await world.claim(jobs.map((j) => ({ attemptId: j.attemptId as string, generation: 1 })));
    world.clock.advance(31_000);
    await reconcile(world.context, async () => [], patience);
    expect(await world.rows(`select state, fence from attempt`)).toEqual([{ state: 'in_doubt', fence: 2 }]);
    world.clock.advance(16_000);
    await reconcile(world.context, async () => [], patience);
    expect(await world.rows(`select state from attempt`)).toEqual([{ state: 'unresolved' }]);
    await world.plan();
    expect((await world.jobs()).map((j) => j.channel)).toEqual(['voice']);
    // The stalled worker wakes up: its row is fenced off, and yet the truth arrives.
    await recordOutcomes(
      world.database,
      [{ ...(claim as Claim), outcome: { kind: 'accepted', ref: 'SMlate' } }],
      world.clock.now(),
    );
    expect(await world.rows(`select provider_ref from attempt where channel = 'sms'`)).toEqual([
      { provider_ref: null },
    ]);
    await world.apply();
    expect(await world.rows(`select state, provider_ref from attempt where channel = 'sms'`)).toEqual([
      { state: 'accepted', provider_ref: 'SMlate' },
    ]);
  });

  test('what a stalled worker sent is never taken for the doubtful text to somebody else on the number [edge cases 61, 72]', async () => {
    await world.patients({ name: 'Ana', phone }, { name: 'Ben', phone });
    await world.plan();
    const [anas, bens] = await world.jobs();
    const [claim] = await world.claim([{ attemptId: anas?.attemptId as string, generation: 1 }]);
    world.clock.advance(31_000);
    await reconcile(world.context, async () => [], patience);
    // Ana's was sent after all; Ben's never arrived, and nobody knows that yet.
    await recordOutcomes(
      world.database,
      [{ ...(claim as Claim), outcome: { kind: 'accepted', ref: 'SMana' } }],
      world.clock.now(),
    );
    await world.apply();
    const [again] = await world.jobs();
    const [other] = await world.claim([{ attemptId: bens?.attemptId as string, generation: again?.generation ?? 0 }]);
    await recordOutcomes(
      world.database,
      [{ ...(other as Claim), outcome: { kind: 'inDoubt', code: 'reset' } }],
      world.clock.now(),
    );
    await world.apply();
    world.clock.advance(20_000);
    await reconcile(world.context, async () => ['SMana'], patience);
    expect(await world.rows(`select state, provider_ref from attempt where id = $1`, bens?.attemptId)).toEqual([
      { state: 'unresolved', provider_ref: null },
    ]);
  });

  test('a doubtful send that the provider knows counts as sent [edge case 61]', async () => {
    await world.patients({ name: 'Ana', phone });
    await world.plan();
    await world.send(() => ({ kind: 'inDoubt', code: '503' }));
    world.clock.advance(20_000);
    await reconcile(world.context, async () => ['SMfound'], patience);
    expect(await world.rows(`select state from attempt`)).toEqual([{ state: 'accepted' }]);
  });

  test('the same text sent earlier to the same number is no proof', async () => {
    await world.patients({ name: 'Ana', phone });
    await world.plan();
    await world.send(() => ({ kind: 'accepted', ref: 'SMearlier' }));
    world.clock.advance(30 * minute);
    await world.plan();
    await world.send(() => ({ kind: 'inDoubt', code: '503' }));
    world.clock.advance(20_000);
    await reconcile(world.context, async () => ['SMearlier'], patience);
    expect(await world.rows(`select state from attempt order by planned_at`)).toEqual([
      { state: 'accepted' },
      { state: 'unresolved' },
    ]);
  });

  test('one reference and two who may own it: nobody can say, so neither counts as sent', async () => {
    await world.patients({ name: 'Ana', phone }, { name: 'Ben', phone });
    await world.plan();
    await world.send(() => ({ kind: 'inDoubt', code: '503' }));
    world.clock.advance(20_000);
    await reconcile(world.context, async () => ['SMone'], patience);
    expect(await world.rows(`select state from attempt where channel = 'sms'`)).toEqual([
      { state: 'unresolved' },
      { state: 'unresolved' },
    ]);
  });

  test('a patient who calls back proves nothing about a text that may never have been sent', async () => {
    await world.patients({ name: 'Ana', phone });
    await world.plan();
    const [anas] = await world.send(() => ({ kind: 'inDoubt', code: 'reset' }));
    const call = { CallSid: 'CAback', Direction: 'inbound', From: phone };
    await world.fact('twilio.call.answered', anas ?? null, { ...call, CallStatus: 'in-progress' });
    await world.fact('twilio.call.status', anas ?? null, { ...call, CallStatus: 'completed' });
    expect(await world.rows(`select state, provider_ref from attempt`)).toEqual([
      { state: 'in_doubt', provider_ref: null },
    ]);
    await world.fact('twilio.call.key', anas ?? null, { ...call, Digits: '1' });
    expect(await states()).toMatchObject([{ state: 'informed' }]);
  });

  test('two sends that a provider gave one name are both accepted, and hold up nobody', async () => {
    await world.patients({ name: 'Ana', phone }, { name: 'Ben', phone: '+12025550199' });
    await world.plan();
    await world.send(() => ({ kind: 'accepted', ref: 'SMtwice' }));
    expect(await world.rows(`select state, provider_ref from attempt order by provider_ref`)).toEqual([
      { state: 'accepted', provider_ref: 'SMtwice' },
      { state: 'accepted', provider_ref: null },
    ]);
  });

  test('a fact the database refuses is parked, and the others are applied [edge case 75]', async () => {
    await world.patients({ name: 'Ana', phone }, { name: 'Ben', phone: '+12025550199' });
    await world.plan();
    const [anas] = await world.send();
    // Stands for a bug: whatever concerns this attempt cannot be written.
    await world.rows(`alter table attempt add constraint bug check (id <> '${anas}' or reached < 3) not valid`);
    await world.store('twilio.message.status', anas ?? null, { MessageSid: `SM-${anas}`, MessageStatus: 'read' });
    await world.store('twilio.message.inbound', null, {
      From: '+12025550199',
      To: '+15005550006',
      Body: '1',
      MessageSid: 'SMben',
    });
    const round = applier(world.context, createLogger({ service: 'test', level: 'silent' }));
    while ((await round()) > 0);
    expect(
      await world.rows(
        `select result, count(*)::int n from inbox where processed_at is not null and source = 'twilio' group by 1 order by 1`,
      ),
    ).toEqual([
      { result: 'applied', n: 1 },
      { result: 'parked', n: 1 },
    ]);
    expect(await world.rows(`select state from notice where external_id = 'A-Ben'`)).toEqual([{ state: 'informed' }]);
  });

  test('a patient about whom nothing can be decided is with a person, and the others are told [edge case 75]', async () => {
    await world.patients({ name: 'Ana', phone }, { name: 'Ben', phone: '+12025550199' });
    const [ana] = await world.rows(
      `select o.id, c.id point from outreach o join notice n on n.outreach_id = o.id join contact_point c on c.party_id = o.party_id where n.external_id = 'A-Ana'`,
    );
    // Stands for a bug: whatever is planned for Ana cannot be written.
    await world.rows(`alter table attempt add constraint bug check (contact_point_id <> '${ana?.point}') not valid`);
    const round = planner(world.context, createLogger({ service: 'test', level: 'silent' }));
    for (let n = 0; n < 5; n++) await round();
    expect(
      await world.rows(`select n.external_id from attempt a join notice n on n.outreach_id = a.outreach_id`),
    ).toEqual([{ external_id: 'A-Ben' }]);
    expect(await world.rows(`select reason, state from task where outreach_id = $1`, ana?.id)).toEqual([
      { reason: 'undecidable', state: 'open' },
    ]);
    // Mended, she is told after all.
    await world.rows(`alter table attempt drop constraint bug`);
    world.clock.advance(6 * minute);
    await round();
    expect(await world.rows(`select channel from attempt where outreach_id = $1`, ana?.id)).toEqual([
      { channel: 'sms' },
    ]);
  });

  test('a throttled send waits as long as it was told and goes again, once', async () => {
    await world.patients({ name: 'Ana', phone });
    await world.plan();
    await world.send(() => ({ kind: 'throttled', code: '429', retryAfterMs: 5000 }));
    expect(await world.jobs()).toEqual([]);
    world.clock.advance(5001);
    expect(await world.send()).toHaveLength(1);
    expect(await world.rows(`select state, generation, fence from attempt`)).toEqual([
      { state: 'accepted', generation: 2, fence: 2 },
    ]);
  });

  test('two planners at the same moment plan every outreach once [edge case 74]', async () => {
    await world.patients(
      ...Array.from({ length: 60 }, (_, i) => ({ name: `P${i}`, phone: `+1212555${String(1000 + i)}` })),
    );
    await Promise.all([planDue(world.context), planDue(world.context), planDue(world.context)]);
    await planDue(world.context);
    expect(await world.rows(`select count(*)::int n, count(distinct outreach_id)::int d from attempt`)).toEqual([
      { n: 60, d: 60 },
    ]);
  });

  test('two workers with the same job claim it once [edge case 72]', async () => {
    await world.patients({ name: 'Ana', phone });
    await world.plan();
    const [job] = await world.jobs();
    const claim = () => world.claim([{ attemptId: job?.attemptId as string, generation: 1 }]);
    const claims = await Promise.all([claim(), claim(), claim(), claim()]);
    expect(claims.flat().filter((c) => c !== null)).toHaveLength(1);
  });
});

describe('the ledger', () => {
  test('is gap-free and chained, and the rows are its fold', async () => {
    await world.patients({ name: 'Ana', phone, email: 'ana@example.org' }, { name: 'Ben', phone: '+12125550102' });
    await world.plan();
    const sent = await world.send();
    await world.fact('twilio.message.status', sent[0] ?? '', {
      MessageSid: `SM-${sent[0]}`,
      MessageStatus: 'delivered',
    });
    world.clock.advance(10 * minute);
    await world.plan();
    await world.send();
    await world.text(phone, '2');
    await world.text('+12125550102', 'STOP');
    const outreaches = await world.rows(`select id from outreach`);
    for (const { id } of outreaches) {
      const events = await world.rows(
        `select seq, at, body, encode(hash, 'hex') hash from event where outreach_id = $1 order by seq`,
        id,
      );
      const entries = events.map((e) => ({ seq: e.seq, at: e.at, event: e.body, hash: e.hash }));
      expect(verifyChain(id, entries as never)).toBeNull();
      const rows = await world.database.transaction(
        async (tx) => (await loadSnapshots(tx, [id], world.clock.now())).get(id)?.snapshot as Snapshot,
      );
      const folded = entries.reduce((s, e) => fold(s, e.event, e.at), unborn(rows));
      expect(folded.outreach).toEqual(rows.outreach);
      expect(folded.notices).toEqual(rows.notices);
      expect(folded.tasks).toEqual(rows.tasks);
      expect(folded.attempts.map((a) => [a.id, a.state, a.reached])).toEqual(
        rows.attempts.map((a) => [a.id, a.state, a.reached]),
      );
      expect(folded.offers.map((o) => [o.id, o.state])).toEqual(rows.offers.map((o) => [o.id, o.state]));
      expect(folded.contactPoints.map((c) => [c.id, c.off, [...c.suppressed].sort()])).toEqual(
        rows.contactPoints.map((c) => [c.id, c.off, [...c.suppressed].sort()]),
      );
    }
  });

  test('cannot be changed', async () => {
    await world.patients({ name: 'Ana', phone });
    await expect(world.database.pool.query(`update event set type = 'x'`)).rejects.toThrow('append-only');
    await expect(world.database.pool.query(`delete from event`)).rejects.toThrow('append-only');
  });

  test('facts in any order, any number of times, end in the same state [edge case 63]', async () => {
    const outcomes: string[] = [];
    for (const order of [
      [0, 1, 2, 3],
      [3, 2, 1, 0],
      [2, 0, 2, 3, 1, 1, 0],
    ]) {
      const one = await createWorld();
      await one.patients({ name: 'Ana', phone });
      await one.plan();
      const [sms] = await one.send();
      const facts = [
        () => one.fact('twilio.message.status', sms ?? '', { MessageSid: `SM-${sms}`, MessageStatus: 'sent' }),
        () => one.fact('twilio.message.status', sms ?? '', { MessageSid: `SM-${sms}`, MessageStatus: 'delivered' }),
        () => one.text(phone, '1'),
        () => one.fact('twilio.message.status', sms ?? '', { MessageSid: `SM-${sms}`, MessageStatus: 'sent' }),
      ];
      for (const n of order) await facts[n]?.();
      outcomes.push(
        JSON.stringify(
          await one.rows(
            `select n.state, n.evidence_grade, a.state attempt, a.reached, o.state outreach from notice n join outreach o on o.id = n.outreach_id join attempt a on a.outreach_id = o.id and a.purpose = 'tell'`,
          ),
        ),
      );
      await one.close();
    }
    expect(new Set(outcomes).size).toBe(1);
  });
});

/** Before its first event an outreach is an intention: everything known of it but what events brought. */
function unborn(s: Snapshot): Snapshot {
  return {
    ...s,
    outreach: { ...s.outreach, state: 'closed', step: 0, nextActionAt: null },
    notices: s.notices.map((n) => ({ ...n, state: 'open', overdue: false, evidence: null, bookedSlotId: null })),
    contactPoints: s.contactPoints.map((c) => ({
      ...c,
      off: { voice: null, sms: null, im: null, email: null },
      suppressed: [],
    })),
    attempts: [],
    offers: [],
    tasks: [],
  };
}
