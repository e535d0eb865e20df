/** Loads what a decision may look at, for many outreaches at once, in a constant number of statements. */
import { Policy, recordVersion } from '@rollcall/contracts';
import {
  type AttemptRow,
  type ContactPointRow,
  gradeOfRank,
  type Head,
  type NoticeRow,
  needsOf,
  type OfferRow,
  type Snapshot,
  type TaskRow,
} from '@rollcall/domain';
import type { Tx } from './connect.js';

export interface Loaded {
  snapshot: Snapshot;
  head: Head;
  /** Blind indexes by contact point: addresses stay sealed in a decision. */
  addressIndexes: Map<string, Buffer>;
}

const day = 86_400_000;

/**
 * The outreaches of `ids` as they stand; left out are those that a later build has begun to decide, whose rows may mean
 * what this one does not know. The caller holds their row locks. Attempts that a worker could still claim are
 * locked as well, so that what is superseded here cannot be sent meanwhile.
 *
 * How often each number was touched is counted only `withTouches`: applying a fact plans no telling, and counting is a
 * third of the cost. Uncounted numbers look touched without end, so that a mistake here pesters nobody.
 */
export async function loadSnapshots(
  tx: Tx,
  ids: readonly string[],
  now: Date,
  { withTouches = true }: { withTouches?: boolean } = {},
): Promise<Map<string, Loaded>> {
  const loaded = new Map<string, Loaded>();
  if (ids.length === 0) return loaded;
  // Asked in one breath (see connect.ts); the locks come first, so the others read what was committed before them.
  const [, outreaches, policies, ...fill] = await Promise.all([
    tx.query({
      name: 'snapshot-lock-attempts',
      text: `select id from attempt where outreach_id = any($1) and state in ('queued','sending','in_doubt') order by id for update`,
      values: [ids],
    }),
    tx.query({
      name: 'snapshot-outreaches',
      text: `select o.id, o.practice_id, o.batch_id, o.party_id, o.policy_version, o.state, o.step, o.next_action_at, o.deadline_at, o.correct_at, o.correct_step,
               o.time_zones, o.held_steps, o.held_channels, o.seq, y.needs, y.language, p.language practice_language,
               (select jsonb_object_agg(l.language, l.edition) from language_review l where l.practice_id = o.practice_id) checked, encode(o.head, 'hex') head, b.state batch_state,
               (select jsonb_object_agg(k.channel, jsonb_build_object('code', k.code, 'mayProbe', false)) from sender k where k.breaker <> 'closed') breakers
             from outreach o join batch b on b.id = o.batch_id join party y on y.id = o.party_id join practice p on p.id = o.practice_id
             where o.id = any($1) and o.ledger_version <= $2`,
      values: [ids, recordVersion],
    }),
    loadPolicies(tx, ids),
    loadNotices(tx, ids),
    loadContactPoints(tx, ids, withTouches ? now : null),
    loadAttempts(tx, ids),
    loadOffers(tx, ids),
    loadTasks(tx, ids),
  ]);
  for (const r of outreaches.rows) {
    const policy = policies.get(nameOf(r as PolicyName));
    if (!policy) throw new Error('an outreach names a policy that is not there');
    loaded.set(r.id, {
      head: { seq: r.seq, hash: r.head },
      addressIndexes: new Map(),
      snapshot: {
        outreach: {
          id: r.id,
          practiceId: r.practice_id,
          batchId: r.batch_id,
          partyId: r.party_id,
          policyVersion: r.policy_version,
          state: r.state,
          step: r.step,
          nextActionAt: r.next_action_at,
          deadlineAt: r.deadline_at,
          timeZones: r.time_zones,
          correctAt: r.correct_at,
          correctStep: r.correct_step,
          held: r.held_steps.map((step: number, i: number) => ({ step, channel: r.held_channels[i] })),
          needs: needsOf(r.needs, {
            wanted: r.language,
            practice: r.practice_language,
            checked: r.checked,
            unreviewed: policy.unreviewedLanguages,
          }),
        },
        policy,
        batchState: r.batch_state,
        breakers: r.breakers ?? {},
        notices: [],
        contactPoints: [],
        attempts: [],
        offers: [],
        tasks: [],
      },
    });
  }
  for (const into of fill) into(loaded);
  return loaded;
}

