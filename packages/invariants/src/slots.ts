/** I14, I15: a time belongs to one patient, and a patient who was told a new time has it. */
import type { Evidence } from './evidence.js';
import { type Invariant, lateBefore, namedAtMost, type Violation } from './invariant.js';

const live = `('held','booked')`;
/** Reservations made for a changed outreach; all, when everything is looked at. */
const ofChanged = `($1::uuid[] is null or r.offer_id in (select f.id from offer f where f.outreach_id = any($1)))`;

/** Looks at the reservations themselves, side by side in time: not at the index that is there to keep them apart. */
async function oneTimeOnePatient(e: Evidence): Promise<Violation[]> {
  const rows = await e.query(
    `with looked_at as materialized (
       select distinct r.practice_id, r.resource from reservation r where r.state in ${live} and ${ofChanged}),
     beside as (
       select r.id, r.offer_id, r.during,
         lag(r.id) over earlier other, max(upper(r.during)) over (earlier rows between unbounded preceding and 1 preceding) until
       from looked_at l join reservation r on r.practice_id = l.practice_id and r.resource = l.resource
       where r.state in ${live}
       window earlier as (partition by r.practice_id, r.resource order by lower(r.during), r.id))
     select f.outreach_id, b.id, b.other from beside b join offer f on f.id = b.offer_id
     where b.until > lower(b.during) limit $2`,
    [e.changed ?? null, namedAtMost],
  );
  return rows.map((r) => ({
    invariant: 'I14',
    what: `reservations ${r.id} and ${r.other} want the same time`,
    outreachId: r.outreach_id as string,
  }));
}

/** Several holds are the options of one offer; a booking stands alone. */
async function onePlacePerNotice(e: Evidence): Promise<Violation[]> {
  const rows = await e.query(
    `select n.outreach_id, r.notice_id from reservation r join notice n on n.id = r.notice_id
     where r.state in ${live} and ${ofChanged} group by 1, 2
     having count(distinct r.offer_id) > 1 or count(*) filter (where r.state = 'booked') > 1 limit $2`,
    [e.changed ?? null, namedAtMost],
  );
  return rows.map((r) => ({
    invariant: 'I14',
    what: `notice ${r.notice_id} has times of several offers, or several bookings`,
    outreachId: r.outreach_id as string,
  }));
}

async function holdsRunOut(e: Evidence): Promise<Violation[]> {
  const rows = await e.query(
    `select r.id, f.outreach_id from reservation r join offer f on f.id = r.offer_id
     where r.state = 'held' and r.hold_expires_at < $1 order by r.hold_expires_at limit $2`,
    [lateBefore(e), namedAtMost],
  );
  return rows.map((r) => ({
    invariant: 'I14',
    what: `hold ${r.id} ran out and still blocks its time`,
    outreachId: r.outreach_id as string,
  }));
}

/**
 * Booked in the practice's book, and the patient told so; between the two lies the offer's `chosen`, for a moment, and where the
 * practice confirms its `asked`, for as long as that takes.
 */
async function bookedIsTold(e: Evidence): Promise<Violation[]> {
  const untold = await e.query(
    `select f.outreach_id, r.id from reservation r join offer f on f.id = r.offer_id join notice n on n.id = r.notice_id
     where r.state = 'booked' and (n.state <> 'rebooked' or n.booked_slot_id <> r.slot_id) and ($3 or f.state <> 'chosen')
       and not (f.state = 'asked' and n.state = 'informed') and ${ofChanged} limit $2`,
    [e.changed ?? null, namedAtMost, e.settled],
  );
  const unbooked = await e.query(
    `select n.outreach_id, n.id from notice n where n.state = 'rebooked' and ($1::uuid[] is null or n.outreach_id = any($1))
       and not exists (select from reservation r where r.notice_id = n.id and r.slot_id = n.booked_slot_id and r.state = 'booked') limit $2`,
    [e.changed ?? null, namedAtMost],
  );
  return [
    ...untold.map((r) => ({
      invariant: 'I15' as const,
      what: `reservation ${r.id} is booked and its notice does not say so`,
      outreachId: r.outreach_id as string,
    })),
    ...unbooked.map((r) => ({
      invariant: 'I15' as const,
      what: `notice ${r.id} says rebooked and has no booking`,
      outreachId: r.outreach_id as string,
    })),
  ];
}

/** Asked for is kept, and not called booked; and what the practice lets wait, a person hears of. */
async function askedIsKept(e: Evidence): Promise<Violation[]> {
  const ofOffers = `($1::uuid[] is null or f.outreach_id = any($1))`;
  const unkept = await e.query(
    `select f.outreach_id, f.id from offer f where f.state = 'asked' and ${ofOffers}
       and not exists (select from reservation r where r.offer_id = f.id and r.choice = f.chosen and r.state = 'booked') limit $2`,
    [e.changed ?? null, namedAtMost],
  );
  const toldTooSoon = await e.query(
    `select f.outreach_id, f.id, a.id attempt_id from offer f join attempt a on a.outreach_id = f.outreach_id and a.offer_id = f.id and a.purpose = 'booked'
     where f.state = 'asked' and ${ofOffers} limit $2`,
    [e.changed ?? null, namedAtMost],
  );
  const forgotten = await e.query(
    `select f.outreach_id, f.id from offer f where f.state = 'asked' and f.worked_at is null and f.expires_at < $1 order by f.expires_at limit $2`,
    [lateBefore(e), namedAtMost],
  );
  return [
    ...unkept.map((r) => ({
      invariant: 'I15' as const,
      what: `offer ${r.id} is asked for and its time is not kept`,
      outreachId: r.outreach_id as string,
    })),
    ...toldTooSoon.map((r) => ({
      invariant: 'I15' as const,
      what: `offer ${r.id} is called booked before the practice has confirmed it`,
      outreachId: r.outreach_id as string,
      attemptId: r.attempt_id as string,
    })),
    ...forgotten.map((r) => ({
      invariant: 'I15' as const,
      what: `offer ${r.id} waits for the practice longer than it may, and nobody was told`,
      outreachId: r.outreach_id as string,
    })),
  ];
}

export const slots: readonly Invariant[] = [
  { id: 'I14', title: 'Two patients never have one time', when: 'always', needs: [], check: oneTimeOnePatient },
  {
    id: 'I14',
    title: 'A patient has one new time for each visit',
    when: 'always',
    needs: [],
    check: onePlacePerNotice,
  },
  { id: 'I14', title: 'A time nobody took is free again', when: 'always', needs: [], check: holdsRunOut },
  {
    id: 'I15',
    title: 'Told a new time, a patient has it, and the other way round',
    when: 'always',
    needs: [],
    check: bookedIsTold,
  },
  {
    id: 'I15',
    title: 'Asked for is kept, and not called booked before the practice says so',
    when: 'always',
    needs: [],
    check: askedIsKept,
  },
];
