/**
 * The practices and what they hand over during the run. They have a ledger of their own: what they were promised is held
 * against the system afterwards. Who gets no answer asks again with the same key.
 */
import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { type BatchAccepted, type BatchInput, defaultPolicy, type Policy } from '@rollcall/contracts';
import type { Promised } from '@rollcall/invariants';
import { generateDay } from '@rollcall/simulator';
import { IntakeClient } from '../demo/intake-client.js';
import { ownCalendar } from '../demo/own-calendar.js';
import { createPractice, putSlots, sampleReview, subscribe } from '../demo/practice.js';
import { promisedBy } from '../evidence.js';
import { Random } from './random.js';
import type { Stage } from './stage.js';

export interface HandedOver {
  client: IntakeClient;
  batch: BatchInput;
  key: string;
  /** Of the run's time, from 0 to 1. */
  at: number;
  accepted: BatchAccepted | null;
}
export interface Practices {
  batches: HandedOver[];
  promised: Promised[];
  /** Requests that got no answer, or a 5xx, and were made again. */
  repeated: number;
}

const mostPerBatch = 40;
/** The last ones are handed over while there is still time for faults. */
const lastAt = 0.85;
const answerWithinMs = 8000;
/** How long an offer is kept open: shorter than in life, so that the run comes to rest. */
const holdMinutes = 15;
/** So many of a hundred are asked for once more although they were answered: answers get lost on the way, too. */
const lostAnswers = 0.3;
const minuteMs = 60_000;

export async function openPractices(
  stage: Stage,
  perBatch = mostPerBatch,
  policy: Policy = defaultPolicy,
): Promise<Practices> {
  const { seed, patients } = stage.options;
  const random = new Random(seed, 'practices');
  const start = stage.clock.now();
  const day = generateDay({ patients, seed, now: start, timeZone: 'America/New_York' });
  await stage.simulator.setCast(day.cast);
  const admin = new IntakeClient(stage.system.urls.intake, stage.system.adminToken);
  const clients: IntakeClient[] = [];
  const practices = stage.receivers.length;
  for (const [n, receiver] of stage.receivers.entries()) {
    const { client } = await createPractice(admin, { ...day.practice, name: `${day.practice.name} ${n + 1}` }, 'chaos');
    receiver.trust(await subscribe(client, receiver.url));
    await sampleReview(client);
    await putSlots(
      client,
      day.slots.filter((_, s) => s % practices === n),
    );
    await client.put('/v1/policy', {
      ...policy,
      reschedule: { ...policy.reschedule, holdMinutes },
      // Every other practice has a calendar of its own, which has the last word.
      ...(n % 2 === 1 ? { bookings: { confirmedBy: 'practice', withinMinutes: holdMinutes } } : {}),
    });
    if (n % 2 === 1) receiver.onEvent(ownCalendar(client));
    clients.push(client);
  }
  const size = Math.min(perBatch, Math.ceil(patients / (2 * practices)));
  const count = Math.ceil(patients / size);
  const batches = Array.from({ length: count }, (_, n): HandedOver => {
    const appointments = day.batch.appointments.slice(n * size, (n + 1) * size);
    const at = n === 0 ? 0 : ((n - 1 + random.next()) / count) * lastAt;
    return {
      // Neighbours may live together, and stay with one practice.
      client: clients[Math.floor((n * practices) / count)] as IntakeClient,
      batch: { ...day.batch, appointments },
      key: `chaos-${seed}-${n}`,
      at,
      accepted: null,
    };
  });
  return { batches, promised: [], repeated: 0 };
}

/** Hands over what is due at each time, until `enough` aborts; resolves when everything that was handed over is accepted. */
export async function handOver(
  stage: Stage,
  all: Practices,
  runMs: number,
  said: (what: string) => void,
  enough: AbortSignal = new AbortController().signal,
): Promise<void> {
  const began = performance.now();
  const random = new Random(stage.options.seed, 'answers');
  // Each batch that waits listens to it.
  setMaxListeners(0, enough);
  const works = all.batches.map(async (handed, n) => {
    const again = random.next() < lostAnswers;
    await pause(handed.at * runMs - (performance.now() - began), undefined, { signal: enough }).catch(() => {});
    if (enough.aborted) return;
    // The day moves on with the run: nobody cancels yesterday.
    handed.batch = shifted(handed.batch, handed.at * runMs * stage.clock.speed);
    const accepted = await persist(handed, all);
    handed.accepted = accepted;
    all.promised.push(promisedBy(accepted, handed.batch, handed.key));
    said(`batch ${n + 1} of ${all.batches.length}: ${accepted.accepted} appointments accepted`);
    if (!again) return;
    const repeated = await persist(handed, all);
    all.promised.push(promisedBy(repeated, handed.batch, handed.key));
  });
  await Promise.all(works);
}

/** Appointments later by `businessMs`, in steps of half an hour. */
function shifted(batch: BatchInput, businessMs: number): BatchInput {
  const byMs = Math.floor(businessMs / (30 * minuteMs)) * 30 * minuteMs;
  const later = (at: string): string => new Date(Date.parse(at) + byMs).toISOString();
  return {
    ...batch,
    appointments: batch.appointments.map((a) => ({ ...a, start: later(a.start), end: later(a.end) })),
  };
}

/** Asks until it is answered, always with the same key. */
async function persist({ client, batch, key }: HandedOver, all: Practices): Promise<BatchAccepted> {
  for (;;) {
    const answer = await ask(client, batch, key);
    if (typeof answer !== 'string') return answer;
    all.repeated += 1;
    await pause(500);
  }
}

/** What was wrong, when asking again may help; throws when it will not. */
async function ask(client: IntakeClient, batch: BatchInput, key: string): Promise<BatchAccepted | string> {
  let answer: Response;
  let text: string;
  try {
    answer = await fetch(`${client.base}/v1/batches`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${client.token}`,
        'content-type': 'application/json',
        'idempotency-key': key,
      },
      body: JSON.stringify(batch),
      signal: AbortSignal.timeout(answerWithinMs),
    });
    text = await answer.text();
  } catch (error) {
    return String(error);
  }
  if (answer.ok) return JSON.parse(text) as BatchAccepted;
  // 409: the first request with this key is still under way. 429: too many at once.
  if (answer.status >= 500 || answer.status === 409 || answer.status === 429) return `${answer.status}`;
  throw new Error(`a batch was refused with ${answer.status}: ${text.slice(0, 500)}`);
}
