/** One address and who is behind it: what they were asked, what they answer, and after how long. */
import type { Clock } from '@rollcall/platform';
import { drawBetween, drawOne } from '../draw.js';
import { type Line, type Persona, type PersonaName, personas, type Script } from './personas.js';
import type { Question } from './reading.js';

export interface DiaryEntry {
  /** Business time. */
  at: string;
  what: string;
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
    readonly name: PersonaName,
    readonly source: 'cast' | 'drawn',
    world: { clock: Clock; seed: number },
    readonly birthYear: number | null = null,
  ) {
    this.#clock = world.clock;
    this.#seed = world.seed;
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

  /** Which of the possibilities this person is: always the same. */
  trait<T>(items: readonly T[], purpose: string): T {
    return drawOne(items, this.#seed, this.address, purpose);
  }

  /** What they answer, with the letter of the question; null: nothing, or they have answered this before. */
  answer(script: Script, question: Question, words: string): string | null {
    const known = `${question.kind} ${words}`;
    if (this.#answered.has(known)) return null;
    this.#answered.add(known);
    const line = question.kind === 'offer' ? script.offer : this.#nextLine(script, question);
    return this.#say(line, question);
  }

  /** What they add, once, to an answer they have given. */
  addition(script: Script, question: Question): string | null {
    if (question.kind === 'offer' || this.count(`addition ${question.letter}`) > 0) return null;
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