/** Rows that were read for snapshots which are not there yet. */
type Fill = (into: Map<string, Loaded>) => void;

interface PolicyName {
  practice_id: string;
  policy_version: number;
}
const nameOf = (p: PolicyName): string => `${p.practice_id} ${p.policy_version}`;

/** Each policy once, however many outreaches follow it: reading one costs more than deciding by it. */
async function loadPolicies(tx: Tx, ids: readonly string[]): Promise<Map<string, Policy>> {
  const { rows } = await tx.query({
    name: 'snapshot-policies',
    text: `select p.practice_id, p.version policy_version, p.body
           from (select distinct practice_id, policy_version from outreach where id = any($1)) u
           join policy p on p.practice_id = u.practice_id and p.version = u.policy_version`,
    values: [ids],
  });
  return new Map(rows.map((r) => [nameOf(r as PolicyName), Policy.parse(r.body)]));
}

async function loadNotices(tx: Tx, ids: readonly string[]): Promise<Fill> {
  const { rows } = await tx.query({
    name: 'snapshot-notices',
    text: `select id, outreach_id, patient_id, state, deadline_at, overdue, evidence_grade, evidence_channel, evidence_at, booked_slot_id, barred, guardian_until, correction,
             -- A withdrawn visit that was cancelled anew is not called on any more.
             case when correction in ('owed','handed') then exists (select from notice x where x.practice_id = notice.practice_id
               and x.external_id = notice.external_id and x.id > notice.id) end again
           from notice where outreach_id = any($1) order by deadline_at, id`,
    values: [ids],
  });
  return (into) => {
    for (const r of rows) {
      const notice: NoticeRow = {
        id: r.id,
        patientId: r.patient_id,
        state: r.state,
        deadlineAt: r.deadline_at,
        overdue: r.overdue,
        evidence: r.evidence_grade ? { grade: r.evidence_grade, channel: r.evidence_channel, at: r.evidence_at } : null,
        bookedSlotId: r.booked_slot_id,
        barred: r.barred,
        guardianUntil: r.guardian_until,
        ...(r.correction ? { correction: r.correction } : {}),
        ...(r.again ? { cancelledAgain: true } : {}),
      };
      into.get(r.outreach_id)?.snapshot.notices.push(notice);
    }
  };
}

const contactPoints = `select o.id outreach_id, c.id, c.system, c.use, c.rank, c.consent, c.allowed, c.has_extension, c.voice_off, c.sms_off,
             c.im_off, c.email_off, c.session_until, c.address_index, c.line, c.region, c.time_zones,
             array(select s.channel from suppression s where s.practice_id = c.practice_id and s.address_index = c.address_index) suppressed`;
const ofOutreaches = `from outreach o join contact_point c on c.practice_id = o.practice_id and c.party_id = o.party_id`;

