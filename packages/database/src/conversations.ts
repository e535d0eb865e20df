/** Everything needed to say something to a party, opened for the moment of rendering. */
import type { Conversation } from '@rollcall/contracts';
import type { Database } from './connect.js';

interface Opened {
  given: string;
  family: string;
}

/** The conversations of the given attempts, by attempt id. Four statements, however many attempts. */
export async function loadConversations(
  db: Database,
  attemptIds: readonly string[],
): Promise<Map<string, Conversation>> {
  const result = new Map<string, Conversation>();
  if (attemptIds.length === 0) return result;
  const attempts = await db.pool.query({
    name: 'conversation-attempts',
    text: `select a.id, a.practice_id, a.outreach_id, a.channel, a.purpose, a.reply_code, a.send_by, a.contact_point_id, a.offer_id,
             o.state outreach_state, o.party_id, p.name, p.spoken_name, p.callback_number, p.time_zone, p.language practice_language,
             y.kind, y.sealed, y.language, c.address_sealed, v.body ->> 'voicemail' voicemail,
             exists (select from task t where t.outreach_id = a.outreach_id and t.state <> 'resolved') with_operator
           from attempt a join outreach o on o.id = a.outreach_id join practice p on p.id = a.practice_id
           join party y on y.id = o.party_id join contact_point c on c.id = a.contact_point_id
           join policy v on v.practice_id = o.practice_id and v.version = o.policy_version
           where a.id = any($1)`,
    values: [attemptIds],
  });
  const outreachIds = [...new Set(attempts.rows.map((r) => r.outreach_id as string))];
  const [notices, offers] = await Promise.all([loadNotices(db, outreachIds), loadOffers(db, outreachIds)]);
  for (const r of attempts.rows) {
    const name: Opened = JSON.parse(db.sealer.open(r.sealed, 'party', r.practice_id));
    const ofOutreach = offers.get(r.outreach_id) ?? [];
    result.set(r.id, {
      practiceId: r.practice_id,
      practice: {
        name: r.name,
        spokenName: r.spoken_name,
        callbackNumber: r.callback_number,
        timeZone: r.time_zone,
        language: r.practice_language,
      },
      outreachId: r.outreach_id,
      outreachState: r.outreach_state,
      language: r.language ?? r.practice_language,
      party: { kind: r.kind, givenName: name.given, familyName: name.family },
      notices: notices.get(r.outreach_id) ?? [],
      offer: ofOutreach.find((o) => o.id === r.offer_id) ?? ofOutreach.at(-1) ?? null,
      withOperator: r.with_operator,
      attempt: {
        id: r.id,
        channel: r.channel,
        purpose: r.purpose,
        contactPointId: r.contact_point_id,
        address: db.sealer.open(r.address_sealed, 'address', r.practice_id),
        replyCode: r.reply_code,
        sharedNumber: r.reply_code !== null,
        voicemail: r.voicemail,
        sendBy: r.send_by,
      },
    });
  }
  return result;
}

async function loadNotices(
  db: Database,
  outreachIds: readonly string[],
): Promise<Map<string, Conversation['notices']>> {
  const { rows } = await db.pool.query({
    name: 'conversation-notices',
    text: `select n.id, n.outreach_id, n.practice_id, n.state, a.start_at, a.time_zone, a.practitioner_name, p.sealed, s.start_at booked_at
           from notice n join appointment a on a.id = n.appointment_id join patient p on p.id = n.patient_id
           left join slot s on s.id = n.booked_slot_id
           where n.outreach_id = any($1) order by a.start_at, n.id`,
    values: [outreachIds],
  });
  const result = new Map<string, Conversation['notices']>();
  for (const r of rows) {
    const name: Opened = JSON.parse(db.sealer.open(r.sealed, 'patient', r.practice_id));
    const list = result.get(r.outreach_id) ?? [];
    list.push({
      id: r.id,
      patientGivenName: name.given,
      start: r.start_at,
      timeZone: r.time_zone,
      practitionerName: r.practitioner_name,
      state: r.state,
      booking: r.booked_at ? { start: r.booked_at } : null,
    });
    result.set(r.outreach_id, list);
  }
  return result;
}

type Offer = NonNullable<Conversation['offer']>;

async function loadOffers(db: Database, outreachIds: readonly string[]): Promise<Map<string, Offer[]>> {
  const { rows } = await db.pool.query({
    name: 'conversation-offers',
    text: `select f.id, f.outreach_id, f.notice_id, f.state, f.expires_at, r.choice, s.start_at
           from offer f left join reservation r on r.offer_id = f.id left join slot s on s.id = r.slot_id
           where f.outreach_id = any($1) and f.state <> 'void' order by f.requested_at, f.id, r.choice`,
    values: [outreachIds],
  });
  const result = new Map<string, Offer[]>();
  for (const r of rows) {
    const list = result.get(r.outreach_id) ?? [];
    let offer = list.find((o) => o.id === r.id);
    if (!offer) {
      offer = { id: r.id, noticeId: r.notice_id, state: r.state, expiresAt: r.expires_at, options: [] };
      list.push(offer);
    }
    if (r.choice !== null) offer.options.push({ choice: r.choice, start: r.start_at, practitionerName: null });
    result.set(r.outreach_id, list);
  }
  return result;
}
