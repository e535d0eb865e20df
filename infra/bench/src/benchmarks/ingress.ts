/** Webhooks at the gateway: events a second, and CPU per event, beside bare fastify with an insert. */
import { type Benchmark, beside, inRounds, type Outcome } from '../benchmark.js';
import { onGround } from '../ground.js';
import { kinds } from '../ingress/events.js';
import { doorNames, type IngressMeasured, measureIngress, type Passed } from '../ingress/run.js';
import { ratio, table } from '../table.js';

const head = [
  'webhook',
  'door',
  'events',
  'per second',
  'CPU µs per event',
  'of which Postgres',
  'of the floor',
  'batched',
];
const cpuOf = ({ cpuUs }: Passed): number => cpuUs.door + cpuUs.postgres;

export const ingress: Benchmark = {
  says: 'signed webhooks at the gateway, events a second, beside bare fastify with an insert',
  run: ({ patients, rounds }) =>
    inRounds(rounds, async () => outcomeOf(await onGround((ground) => measureIngress(ground, { events: patients })))),
};

const outcomeOf = ({ passed, faults }: IngressMeasured): Outcome => ({
  results: kinds.flatMap((kind) => {
    const { gateway, floor, 'batched floor': batched } = passed[kind];
    return [
      beside(`ingress.${kind}.throughput`, gateway.eventsPerSecond, 'events/s', floor.eventsPerSecond),
      beside(`ingress.${kind}.throughput-of-batched`, gateway.eventsPerSecond, 'events/s', batched.eventsPerSecond),
      beside(`ingress.${kind}.cpu-per-event`, cpuOf(gateway), 'µs', cpuOf(floor)),
    ];
  }),
  tables: [
    table(
      head,
      kinds.flatMap((kind) =>
        doorNames.map((name) => {
          const at = passed[kind][name];
          const { floor, 'batched floor': batched } = passed[kind];
          return [
            kind,
            name,
            at.events,
            at.eventsPerSecond,
            cpuOf(at),
            at.cpuUs.postgres,
            ratio(at.eventsPerSecond, floor.eventsPerSecond),
            ratio(at.eventsPerSecond, batched.eventsPerSecond),
          ];
        }),
      ),
    ),
  ],
  faults,
});
