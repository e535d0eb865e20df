/** A practice with its API, on a database of its own: what every test of the service stands on. */
import { Writable } from 'node:stream';
import { apiScopes, type BatchInput, type Policy, type PracticeInput } from '@rollcall/contracts';
import {
  addPolicy,
  createApiKey,
  createPractice,
  type Database,
  loadSnapshots,
  lockDue,
  openDatabase,
  writeDecisions,
} from '@rollcall/database';
import { freshDatabase, testKeys } from '@rollcall/database/testing';
import { decideNext } from '@rollcall/domain';
import { createLogger, createMetrics, manualClock, newId } from '@rollcall/platform';
import { buildApp } from '../src/app.js';

export type Row = BatchInput['appointments'][number];
type Scope = (typeof apiScopes)[number];

/** Tuesday, 06:45 in New York. */
export const morning = new Date('2026-11-24T06:45:00-05:00');
export const adminToken = 'admin-token-of-the-tests';

export interface Ask {
  body?: unknown;
  /** Instead of the key of the first practice; null sends none. */
  key?: string | null;
  headers?: Record<string, string>;
}
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test names what it expects of the body
  json: any;
}
export interface Intake {
  /** Where it listens. */
  url: string;
  database: Database;
  clock: ReturnType<typeof manualClock>;
  practiceId: string;
  /** All that was logged, line by line. */
  logged(): string[];
  ask(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, ask?: Ask): Promise<Answer>;
  newPractice(): Promise<{ id: string; key: string }>;
  newKey(practiceId: string, scopes: Scope[]): Promise<string>;
  putPolicy(policy: Policy): Promise<void>;
  /** Lets the conductor decide once about every outreach that is due. */
  conduct(): Promise<void>;
  close(): Promise<void>;
}
export interface IntakeOptions {
  requestsPerMinute?: number;
  poolSize?: number;
  /** Hears every statement that is sent to the database. */
  onStatement?: (sql: string) => void;
  /** Error-level log lines do not fail the test file. */
  errorsExpected?: boolean;
}

const newYork: PracticeInput = {
  name: 'Riverside Family Practice',
  spokenName: 'Riverside Practice',
  timeZone: 'America/New_York',
  country: 'US',
  language: 'en',
  callbackNumber: '+1 555 010 0100',
};

export async function openIntake(options: IntakeOptions = {}): Promise<Intake> {
  const fresh = await freshDatabase();
  const database = openDatabase({
    url: fresh.url,
    poolSize: options.poolSize ?? 8,
    encryptionKeys: testKeys,
    applicationName: 'intake-test',
  });
  database.pool.on('connect', (client) => {
    const query = client.query.bind(client) as (...all: unknown[]) => unknown;
    const heard = (...all: unknown[]): unknown => {
      const [first] = all;
      options.onStatement?.(typeof first === 'string' ? first : (first as { text: string }).text);
      return query(...all);
    };
    Object.assign(client, { query: heard });
  });
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(...String(chunk).split('\n').filter(Boolean));
      done();
    },
  });
  const clock = manualClock(morning);
  const app = await buildApp({
    database,
    clock,
    logger: createLogger({ service: 'intake', level: 'trace', destination }),
    metrics: createMetrics('intake'),
    newId,
    adminToken,
    requestsPerMinute: options.requestsPerMinute ?? 100_000,
    stallMs: 120_000,
  });
  const newKey = async (practiceId: string, scopes: Scope[]): Promise<string> =>
    (await createApiKey(database, practiceId, { label: 'test', scopes }, clock.now())).key;
  const newPractice = async (): Promise<{ id: string; key: string }> => {
    const { id } = await createPractice(database, newId(), newYork, clock.now());
    return { id, key: await newKey(id, [...apiScopes]) };
  };
  const first = await newPractice();
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    url,
    database,
    clock,
    practiceId: first.id,
    logged: () => lines,
    newPractice,
    newKey,
    ask: async (method, path, { body, key = first.key, headers } = {}) => {
      const answer = await fetch(`${url}${path}`, {
        method,
        headers: {
          ...(key === null ? {} : { authorization: `Bearer ${key}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await answer.text();
      const isJson = /[/+]json/.test(answer.headers.get('content-type') ?? '');
      return { status: answer.status, headers: answer.headers, text, json: isJson ? JSON.parse(text) : undefined };
    },
    putPolicy: async (policy) => {
      await addPolicy(database, first.id, policy, clock.now());
    },
    conduct: () =>
      database.transaction(async (tx) => {
        const now = clock.now();
        const loaded = await loadSnapshots(tx, await lockDue(tx, now, 1000), now);
        const decided = [...loaded.values()].map((one) => ({
          loaded: one,
          turn: decideNext(one.snapshot, now, newId),
        }));
        await writeDecisions(tx, decided, { now, newId });
      }),
    close: async () => {
      await app.close();
      await database.close();
      await fresh.drop();
      const errors = lines.filter((l) => l.includes('"level":"error"') || l.includes('"level":"fatal"'));
      if (errors.length > 0 && !options.errorsExpected) throw new Error(`errors were logged:\n${errors.join('\n')}`);
    },
  };
}

let made = 0;
type Patient = Row['patient'];
export interface RowWishes extends Partial<Omit<Row, 'patient'>> {
  patient?: Partial<Patient>;
}

/** A good row: a new patient with one mobile phone, seen in the afternoon. */
export function row({ patient, ...wishes }: RowWishes = {}): Row {
  const n = ++made;
  return {
    externalId: `A-${n}`,
    start: '2026-11-24T15:00:00-05:00',
    end: '2026-11-24T15:30:00-05:00',
    practitioner: { externalId: 'DR-1', name: 'Dr. Okafor' },
    location: { externalId: 'MAIN' },
    visitType: 'follow-up',
    patient: {
      externalId: `P-${n}`,
      name: { given: 'Ana', family: 'Reyes' },
      contacts: [{ system: 'phone', value: phone(n), use: 'mobile', consent: 'given' }],
      ...patient,
    },
    ...wishes,
  } as Row;
}

/** A number of its own for each `n`, in a range that belongs to nobody. */
export const phone = (n: number): string => `+1 202 555 ${String(n % 10_000).padStart(4, '0')}`;

export const batch = (appointments: unknown[], more: Record<string, unknown> = {}): Record<string, unknown> => ({
  reason: 'practitioner-emergency',
  appointments,
  ...more,
});

/** Hands over the rows, and answers what was accepted; fails when they were not. */
export async function handOver(intake: Intake, rows: unknown[]): Promise<{ id: string; accepted: number }> {
  const answer = await intake.ask('POST', '/v1/batches', { body: batch(rows) });
  if (answer.status !== 202) throw new Error(`not accepted: ${answer.status} ${answer.text.slice(0, 500)}`);
  return answer.json;
}
