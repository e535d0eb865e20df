/** What an end-to-end run comes to. */
export interface Measured {
  patients: number;
  attempts: number;
  /** From the request that hands them over to the last confirmation. Milliseconds. */
  tookMs: number;
  attemptsPerSecond: number;
  /** Microseconds of CPU for each attempt, by process; the provider's is left out. */
  cpuUs: Record<string, number>;
  cpuUsTotal: number;
  /** Why the run does not count; empty when everybody confirmed and each attempt was seen once. */
  faults: string[];
}

export function measured(
  run: { patients: number; attempts: number; tookMs: number; cpuUs: Record<string, number> },
  faults: readonly (string | false)[],
): Measured {
  return {
    ...run,
    attemptsPerSecond: Math.round((run.attempts / run.tookMs) * 1000),
    cpuUsTotal: Object.values(run.cpuUs).reduce((a, b) => a + b, 0),
    faults: faults.filter((f) => f !== false),
  };
}

export const attemptsHead = ['', 'attempts', 'per second', 'CPU µs per attempt'];
export const attemptsRow = (who: string, m: Measured): (string | number)[] => [
  who,
  m.attempts,
  m.attemptsPerSecond,
  m.cpuUsTotal,
];
export const byProcess = (who: string, m: Measured): string =>
  `${who}: ${Object.entries(m.cpuUs)
    .map(([process, us]) => `${process} ${us}`)
    .join(', ')}`;

/** Of ten patients the bench knows how each answers: it works in tens. */
export const wholeTens = (patients: number): number => Math.ceil(patients / 10) * 10;
