/**
 * Where in a call we are. It travels in the addresses of the call's next documents, which nobody but the provider can
 * make valid (the signature covers them), so that any gateway can go on with any call.
 */
import type { Language } from '@rollcall/contracts';
import { languages } from '@rollcall/contracts';

/** What is said when the rest cannot be: known from the address alone. */
export interface Safe {
  /** The practice's number. */
  callback: string | null;
  language: Language;
}

export interface Place {
  /** How often the question was repeated to somebody who did not answer it. */
  repeats: number;
  /** How often "one moment" was said. */
  holds: number;
  /** Answers so far: tells two equal keys of one call apart. */
  turn: number;
  /** Rounds in which nobody knew whether a person listens. */
  waits: number;
  /** Wrong birth years. */
  tries: number;
  /** A person listens: the provider says so, or a key was pressed where a machine presses none. */
  proven: boolean;
  /** The challenge was passed, by keys. */
  passed: boolean;
  /** The question was said to the end before. */
  played: boolean;
  /** When the question began, business milliseconds; null: not known. */
  asked: number | null;
  /** Further conversations of the same person, to go on with. */
  later: string[];
  /** They were looked for already. */
  joined?: boolean;
  safe: Safe;
}

type Query = Record<string, string | undefined>;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const mostCounted = 50;
const mostLater = 10;

const count = (v: string | undefined): number => Math.min(Math.max(Number.parseInt(v ?? '0', 10) || 0, 0), mostCounted);

export function placeOf(q: Query): Place {
  return {
    repeats: count(q.repeats),
    holds: count(q.holds),
    turn: count(q.turn),
    waits: count(q.waits),
    tries: count(q.tries),
    proven: q.proven === '1',
    passed: q.passed === '1',
    played: q.played === '1',
    asked: /^\d{1,15}$/.test(q.asked ?? '') ? Number(q.asked) : null,
    later: (q.later ?? '')
      .split('.')
      .filter((id) => uuid.test(id))
      .slice(0, mostLater),
    ...(q.joined === '1' ? { joined: true } : {}),
    safe: safeOf(q),
  };
}

export function safeOf(q: Query): Safe {
  const digits = q.call ?? '';
  return {
    callback: /^\d{5,20}$/.test(digits) ? digits : null,
    language: languages.find((l) => l === q.lang) ?? 'en',
  };
}

/** Nothing is written that is as usual: the addresses stay short. */
export function queryOf(at: Place, more: Query = {}): string {
  const query = new URLSearchParams();
  for (const name of ['repeats', 'holds', 'turn', 'waits', 'tries'] as const)
    if (at[name] > 0) query.set(name, String(at[name]));
  for (const name of ['proven', 'passed', 'played'] as const) if (at[name]) query.set(name, '1');
  if (at.asked !== null) query.set('asked', String(at.asked));
  if (at.joined) query.set('joined', '1');
  if (at.later.length > 0) query.set('later', at.later.join('.'));
  if (at.safe.callback) query.set('call', at.safe.callback);
  if (at.safe.language !== 'en') query.set('lang', at.safe.language);
  for (const [name, value] of Object.entries(more)) if (value !== undefined) query.set(name, value);
  return query.toString();
}
