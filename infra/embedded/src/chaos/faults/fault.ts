/** A fault: something bad that begins, lasts for a while, and ends. */
import type { Random } from '../random.js';
import type { Stage } from '../stage.js';

export interface Fault {
  /** As the closing table calls it: `kill conductor`. */
  name: string;
  /** What it lays hands on: of two faults with one target only one goes on at a time. */
  target: string;
  /** Resolves when its cause is gone: whoever was killed is up again, the provider is well. `said` tells what was done. */
  strike(stage: Stage, random: Random, said: (what: string) => void): Promise<void>;
}
