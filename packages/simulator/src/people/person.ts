/** One address and who is behind it: what they were asked, what they answer, and after how long. */
import type { Clock } from '@rollcall/platform';
import { draw, drawBetween, drawOne } from '../draw.js';
import { type Line, type Persona, type PersonaName, personas, type Script } from './personas.js';
import type { Question } from './reading.js';

export interface DiaryEntry {
  /** Business time. */
  at: string;
  what: string;
}

/** Who somebody is, and how they take what comes. */
export interface Role {
  name: PersonaName;
  source: 'cast' | 'drawn';
  /** Given when a call asks for it: the patient's. */
  birthYear?: number | undefined;
  /** Until then they are asleep, under the shower, at the wheel. Business milliseconds. */
  awayUntil?: number | undefined;
  /** Of the calls that they would take, so many (0 to 1) they do not hear. */
  missesCalls?: number | undefined;
}

export class Person {
  readonly #clock: Clock;
  readonly #seed: number;
  /** Words already answered: the same question is not answered twice. */
  readonly #answered = new Set<string>();
  readonly #asked = new Map<string, number>();
  readonly #counts = new Map<string, number>();
  readonly diary: DiaryEntry[] = [];

  constructor(
    readonly address: string,
    readonly role: Role,
    world: { clock: Clock; seed: number },
  ) {
    this.#clock = world.clock;
    this.#seed = world.seed;
  }

  get name(): PersonaName {
    return this.role.name;
  }

  get birthYear(): number | null {
    return this.role.birthYear ?? null;
  }

  get persona(): Persona {
    return personas[this.name];
  }

  notes(what: string): void {
    this.diary.push({ at: this.#clock.now().toISOString(), what });
  }

  /** How often this has happened to them before, and once more now. */
  count(what: string): number {
    const n = this.#counts.get(what) ?? 0;
    this.#counts.set(what, n + 1);
    return n;
  }

  /** Business milliseconds, drawn for this person and purpose, anew each time. */
  delay([from, to]: readonly [number, number], purpose: string): number {
    return drawBetween(from, to, this.#seed, this.address, purpose, this.count(`delay ${purpose}`));
  }

  /** The same for what is only begun once they have their phone, or their mail, before them. */
  delayOnceBack(span: readonly [number, number], purpose: string): number {
    return this.#backInMs() + this.delay(span, purpose);
  }

  /** Whether they notice that it rings now. */
  hears(): boolean {
    const { missesCalls = 0 } = this.role;
    const misses = draw(this.#seed, this.address, 'misses', this.count('rung')) < missesCalls;
    return this.#backInMs() === 0 && !misses;
  }

  #backInMs(): number {
    const { awayUntil } = this.role;
    return awayUntil === undefined ? 0 : Math.max(0, awayUntil - this.#clock.now().getTime());
  }

  /** Which of the possibilities this person is: always the same. */
  trait<T>(items: readonly T[], purpose: string): T {
    return drawOne(items, this.#seed, this.address, purpose);
  }

  /** What they answer, with the letter of the question; null: nothing, or they have answered this before. */
  answer(script: Script, question: Question, words: string): string | null {
    const known = `${question.kind} ${words}`;
    if (this.#answered.has(known)) return null;
    this.#answered.add(known);
    // Whoever answers at all says that they will come.
    if (question.kind === 'correct')
      return script.tell.some((l) => typeof l === 'string') ? `${question.letter}5` : null;
    const line = question.kind === 'offer' ? script.offer : this.#nextLine(script, question);
    return this.#say(line, question);
  }

  /** What they add, once, to an answer they have given. */
  addition(script: Script, question: Question): string | null {
    if (question.kind !== 'tell' || this.count(`addition ${question.letter}`) > 0) return null;
    return this.#say(script.afterthought ?? null, question);
  }

  #nextLine(script: Script, question: Question): Line {
    const n = this.#asked.get(question.letter) ?? 0;
    this.#asked.set(question.letter, n + 1);
    return script.tell[Math.min(n, script.tell.length - 1)] ?? null;
  }

  #say(line: Line, question: Question): string | null {
    if (line === null) return null;
    if (typeof line === 'object') return line[question.language];
    if (line === 'choose') return `${question.letter}${this.choose(question.choices)}`;
    return `${question.letter}${line}`;
  }

  /** One of the offered times, as key. */
  choose(choices: readonly string[]): string {
    return choices.length === 0 ? '1' : drawOne(choices, this.#seed, this.address, 'choice', this.count('choice'));
  }
}
