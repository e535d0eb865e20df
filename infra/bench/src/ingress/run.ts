/** Webhooks at the gateway, beside bare inserts: turn and turn about, so that a busy machine is busy for all alike. */
import { secretsOf } from '@rollcall/embedded';
import { cpuMs } from '../cpu.js';
import type { Ground } from '../ground.js';
import { play, type Role } from '../role.js';
import { eventsPerRequest, type Kind, kinds } from './events.js';
import type { FloorTold } from './floor.js';
import { startGateway } from './gateway.js';
import type { LoadAsked, LoadTold, Sent } from './load.js';

export const doorNames = ['gateway', 'floor', 'batched floor'] as const;
export type DoorName = (typeof doorNames)[number];

/** What came of one kind of webhook at one door. */
export interface Passed {
  events: number;
  eventsPerSecond: number;
  /** Microseconds of CPU for each event: the door's own, and Postgres's. */
  cpuUs: { door: number; postgres: number };
}
export interface IngressMeasured {
  passed: Record<Kind, Record<DoorName, Passed>>;
  /** Why the run does not count; empty when every event answered 2xx is there. */
  faults: string[];
}
export interface IngressOptions {
  /** Of each kind, at each door. Of those that come fifty at a time five times as many. */
  events: number;
  /** Kept open, each with one request under way. */
  connections?: number;
  /** Of each door, after one that warms up and is not timed. */
  turns?: number;
}

const usualConnections = 96;
/** Connections to Postgres, of each door. */
const poolSize = 10;
const usualTurns = 8;

/** A process that takes webhooks. */
interface Door {
  port: number;
  pid: number;
  /** Counts what it stored. */
  counting: string;
}
type Doors = Record<DoorName, Door>;
interface Turn extends Sent {
  doorMs: number;
  postgresMs: number;
}

export async function measureIngress(
  ground: Ground,
  { events, connections = usualConnections, turns = usualTurns }: IngressOptions,
): Promise<IngressMeasured> {
  const ends: (() => unknown)[] = [];
  try {
    const { load, doors } = await open(ground, connections, ends);
    const tally = new Tally();
    const passed = {} as IngressMeasured['passed'];
    for (const kind of kinds) {
      const wanted = eventsPerRequest(kind) > 1 ? events * 5 : events;
      const requests = Math.max(1, Math.round(wanted / turns / eventsPerRequest(kind)));
      const timed: Record<DoorName, Turn[]> = { gateway: [], floor: [], 'batched floor': [] };
      for (let n = 0; n <= turns; n++)
        for (const name of doorNames) {
          const turn = await takeTurn(ground, load, doors[name], kind, requests);
          tally.add(name, turn);
          if (n > 0) timed[name].push(turn);
        }
      passed[kind] = {
        gateway: sumOf(timed.gateway),
        floor: sumOf(timed.floor),
        'batched floor': sumOf(timed['batched floor']),
      };
    }
    return { passed, faults: await tally.faults(ground, doors) };
  } finally {
    for (const end of ends.reverse()) await end();
  }
}

async function open(
  ground: Ground,
  connections: number,
  ends: (() => unknown)[],
): Promise<{ load: Role<unknown>; doors: Doors }> {
  const playing = async <Said>(file: string, words: object): Promise<Role<Said>> => {
    const role = await play<Said>(`ingress/${file}`, words);
    ends.push(role.end);
    return role;
  };
  const floorDoor = async (table: string, batched: boolean): Promise<Door> => {
    const words: FloorTold = { databaseUrl: ground.databaseUrl, poolSize, table, batched };
    const { pid, said } = await playing<{ port: number }>('floor.js', words);
    return { pid, port: said.port, counting: `select count(*) n from ${table}` };
  };
  const gateway = await startGateway(ground, poolSize);
  ends.push(() => gateway.process.stop());
  const { twilioSid, twilioToken, webhookPrivateKey } = secretsOf(ground.dir);
  const words: LoadTold = {
    publicUrl: gateway.publicUrl,
    twilioSid,
    twilioToken,
    webhookPrivateKey,
    connections,
  };
  return {
    load: await playing('load.js', words),
    doors: {
      gateway: { pid: gateway.process.pid, port: gateway.port, counting: 'select count(*) n from inbox' },
      floor: await floorDoor('floor_single', false),
      'batched floor': await floorDoor('floor_batched', true),
    },
  };
}

async function takeTurn(
  { pids: { postgres } }: Ground,
  load: Role<unknown>,
  door: Door,
  kind: Kind,
  requests: number,
): Promise<Turn> {
  const ask = <T>(words: LoadAsked): Promise<T> => load.ask<T>(words);
  await ask({ make: kind, requests });
  const before = cpuMs({ door: door.pid, postgres });
  const sent = await ask<Sent>({ send: kind, to: door.port });
  const after = cpuMs({ door: door.pid, postgres });
  return { ...sent, doorMs: after.door - before.door, postgresMs: after.postgres - before.postgres };
}

function sumOf(all: readonly Turn[]): Passed {
  const sum = (of: (turn: Turn) => number): number => all.reduce((total, turn) => total + of(turn), 0);
  const events = sum((turn) => turn.taken);
  const perEvent = (ms: number): number => Math.round((ms * 1000) / events);
  return {
    events,
    eventsPerSecond: Math.round((events / sum((turn) => turn.tookMs)) * 1000),
    cpuUs: { door: perEvent(sum((turn) => turn.doorMs)), postgres: perEvent(sum((turn) => turn.postgresMs)) },
  };
}

/** What was answered, the turns that warm up included; held against what is stored. */
class Tally {
  readonly #of: Record<DoorName, { taken: number; refused: number }> = {
    gateway: { taken: 0, refused: 0 },
    floor: { taken: 0, refused: 0 },
    'batched floor': { taken: 0, refused: 0 },
  };

  add(name: DoorName, { taken, refused }: Turn): void {
    this.#of[name].taken += taken;
    this.#of[name].refused += refused;
  }

  async faults({ look }: Ground, doors: Doors): Promise<string[]> {
    const faults: string[] = [];
    for (const name of doorNames) {
      const { taken, refused } = this.#of[name];
      const stored = Number((await look.query(doors[name].counting)).rows[0].n);
      if (refused > 0) faults.push(`${name}: ${refused} requests were refused`);
      if (stored !== taken) faults.push(`${name}: ${taken} events were answered 2xx, ${stored} are stored`);
    }
    return faults;
  }
}
