/** What the bench can measure. A new one is a file in `benchmarks` and a line here. */
import type { Benchmark } from './benchmark.js';
import { endToEnd } from './benchmarks/end-to-end.js';
import { fairness } from './benchmarks/fairness.js';
import { floor } from './benchmarks/floor.js';
import { growth } from './benchmarks/growth.js';
import { ingress } from './benchmarks/ingress.js';
import { intake } from './benchmarks/intake.js';
import { lists } from './benchmarks/lists.js';
import { memory } from './benchmarks/memory.js';
import { scaleOut } from './benchmarks/scale-out.js';

/** In the order in which they run. */
export const benchmarks: Readonly<Record<string, Benchmark>> = {
  'end-to-end': endToEnd,
  intake,
  ingress,
  fairness,
  floor,
  lists,
  growth,
  'scale-out': scaleOut,
  memory,
};
