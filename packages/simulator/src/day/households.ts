/** Who is on the list: people with their contact points and the way they will behave there. */
import type { BatchInput } from '@rollcall/contracts';
import { draw, drawOne } from '../draw.js';
import type { CastEntry } from '../people/cast.js';
import type { PersonaName } from '../people/personas.js';
import { family, given, unusual } from './names.js';
import { exampleAddress, fictionalNumber } from './numbers.js';

export type PatientOfDay = BatchInput['appointments'][number]['patient'];
type Contact = NonNullable<PatientOfDay['contacts']>[number];
interface Name {
  given: string;
  family: string;
}
export interface Household {
  patients: PatientOfDay[];
  cast: CastEntry[];
}

/** WhatsApp is for those who asked for it. */
const asked = { requestedAt: '2025-03-03T10:00:00-05:00', requestedHow: 'in-writing' } as const;

/** Makes people of one day: each call makes the next one. */
export class Registry {
  readonly #seed: number;
  #people = 0;
  #numbers = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** One patient, reached as `kind` says. */
  household(kind: HouseholdKind): Household {
    switch (kind.kind) {
      case 'phone':
        return this.#onPhone(kind.persona, kind.consent ?? 'given');
      case 'whatsapp':
        return this.#onWhatsApp(kind.persona);
      case 'email':
        return this.#onEmail(kind.persona, kind.alsoPhone ?? null);
      case 'two-phones':
        return this.#withTwoPhones(kind.first, kind.second);
      case 'guardian':
        return this.#family(kind.children, kind.persona);
      case 'shared-phone':
        return this.#sharing(kind.persona);
      case 'nothing':
        return this.#unreachable();
    }
  }

  #onPhone(persona: PersonaName, consent: 'given' | 'unknown'): Household {
    const person = this.#person();
    const value = this.#number();
    const contacts: Contact[] = [{ system: 'phone', value, use: 'mobile', rank: 1, consent }];
    const cast: CastEntry[] = [{ address: value, persona }];
    // Every third has a mailbox that is not looked into today.
    if (person.n % 3 === 0) {
      const mail = exampleAddress(person.name, person.n);
      contacts.push({ system: 'email', value: mail, rank: 2 });
      cast.push({ address: mail, persona: 'silent' });
    }
    return { patients: [this.#patient(person, contacts)], cast };
  }

  #onWhatsApp(persona: PersonaName): Household {
    const person = this.#person();
    const value = this.#number();
    const isThere = persona !== 'not-on-whatsapp';
    return {
      patients: [
        this.#patient(person, [
          { system: 'whatsapp', value, rank: 1, consent: 'given', ...asked },
          { system: 'phone', value, use: 'mobile', rank: 2, consent: 'given' },
        ]),
      ],
      cast: isThere
        ? [{ address: value, persona }]
        : [
            { address: value, persona: 'answers-presses-2-then-chooses' },
            { address: `whatsapp:${value}`, persona },
          ],
    };
  }

  #onEmail(persona: PersonaName, alsoPhone: PersonaName | null): Household {
    const person = this.#person();
    const mail = exampleAddress(person.name, person.n);
    const contacts: Contact[] = [{ system: 'email', value: mail, rank: 1, consent: 'given' }];
    const cast: CastEntry[] = [{ address: mail, persona }];
    if (alsoPhone) {
      const value = this.#number();
      contacts.push({ system: 'phone', value, use: 'mobile', rank: 2, consent: 'given' });
      cast.push({ address: value, persona: alsoPhone });
    }
    return { patients: [this.#patient(person, contacts)], cast };
  }

  #withTwoPhones(first: PersonaName, second: PersonaName): Household {
    const person = this.#person();
    const [mobile, home] = [this.#number(), this.#number()];
    return {
      patients: [
        this.#patient(person, [
          { system: 'phone', value: mobile, use: 'mobile', rank: 1, consent: 'given' },
          { system: 'phone', value: home, use: 'home', rank: 2, consent: 'given' },
        ]),
      ],
      cast: [
        { address: mobile, persona: first },
        { address: home, persona: second },
      ],
    };
  }

  /** Children whose parent is told once, for all of them. */
  #family(children: number, persona: PersonaName): Household {
    const parent = this.#person();
    const value = this.#number();
    const guardian = {
      externalId: `G-${parent.n}`,
      name: parent.name,
      relationship: 'parent',
      language: parent.language,
      contacts: [{ system: 'phone', value, use: 'mobile', rank: 1, consent: 'given' }] as Contact[],
    };
    const patients = Array.from({ length: children }, (_, n) => {
      const child = this.#person(parent.language);
      const birthDate = `${2013 + n * 2}-0${1 + (child.n % 9)}-15`;
      const name = { given: child.name.given, family: parent.name.family };
      return { ...this.#patient({ ...child, name }, []), birthDate, guardian };
    });
    return { patients, cast: [{ address: value, persona }] };
  }

  /** Two patients, one number: each has an outreach of their own, and the answers must be told apart. */
  #sharing(persona: PersonaName): Household {
    const value = this.#number();
    const contacts: Contact[] = [{ system: 'phone', value, use: 'mobile', rank: 1, consent: 'given' }];
    const first = this.#person();
    const second = this.#person(first.language);
    return {
      patients: [first, second].map((p) => this.#patient(p, contacts)),
      cast: [{ address: value, persona }],
    };
  }

  #unreachable(): Household {
    return { patients: [this.#patient(this.#person(), [])], cast: [] };
  }

  #person(language?: 'en' | 'es'): { n: number; name: Name; language: 'en' | 'es' } {
    this.#people += 1;
    const n = this.#people;
    const spoken = language ?? (draw(this.#seed, 'language', n) < 0.25 ? 'es' : 'en');
    const rare = n % 23 === 9 ? unusual[Math.floor(n / 23) % unusual.length] : undefined;
    const name = rare ?? {
      given: drawOne(given[spoken], this.#seed, 'given', n),
      family: drawOne(family[spoken], this.#seed, 'family', n),
    };
    return { n, name: { ...name }, language: spoken };
  }

  #patient(person: { n: number; name: Name; language: string }, contacts: Contact[]): PatientOfDay {
    const year = 1935 + Math.floor(draw(this.#seed, 'born', person.n) * 70);
    return {
      externalId: `P-${1000 + person.n}`,
      name: person.name,
      birthDate: `${year}-${String(1 + (person.n % 12)).padStart(2, '0')}-${String(1 + (person.n % 28)).padStart(2, '0')}`,
      language: person.language,
      contacts,
    };
  }

  #number(): string {
    const number = fictionalNumber(this.#numbers);
    this.#numbers += 1;
    return number;
  }
}

export type HouseholdKind =
  | { kind: 'phone'; persona: PersonaName; consent?: 'given' | 'unknown' }
  | { kind: 'whatsapp'; persona: PersonaName }
  | { kind: 'email'; persona: PersonaName; alsoPhone?: PersonaName }
  | { kind: 'two-phones'; first: PersonaName; second: PersonaName }
  | { kind: 'guardian'; children: 2 | 3; persona: PersonaName }
  | { kind: 'shared-phone'; persona: PersonaName }
  | { kind: 'nothing' };

export const patientsIn = (kind: HouseholdKind): number =>
  kind.kind === 'guardian' ? kind.children : kind.kind === 'shared-phone' ? 2 : 1;
