/** Everybody there is: those the cast names, and strangers, whose persona is drawn from the seed and their address. */
import type { Clock } from '@rollcall/platform';
import { z } from 'zod';
import { drawWeighted } from '../draw.js';
import { Person } from './person.js';
import { type PersonaName, personaNames, strangers } from './personas.js';

export const CastEntry = z.object({
  /** E.164, an email address, or `whatsapp:` and a number where the person behaves differently there. */
  address: z.string().trim().min(3).max(254),
  persona: z.enum(personaNames as [PersonaName, ...PersonaName[]]),
  /** Given when a call asks for it: the patient's. Without it they hang up at such a question. */
  birthYear: z.int().min(1900).max(2100).optional(),
  /** Business time until which nothing is heard or read: they sleep, shower or drive. */
  awayUntil: z.iso.datetime({ offset: true }).optional(),
  /** Of the calls that they would take, so many they do not hear. */
  missesCalls: z.number().min(0).max(1).optional(),
});
export type CastEntry = z.infer<typeof CastEntry>;

type Medium = keyof typeof strangers;
const mediumOf = (address: string): Medium =>
  address.startsWith('whatsapp:') || address.startsWith('messenger:')
    ? 'whatsapp'
    : address.includes('@')
      ? 'email'
      : 'phone';
const canonical = (address: string): string => (address.includes('@') ? address.toLowerCase() : address);

export class Cast {
  readonly #world: { clock: Clock; seed: number };
  #roles = new Map<string, CastEntry>();
  readonly #people = new Map<string, Person>();

  constructor(world: { clock: Clock; seed: number }) {
    this.#world = world;
  }

  /** Names the cast anew; who was met already starts afresh. */
  put(entries: readonly CastEntry[]): void {
    this.#roles = new Map(entries.map((e) => [canonical(e.address), { ...e, address: canonical(e.address) }]));
    this.#people.clear();
  }

  /** More of them, who begin afresh; all others stay who they are. */
  add(entries: readonly CastEntry[]): void {
    for (const e of entries) {
      const address = canonical(e.address);
      this.#roles.set(address, { ...e, address });
      this.#people.delete(address);
    }
  }

  /** Everybody forgets what happened; the roles stay. */
  clear(): void {
    this.#people.clear();
  }

  /** Who is behind an address. A number's role holds for its chat, too, where the cast says nothing else. */
  of(given: string): Person {
    const address = canonical(given);
    const known = this.#people.get(address);
    if (known) return known;
    const role = this.#roles.get(address) ?? this.#roles.get(address.replace(/^whatsapp:/, ''));
    const name = role?.persona ?? drawWeighted(strangers[mediumOf(address)], this.#world.seed, 'stranger', address);
    const { birthYear, awayUntil, missesCalls } = role ?? {};
    const person = new Person(
      address,
      {
        name,
        source: role ? 'cast' : 'drawn',
        birthYear,
        awayUntil: awayUntil === undefined ? undefined : Date.parse(awayUntil),
        missesCalls,
      },
      this.#world,
    );
    this.#people.set(address, person);
    return person;
  }

  /** Those somebody has tried to reach. */
  get met(): Person[] {
    return [...this.#people.values()];
  }

  get roles(): CastEntry[] {
    return [...this.#roles.values()];
  }
}
