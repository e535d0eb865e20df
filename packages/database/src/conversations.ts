/** Everything needed to say something to a party, opened for the moment of rendering. */
import {
  type Conversation,
  type ConversationBooking,
  type ConversationChoice,
  defaultPolicy,
  type Policy,
  readPhone,
} from '@rollcall/contracts';
import { exemptRule, spokenLanguage } from '@rollcall/domain';
import type { QueryResultRow } from 'pg';
import type { Database, Tx } from './connect.js';
import type { Sealer } from './sealing/sealer.js';

interface Opened {
  given: string;
  family: string;
  /** Of patients; a calendar date, or null when the practice gave none. */
  birthDate?: string | null;
}

/** The conversations of the given attempts, by attempt id. Four statements asked in one breath, however many attempts. */
export async function loadConversations(
  db: Pick<Database, 'sealer' | 'reading'>,
  attemptIds: readonly string[],
): Promise<Map<string, Conversation>> {
  const result = new Map<string, Conversation>();
  if (attemptIds.length === 0) return result;
  const [attempts, policies, notices, offers] = await db.reading((tx) =>
    Promise.all([
      tx.query({
        name: 'conversation-attempts',
        text: `select a.id, a.practice_id, a.outreach_id, a.channel, a.purpose, a.reply_code, a.send_by, a.planned_at, a.contact_point_id, a.offer_id, a.wording, a.sent_from, q.visit_codes, q.visit_ids,
                 case when a.wording = 'which' then ${letters} end letters,
                 case when o.state = 'active' then o.next_action_at end next_step_at, o.state outreach_state, o.party_id, o.policy_version, p.name, p.spoken_name, p.callback_number, p.operator_number, p.time_zone, p.language practice_language,
                 y.kind, y.sealed, y.language, c.address_sealed, c.system, c.session_until, c.consent, c.region, c.line,
                 (select jsonb_object_agg(l.language, l.edition) from language_review l where l.practice_id = a.practice_id) checked,
                 coalesce('wrong_number' in (c.voice_off, c.sms_off, c.im_off, c.email_off), false) address_is_wrong,
                 exists (select from task t where t.outreach_id = a.outreach_id and t.state <> 'resolved') with_operator
               from attempt a join outreach o on o.id = a.outreach_id join practice p on p.id = a.practice_id
               join party y on y.id = o.party_id join contact_point c on c.id = a.contact_point_id
               left join reply_code q on q.address_index = a.address_index and q.outreach_id = a.outreach_id and a.channel = 'sms'
               where a.id = any($1)`,
        values: [attemptIds],
      }),
      loadManners(tx, attemptIds),
      loadNotices(tx, db.sealer, attemptIds),
      loadOffers(tx, attemptIds),
    ]),
  );
  for (const r of attempts.rows) {
    const name: Opened = JSON.parse(db.sealer.open(r.sealed, 'party', r.practice_id));
    const ofOutreach = offers.offers.get(r.outreach_id) ?? [];
    const told = notices.get(r.outreach_id);
    const manner = policies.get(policyKey(r.practice_id, r.policy_version));
    result.set(r.id, {
      practiceId: r.practice_id,
      practice: {
        name: r.name,
        spokenName: r.spoken_name,
        callbackNumber: r.callback_number,
        operatorNumber: dialable(r.operator_number),
        timeZone: r.time_zone,
        language: r.practice_language,
      },
      outreachId: r.outreach_id,
      outreachState: r.outreach_state,
      language: spokenLanguage({
        wanted: r.language,
        practice: r.practice_language,
        checked: r.checked,
        unreviewed: manner?.unreviewedLanguages ?? defaultPolicy.unreviewedLanguages,
      }).language,
      party: { kind: r.kind, givenName: name.given, familyName: name.family },
      notices: withLetters(told?.notices ?? [], r.visit_ids ?? [], r.visit_codes ?? []),
      // What the practice refused is behind us: an old link shows what is asked now.
      offer: ofOutreach.find((o) => o.id === r.offer_id && o.state !== 'refused') ?? ofOutreach.at(-1) ?? null,
      bookings: offers.bookings.get(r.outreach_id) ?? [],
      requests: offers.requests.get(r.outreach_id) ?? [],
      refusals: offers.refusals.get(r.outreach_id) ?? [],
      calendarFile: manner?.calendarFile ?? 'none',
      challenge: manner?.challenge === 'birth-year' ? challengeOf(told?.birthYears) : null,
      speech: manner?.speech ?? false,
      withOperator: r.with_operator,
      attempt: {
        id: r.id,
        channel: r.channel,
        purpose: r.purpose,
        contactPointId: r.contact_point_id,
        system: r.system,
        address: db.sealer.open(r.address_sealed, 'address', r.practice_id),
        sessionUntil: r.session_until,
        replyCode: r.reply_code,
        sharedNumber: r.reply_code !== null,
        // A mailbox is a household's; and a recorded message without a way out in it is not exempt.
        voicemail: told?.confidential || isExempt(r) ? 'none' : (manner?.voicemail ?? 'none'),
        exempt: isExempt(r),
        sendBy: r.send_by,
        wording: r.wording,
        ...(r.letters ? { letters: lettersOf(r.letters) } : {}),
        from: r.sent_from,
        nextStepAt: r.next_step_at,
        plannedAt: r.planned_at,
        linkUntil: new Date(r.planned_at.getTime() + (manner?.linkDays ?? defaultPolicy.linkDays) * day),
        addressIsWrong: r.address_is_wrong,
      },
    });
  }
  return result;
}

