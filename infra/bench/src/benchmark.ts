/** What a benchmark is: it measures, and hands back figures, tables and what keeps them from counting. It prints nothing. */
import { median } from './table.js';

/** One figure, as `--json` writes it. `floor` is the figure of the floor measured in the same call, in the same unit. */
export interface Result {
  /** `<benchmark>.<figure>`: stays the same from run to run, so that runs can be compared. */
  name: string;
  value: number;
  unit: string;
  floor: number | null;
  ratio: number | null;
}

export interface Outcome {
  results: Result[];
  /** For a terminal and docs/performance.md, as made by table(). */
  tables: string[];
  /** Why the run does not count; empty when it does. */
  faults: string[];
}

export interface BenchOptions {
  patients: number;
  rounds: number;
  /** How long a benchmark of duration lasts. */
  minutes?: number;
  /** A file for the curve of a benchmark that draws one. */
  chart?: string;
}

export interface Benchmark {
  /** One line for the usage. */
  says: string;
  /** What `--patients` is when it is not given, if not 10,000. */
  patients?: number;
  /** Takes long, or is a part of another: left out unless it is named. */
  onlyWhenNamed?: true;
  run(options: BenchOptions): Promise<Outcome>;
}

/** A figure beside its floor. */
export const beside = (name: string, value: number, unit: string, floor: number): Result => ({
  name,
  value,
  unit,
  floor,
  ratio: Math.round((value / floor) * 1000) / 1000,
});
/** A figure that has no floor. */
export const alone = (name: string, value: number, unit: string): Result => ({
  name,
  value,
  unit,
  floor: null,
  ratio: null,
});

/** Measures `rounds` times, one after another. Of each figure the median counts, of the ratios too; a fault counts always. */
export async function inRounds(rounds: number, once: () => Promise<Outcome>): Promise<Outcome> {
  const outcomes: Outcome[] = [];
  for (let n = 0; n < rounds; n++) outcomes.push(await once());
  const all = outcomes.flatMap((o) => o.results);
  return {
    results: [...new Set(all.map((r) => r.name))].map((name) => medianOf(all.filter((r) => r.name === name))),
    tables: outcomes.flatMap((o) => o.tables),
    faults: [...new Set(outcomes.flatMap((o) => o.faults))],
  };
}

function medianOf(same: readonly Result[]): Result {
  const [{ name, unit }] = same as [Result];
  const floors = same.flatMap((r) => r.floor ?? []);
  const ratios = same.flatMap((r) => r.ratio ?? []);
  return {
    name,
    value: median(same.map((r) => r.value)),
    unit,
    floor: floors.length > 0 ? median(floors) : null,
    ratio: ratios.length > 0 ? median(ratios) : null,
  };
}
