/** People for a day of somebody's own: for each party one address that answers as strangers do; the others mostly keep quiet. */
import { type BatchInput, readPhone } from '@rollcall/contracts';
import { draw, drawWeighted } from '../draw.js';
import type { CastEntry } from '../people/cast.js';
import { strangers } from '../people/personas.js';

type Contact = { system: string; value: string; rank?: number | undefined };
/** One of so many second addresses is looked at, too. */
const alsoAnswers = 0.25;

/** Every address of the batch once. Phone numbers without a country are read as those of `country`. */
export function castForDay(batch: BatchInput, seed: number, country = 'US'): CastEntry[] {
  const cast = new Map<string, CastEntry>();
  for (const { patient } of batch.appointments) {
    const party = patient.guardian ?? patient;
    const contacts = [...(party.contacts ?? [])].sort((a, b) => (a.rank ?? 50) - (b.rank ?? 50));
    contacts.forEach((contact, n) => {
      const address = addressOf(contact, country);
      if (address === null || cast.has(address)) return;
      const answers = n === 0 || draw(seed, 'also answers', address) < alsoAnswers;
      const persona = answers ? drawWeighted(strangers[mediumOf(contact.system)], seed, 'own day', address) : 'silent';
      const birthYear = Number(patient.birthDate?.slice(0, 4));
      cast.set(address, { address, persona, ...(birthYear ? { birthYear } : {}) });
    });
  }
  return [...cast.values()];
}

const mediumOf = (system: string): keyof typeof strangers =>
  system === 'email' ? 'email' : system === 'phone' ? 'phone' : 'whatsapp';

/** As the simulator will see it; null for what is no address. */
function addressOf({ system, value }: Contact, country: string): string | null {
  if (system === 'email') return value.toLowerCase();
  if (system === 'messenger') return `messenger:${value}`;
  const phone = readPhone(value, country);
  if (!phone.ok) return null;
  return system === 'whatsapp' ? `whatsapp:${phone.e164}` : phone.e164;
}