/** What an outreach is told of is shared by its messages; letters are those of one number. */
function withLetters(
  notices: Conversation['notices'],
  ids: readonly string[],
  codes: readonly string[],
): Conversation['notices'] {
  if (ids.length === 0) return notices;
  return notices.map((n) => {
    const letter = codes[ids.indexOf(n.id)];
    return letter ? { ...n, letter } : n;
  });
}

const day = 86_400_000;
/** The questions of attempt `a`'s practice that its number was asked, and has not answered: of others it hears nothing. */
const letters = `(select jsonb_agg(jsonb_build_object('code', q.code, 'start', q.start_at, 'timeZone', q.time_zone) order by q.code) from (
                   select coalesce(r.visit_codes[array_position(r.visit_ids, n.id)], r.code) code, min(v.start_at) start_at, min(v.time_zone) time_zone
                   from reply_code r join notice n on n.outreach_id = r.outreach_id and n.state <> 'withdrawn' and n.barred is null join appointment v on v.id = n.appointment_id
                   where r.address_index = a.address_index and r.practice_id = a.practice_id and r.closed_at is null
                     and exists (select from attempt x where x.outreach_id = r.outreach_id and x.address_index = r.address_index
                       and x.channel = a.channel and x.purpose = 'tell' and x.state in ('sending','in_doubt','unresolved','accepted'))
                   group by 1 order by 1 limit 6) q)`;

const lettersOf = (rows: { code: string; start: string; timeZone: string }[]) =>
  rows.map(({ code, start, timeZone }) => ({ code, start: new Date(start), timeZone }));

/** Nobody consented to this number: what is sent unasked has the short form that the law leaves. */
const isExempt = (r: QueryResultRow): boolean =>
  (r.purpose === 'tell' || r.purpose === 'correct') &&
  exemptRule({ system: r.system, consent: r.consent, region: r.region, line: r.line }, r.channel) !== null;

const dialable = (number: string | null): string | null => {
  const read = number === null ? null : readPhone(number, 'US');
  return read?.ok ? read.e164 : null;
};

const policyKey = (practiceId: string, version: number): string => `${practiceId} ${version}`;

const challengeOf = (birthYears: ReadonlySet<number> = new Set()): Conversation['challenge'] =>
  birthYears.size > 0 ? { birthYears: [...birthYears] } : null;

/** What of a policy decides how something is said. Absent in versions that are older than the rule. */
interface Manner {
  voicemail: Conversation['attempt']['voicemail'] | null;
  challenge: Policy['challenge'] | null;
  linkDays: number | null;
  unreviewedLanguages: Policy['unreviewedLanguages'] | null;
  calendarFile: Policy['calendarFile'] | null;
  speech: boolean | null;
}

/** Each policy is opened once, however many attempts follow it. */
async function loadManners(tx: Tx, attemptIds: readonly string[]): Promise<Map<string, Manner>> {
  const { rows } = await tx.query({
    name: 'conversation-manners',
    text: `select v.practice_id, v.version, v.body ->> 'voicemail' voicemail, v.body ->> 'challenge' challenge,
             (v.body ->> 'linkDays')::int link_days, v.body ->> 'unreviewedLanguages' unreviewed, v.body ->> 'calendarFile' calendar_file,
             (v.body ->> 'speech')::boolean speech
           from (select distinct o.practice_id, o.policy_version from attempt a join outreach o on o.id = a.outreach_id where a.id = any($1)) u
           join policy v on v.practice_id = u.practice_id and v.version = u.policy_version`,
    values: [attemptIds],
  });
  return new Map(
    rows.map((r) => [
      policyKey(r.practice_id, r.version),
      {
        voicemail: r.voicemail,
        challenge: r.challenge,
        linkDays: r.link_days,
        unreviewedLanguages: r.unreviewed,
        calendarFile: r.calendar_file,
        speech: r.speech,
      },
    ]),
  );
}

/** Outreaches of the attempts $1, each once. */
const ofAttempts = '(select distinct outreach_id from attempt where id = any($1)) u';

interface Told {
  notices: Conversation['notices'];
  birthYears: Set<number>;
  confidential: boolean;
}

