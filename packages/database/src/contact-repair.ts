/**
 * What the practice's system needs to put a contact point right: its own ids of the patient and of the contact point. No
 * number and no name is in it. Asked only when something was found bad.
 */
import type { OutgoingEvent } from './callback-events.js';
import type { Tx } from './connect.js';

export async function withRepairs(tx: Tx, events: OutgoingEvent[]): Promise<OutgoingEvent[]> {
  const bad = events.filter((e) => e.type === 'contact.invalid');
  if (bad.length === 0) return events;
  const { rows } = await tx.query({
    name: 'contact-repairs',
    text: `select u.n::int, c.external_id, c.system, c.use, c.rank, case when y.household then 'household' else y.kind end party,
             array(select distinct p.external_id from notice n join patient p on p.id = n.patient_id
               where n.outreach_id = u.outreach and (u.notice is null or n.id = u.notice) order by 1) patients
           from unnest($1::uuid[], $2::uuid[], $3::uuid[]) with ordinality as u(outreach, point, notice, n)
           left join contact_point c on c.id = u.point left join party y on y.id = c.party_id order by u.n`,
    values: [
      bad.map((e) => e.data.outreachId),
      bad.map((e) => e.data.contactPointId ?? null),
      bad.map((e) => e.data.noticeId ?? null),
    ],
  });
  const known = new Map(bad.map((e, n) => [e, rows[n]]));
  return events.map((e) => {
    const r = known.get(e);
    if (!r) return e;
    const contact = r.system
      ? { contactId: r.external_id, party: r.party, system: r.system, use: r.use, rank: r.rank }
      : {};
    return { ...e, data: { ...e.data, patientExternalIds: r.patients, ...contact } };
  });
}