async function loadContactPoints(tx: Tx, ids: readonly string[], countedAt: Date | null): Promise<Fill> {
  const { rows } = countedAt
    ? await tx.query({
        name: 'snapshot-contact-points-touches',
        text: `${contactPoints}, t.last_day, t.last_week ${ofOutreaches}
           cross join lateral (
             select count(*) filter (where a.planned_at > $2)::int last_day, count(*)::int last_week
             from attempt a where a.address_index = c.address_index and a.practice_id = c.practice_id
               and a.planned_at > $3 and a.channel in ('voice','sms') and a.purpose in ('tell','correct') and a.state <> 'superseded' and not a.excused) t
           where o.id = any($1) order by c.id`,
        values: [ids, new Date(countedAt.getTime() - day), new Date(countedAt.getTime() - 7 * day)],
      })
    : await tx.query({
        name: 'snapshot-contact-points',
        text: `${contactPoints} ${ofOutreaches} where o.id = any($1) order by c.id`,
        values: [ids],
      });
  return (into) => {
    for (const r of rows) {
      const point: ContactPointRow = {
        id: r.id,
        system: r.system,
        use: r.use,
        rank: r.rank,
        consent: r.consent,
        allowed: r.allowed,
        hasExtension: r.has_extension,
        line: r.line,
        region: r.region,
        zones: r.time_zones,
        off: { voice: r.voice_off, sms: r.sms_off, im: r.im_off, email: r.email_off },
        suppressed: r.suppressed,
        touchedLastDay: r.last_day ?? Number.POSITIVE_INFINITY,
        touchedLastWeek: r.last_week ?? Number.POSITIVE_INFINITY,
        sessionUntil: r.session_until,
      };
      const one = into.get(r.outreach_id);
      one?.snapshot.contactPoints.push(point);
      one?.addressIndexes.set(r.id, r.address_index);
    }
  };
}

async function loadAttempts(tx: Tx, ids: readonly string[]): Promise<Fill> {
  const { rows } = await tx.query({
    name: 'snapshot-attempts',
    text: `select id, outreach_id, contact_point_id, channel, purpose, step, attempt_no, offer_id, state, reached, code, generation,
             planned_at, send_by, excused, wording
           from attempt where outreach_id = any($1) order by planned_no nulls first, planned_at, id`,
    values: [ids],
  });
  return (into) => {
    for (const r of rows) {
      const attempt: AttemptRow = {
        id: r.id,
        contactPointId: r.contact_point_id,
        channel: r.channel,
        purpose: r.purpose,
        step: r.step,
        attemptNo: r.attempt_no,
        offerId: r.offer_id,
        state: r.state,
        reached: gradeOfRank(r.reached),
        code: r.code,
        generation: r.generation,
        plannedAt: r.planned_at,
        sendBy: r.send_by,
        excused: r.excused,
        ...(r.wording ? { wording: r.wording } : {}),
      };
      into.get(r.outreach_id)?.snapshot.attempts.push(attempt);
    }
  };
}

async function loadOffers(tx: Tx, ids: readonly string[]): Promise<Fill> {
  const { rows } = await tx.query({
    name: 'snapshot-offers',
    text: `select f.id, f.outreach_id, f.notice_id, f.contact_point_id, f.channel, f.via, f.state, f.expires_at, f.chosen,
             coalesce(jsonb_agg(jsonb_build_object('choice', r.choice, 'slotId', r.slot_id) order by r.choice)
               filter (where r.id is not null), '[]') options
           from offer f left join reservation r on r.offer_id = f.id and r.practice_id = f.practice_id
           where f.outreach_id = any($1) group by f.id order by f.requested_no nulls first, f.requested_at, f.id`,
    values: [ids],
  });
  return (into) => {
    for (const r of rows) {
      const offer: OfferRow = {
        id: r.id,
        noticeId: r.notice_id,
        state: r.state,
        via: r.via,
        channel: r.channel,
        contactPointId: r.contact_point_id,
        expiresAt: r.expires_at,
        chosen: r.chosen,
        options: r.options,
      };
      into.get(r.outreach_id)?.snapshot.offers.push(offer);
    }
  };
}

async function loadTasks(tx: Tx, ids: readonly string[]): Promise<Fill> {
  const { rows } = await tx.query({
    name: 'snapshot-tasks',
    text: `select id, outreach_id, kind, reason, state, notice_ids from task where outreach_id = any($1) order by opened_at, id`,
    values: [ids],
  });
  return (into) => {
    for (const r of rows) {
      const task: TaskRow = { id: r.id, kind: r.kind, reason: r.reason, state: r.state, noticeIds: r.notice_ids };
      into.get(r.outreach_id)?.snapshot.tasks.push(task);
    }
  };
}