async function loadNotices(tx: Tx, sealer: Sealer, attemptIds: readonly string[]): Promise<Map<string, Told>> {
  const { rows } = await tx.query({
    name: 'conversation-notices',
    text: `select n.id, n.outreach_id, n.practice_id, n.state, n.confidential, n.correction, a.start_at, a.time_zone, a.practitioner_name, p.sealed, s.start_at booked_at, s.place booked_place, s.preparation booked_preparation
           from ${ofAttempts} join notice n on n.outreach_id = u.outreach_id join appointment a on a.id = n.appointment_id join patient p on p.id = n.patient_id
           left join slot s on s.id = n.booked_slot_id
           -- What machines tell nobody of is not there for them.
           where n.barred is null order by a.start_at, n.id`,
    values: [attemptIds],
  });
  const result = new Map<string, Told>();
  for (const r of rows) {
    const patient: Opened = JSON.parse(sealer.open(r.sealed, 'patient', r.practice_id));
    const told = result.get(r.outreach_id) ?? { notices: [], birthYears: new Set(), confidential: false };
    told.confidential ||= r.confidential;
    if (patient.birthDate) told.birthYears.add(Number(patient.birthDate.slice(0, 4)));
    told.notices.push({
      id: r.id,
      patientGivenName: patient.given,
      start: r.start_at,
      timeZone: r.time_zone,
      practitionerName: r.practitioner_name,
      state: r.state,
      booking: r.booked_at
        ? {
            start: r.booked_at,
            ...(r.booked_place ? { place: r.booked_place } : {}),
            ...(r.booked_preparation ? { preparation: r.booked_preparation } : {}),
          }
        : null,
      ...(r.correction === 'owed' || r.correction === 'handed' ? { isCorrected: true } : {}),
    });
    result.set(r.outreach_id, told);
  }
  return result;
}

type Offer = NonNullable<Conversation['offer']>;

interface Offered {
  offers: Map<string, Offer[]>;
  bookings: Map<string, ConversationBooking[]>;
  requests: Map<string, ConversationChoice[]>;
  refusals: Map<string, ConversationChoice[]>;
}

async function loadOffers(tx: Tx, attemptIds: readonly string[]): Promise<Offered> {
  const { rows } = await tx.query({
    name: 'conversation-offers',
    text: `select f.id, f.outreach_id, f.notice_id, f.state, f.expires_at, r.choice, s.start_at,
             (f.state = 'booked' or (f.state = 'refused' and f.booked_at is not null)) and r.choice = f.chosen booked, f.state = 'booked' and r.state = 'booked' is_on,
             f.state in ('asked','refused') and r.choice = f.chosen chosen_only, lower(r.during) booked_start, upper(r.during) booked_end,
             case when f.state in ('booked','refused') then array(select x.contact_point_id from attempt x where x.outreach_id = f.outreach_id and x.offer_id = f.id
               and x.purpose = 'booked' and x.channel = 'email' and x.state in ('sending','in_doubt','accepted','unresolved')) end mailed_to
           from ${ofAttempts} join offer f on f.outreach_id = u.outreach_id left join reservation r on r.offer_id = f.id left join slot s on s.id = r.slot_id
           where f.state <> 'void' order by f.requested_no nulls first, f.requested_at, f.id, r.choice`,
    values: [attemptIds],
  });
  const offers = new Map<string, Offer[]>();
  const bookings = new Map<string, ConversationBooking[]>();
  const requests = new Map<string, ConversationChoice[]>();
  const refusals = new Map<string, ConversationChoice[]>();
  for (const r of rows) {
    const list = offers.get(r.outreach_id) ?? [];
    let offer = list.find((o) => o.id === r.id);
    if (!offer) {
      offer = { id: r.id, noticeId: r.notice_id, state: r.state, expiresAt: r.expires_at, options: [] };
      list.push(offer);
    }
    if (r.choice !== null) offer.options.push({ choice: r.choice, start: r.start_at, practitionerName: null });
    offers.set(r.outreach_id, list);
    if (r.booked) bookings.set(r.outreach_id, [...(bookings.get(r.outreach_id) ?? []), bookingOf(r)]);
    if (!r.chosen_only) continue;
    const kind = r.state === 'asked' ? requests : refusals;
    const choice = { offerId: r.id, noticeId: r.notice_id, start: r.booked_start };
    kind.set(r.outreach_id, [...(kind.get(r.outreach_id) ?? []), choice]);
  }
  return { offers, bookings, requests, refusals };
}

const bookingOf = (r: Record<string, unknown>): ConversationBooking => ({
  offerId: r.id as ConversationBooking['offerId'],
  noticeId: r.notice_id as ConversationBooking['noticeId'],
  start: r.booked_start as Date,
  end: r.booked_end as Date,
  isOn: r.is_on as boolean,
  mailedTo: r.mailed_to as ConversationBooking['mailedTo'],
});
