/** One registry per process. Names begin with `rollcall_`; labels hold closed lists, never an id. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  /** Asked for twice, it is the same counter. */
  counter<L extends string>(name: string, help: string, labels: readonly L[]): Counter<L>;
  gauge<L extends string>(name: string, help: string, labels: readonly L[]): Gauge<L>;
  histogram<L extends string>(name: string, help: string, labels: readonly L[], buckets?: number[]): Histogram<L>;
  render(): Promise<string>;
  readonly contentType: string;
}

export function createMetrics(service: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  const known = <M>(name: string, make: () => M): M => (registry.getSingleMetric(name) as M | undefined) ?? make();
  return {
    counter: (name, help, labels) =>
      known(
        `rollcall_${name}`,
        () => new Counter({ name: `rollcall_${name}`, help, labelNames: [...labels], registers: [registry] }),
      ),
    gauge: (name, help, labels) =>
      known(
        `rollcall_${name}`,
        () => new Gauge({ name: `rollcall_${name}`, help, labelNames: [...labels], registers: [registry] }),
      ),
    histogram: (name, help, labels, buckets) =>
      known(
        `rollcall_${name}`,
        () =>
          new Histogram({
            name: `rollcall_${name}`,
            help,
            labelNames: [...labels],
            registers: [registry],
            ...(buckets ? { buckets } : {}),
          }),
      ),
    render: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
