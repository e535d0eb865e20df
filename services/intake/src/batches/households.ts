/**
 * Patients who share a phone, and whose household the practice has recorded, are told in one conversation: one message lists
 * both. Without that record nothing of one is told to the other, and each has a conversation of their own.
 */
import { fingerprint } from './grouping.js';
import type { Party } from './recipient.js';
import { type GoodRow, identity, type ReadContact } from './rows.js';

/** Ranks of what only one of them has come after what they share. */
const ownRankFrom = 100;

/** Replaces the parties of those who are told together by one that speaks for them all. */
export function joinHouseholds(rows: readonly GoodRow[], parties: Party[]): void {
  const byHousehold = new Map<string, number[]>();
  rows.forEach((row, i) => {
    const { patient, confidential } = row.appointment;
    const party = parties[i];
    // What is confidential, restricted, or needs a manner of its own is not said in a message for several.
    if (!patient.household || confidential || patient.restricted) return;
    if (party?.kind !== 'patient' || (party.needs ?? []).length > 0) return;
    byHousehold.set(patient.household, [...(byHousehold.get(patient.household) ?? []), i]);
  });
  for (const [household, members] of byHousehold)
    for (const group of sharing(members, parties)) {
      const joint = jointParty(household, group, rows, parties);
      if (joint) for (const i of group) parties[i] = joint;
    }
}

const phonesOf = (party: Party | undefined): string[] =>
  (party?.contacts ?? []).filter((c) => c.system === 'phone' && c.allowed && !c.hasExtension).map(identity);

/** Members who reach each other through phones they share. */
function sharing(members: readonly number[], parties: readonly Party[]): number[][] {
  const groups: { members: number[]; phones: Set<string> }[] = [];
  for (const i of members) {
    const phones = phonesOf(parties[i]);
    const touching = groups.filter((g) => phones.some((p) => g.phones.has(p)));
    const [into = { members: [], phones: new Set<string>() }, ...others] = touching;
    if (touching.length === 0) groups.push(into);
    into.members.push(i);
    for (const p of phones) into.phones.add(p);
    for (const other of others) {
      into.members.push(...other.members);
      for (const p of other.phones) into.phones.add(p);
      groups.splice(groups.indexOf(other), 1);
    }
  }
  return groups.map((g) => g.members);
}

function jointParty(
  household: string,
  group: readonly number[],
  rows: readonly GoodRow[],
  parties: readonly Party[],
): Party | null {
  const people = new Map(group.map((i) => [parties[i]?.key ?? '', parties[i] as Party]));
  if (people.size < 2) return null;
  const members = [...people.values()];
  const languages = new Set(members.map((m) => m.language));
  const families = [...new Set(members.map((m) => m.name.family))];
  return {
    // As a guardian does, it speaks for others: each visit is named.
    kind: 'guardian',
    household: true,
    key: `household:${fingerprint([household, ...people.keys()])}`,
    name: { given: members.map((m) => m.name.given).join(' & '), family: families.join(' / ') },
    language: languages.size === 1 ? (members[0]?.language ?? null) : null,
    timeZone: rows[group[0] ?? 0]?.appointment.patient.timeZone ?? null,
    contacts: jointContacts(members),
  };
}

function jointContacts(members: readonly Party[]): ReadContact[] {
  const found = new Map<string, { contact: ReadContact; holders: Set<string> }>();
  for (const m of members)
    for (const c of m.contacts) {
      const known = found.get(identity(c));
      if (!known) found.set(identity(c), { contact: { ...c }, holders: new Set([m.key]) });
      else {
        known.holders.add(m.key);
        // What one of them refused is refused for the phone, and consent is only as good as the weaker.
        known.contact.allowed &&= c.allowed;
        known.contact.consent = weaker(known.contact.consent, c.consent);
        known.contact.rank = Math.min(known.contact.rank, c.rank);
      }
    }
  return [...found.values()].map(({ contact, holders }) =>
    holders.size > 1 ? contact : { ...contact, rank: Math.min(contact.rank + ownRankFrom, 1000) },
  );
}

const strength = ['denied', 'unknown', 'given'];
const weaker = (a: string, b: string): string => (strength.indexOf(a) < strength.indexOf(b) ? a : b);
