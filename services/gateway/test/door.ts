/** The door with one patient behind it, whose text has just been planned. */
import { createSign, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { stringify } from 'node:querystring';
import { text } from 'node:stream/consumers';
import { defaultPolicy, type Policy } from '@rollcall/contracts';
import {
  addPolicy,
  createPractice,
  insertBatch,
  loadSnapshots,
  lockDue,
  openDatabase,
  writeDecisions,
} from '@rollcall/database';
import { freshDatabase, testKeys } from '@rollcall/database/testing';
import { decideNext } from '@rollcall/domain';
import { createLogger, createMetrics, manualClock, newId } from '@rollcall/platform';
import webhooks from 'twilio/lib/webhooks/webhooks.js';
import { buildApp } from '../src/app.js';

export const publicUrl = 'https://hooks.example.org/rollcall';
export const token = '0123456789abcdef0123456789abcdef';
const morning = new Date('2026-11-24T06:45:00-05:00');
const visitAt = new Date('2026-11-24T12:00:00-05:00');
const mailKeys = generateKeyPairSync('ec', { namedCurve: 'P-256' });

export interface DoorScene {
  policy?: Partial<Policy>;
  language?: string;
  /** `YYYY-MM-DD`. */
  birthDate?: string;
  /** The children told of, by a guardian; else the patient herself is. */
  children?: string[];
  spokenName?: string;
  /** How long a request waits for the conductor. Real milliseconds. */
  patienceMs?: number;
  operatorNumber?: string;
  /** Somebody else is reached on the same number, too. */
  sharedWith?: { given: string; birthDate: string | null };
  /** The patient is in a second batch as well, with a visit at 2:30 PM. */
  alsoInBatch?: 'running' | 'paused';
  answerWithinMs?: number;
  /** Requests are limited by address as well. */
  addressesAreKnown?: boolean;
}

export async function openDoor(scene: DoorScene = {}) {
  const fresh = await freshDatabase();
  const database = openDatabase({ url: fresh.url, poolSize: 5, encryptionKeys: testKeys, applicationName: 'test' });
  const clock = { ...manualClock(morning), wall: () => new Date() };
  const lines: string[] = [];
  const logger = createLogger({
    service: 'gateway',
    level: 'info',
    destination: { write: (line: string) => void lines.push(line) },
  });
  const metrics = createMetrics('gateway');
  const app = await buildApp({
    database,
    clock,
    logger,
    metrics,
    publicUrl,
    twilioTokens: [token, 'the-token-before-this-one-0123456'],
    sendGridPublicKey: mailKeys.publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
    patienceMs: scene.patienceMs ?? 50,
    addressesAreKnown: scene.addressesAreKnown ?? false,
    ...(scene.answerWithinMs === undefined ? {} : { answerWithinMs: scene.answerWithinMs }),
    mayDial: () => true,
  });
  const origin = await app.listen({ host: '127.0.0.1', port: 0 });
  /** Real HTTP, as providers and patients speak it: with the given headers and no others, unlike `fetch`. */
  const http = async (method: string, path: string, payload?: string, headers: Record<string, string> = {}) => {
    const asking = request(origin + path, { method, headers });
    asking.end(payload);
    const [answer] = (await once(asking, 'response')) as [IncomingMessage];
    return {
      statusCode: answer.statusCode ?? 0,
      headers: answer.headers as Record<string, string>,
      body: await text(answer),
    };
  };
  const practiceId = newId();
  await createPractice(
    database,
    practiceId,
    {
      name: 'Clinic',
      spokenName: scene.spokenName ?? 'Main Street Clinic',
      timeZone: 'America/New_York',
      country: 'US',
      language: 'en',
      callbackNumber: '+1 555 010 0100',
      ...(scene.operatorNumber ? { operatorNumber: scene.operatorNumber } : {}),
    },
    morning,
  );
  const { version } = scene.policy
    ? await addPolicy(database, practiceId, { ...defaultPolicy, ...scene.policy }, morning)
    : { version: 1 };
  const given = scene.children ?? ['Ana'];
  const deadlineAt = new Date('2026-11-24T11:00:00-05:00');
  const contact = (system: string, address: string, rank: number) => ({
    system,
    address,
    rank,
    use: null,
    consent: 'given',
    allowed: true,
    hasExtension: false,
  });
  const visit = (n: number) => ({
    id: newId(),
    appointmentId: newId(),
    externalId: `A-${n + 1}`,
    patientExternalId: `P-${n + 1}`,
    start: new Date(visitAt.getTime() + n * 30 * 60_000),
    end: new Date(visitAt.getTime() + (n + 1) * 30 * 60_000),
    timeZone: 'America/New_York',
    practitioner: { externalId: 'dr-hale', name: 'Dr Hale' },
    locationExternalId: 'main',
    visitType: 'follow-up',
    priority: 'routine' as const,
    modality: 'in-person' as const,
    deadlineAt,
  });
  /** Somebody else who is reached on the patient's number. */
  const alsoThere = (name: string) => ({
    id: newId(),
    party: {
      kind: 'patient' as const,
      key: 'P-2',
      name: { given: name, family: 'Other' },
      language: 'en',
      timeZone: null,
      contacts: [contact('phone', '+12125550101', 1)],
    },
    deadlineAt,
    timeZones: ['America/New_York'],
    notices: [visit(1)],
  });
  const patient = (
    n: number,
    name: { given: string; family: string },
    birthDate: string | null = scene.birthDate ?? null,
  ) => ({
    externalId: `P-${n}`,
    name,
    birthDate,
    deceased: false,
    doNotContact: false,
  });
  const family = 'Canaryfamily';
  const ana = (notices: ReturnType<typeof visit>[]) => ({
    id: newId(),
    party: {
      kind: scene.children ? ('guardian' as const) : ('patient' as const),
      key: 'P-1',
      name: { given: scene.children ? 'Rosa' : 'Ana', family },
      language: scene.language ?? 'en',
      timeZone: null,
      contacts: [contact('phone', '+12125550101', 1), contact('email', 'ana@example.org', 2)],
    },
    deadlineAt,
    timeZones: ['America/New_York'],
    notices,
  });
  /** A batch, and the first step of each of its conversations. */
  const planned = (
    patients: ReturnType<typeof patient>[],
    outreaches: ReturnType<typeof ana>[],
    state: 'running' | NonNullable<typeof scene.alsoInBatch> = 'running',
  ) =>
    database.transaction(async (tx) => {
      const id = newId();
      const forecast = { reachableInTime: 0, withoutContactPoint: 0, toOperatorsFirst: 0 };
      await insertBatch(
        tx,
        {
          id,
          practiceId,
          reason: 'practitioner-emergency',
          note: null,
          policyVersion: version,
          rejected: 0,
          forecast: { ...forecast, firstDeadlineAt: null, firstTouchDoneAt: null },
          patients,
          outreaches,
        },
        { now: morning, sealer: database.sealer, newId },
      );
      const loaded = await loadSnapshots(tx, await lockDue(tx, morning, 10), morning);
      await writeDecisions(
        tx,
        [...loaded.values()].map((one) => ({ loaded: one, turn: decideNext(one.snapshot, morning, newId) })),
        { now: morning, newId },
      );
      await tx.query(`update batch set state = $1 where id = $2`, [state, id]);
    });
  const { sharedWith } = scene;
  await planned(
    [
      ...given.map((name, n) => patient(n + 1, { given: name, family })),
      ...(sharedWith ? [patient(2, { given: sharedWith.given, family: 'Other' }, sharedWith.birthDate)] : []),
    ],
    [ana(given.map((_name, n) => visit(n))), ...(sharedWith ? [alsoThere(sharedWith.given)] : [])],
  );
  if (scene.alsoInBatch)
    await planned(
      [patient(1, { given: 'Ana', family })],
      [ana([{ ...visit(5), patientExternalId: 'P-1' }])],
      scene.alsoInBatch,
    );
  // What is sent is read some minutes later.
  clock.advance(5 * 60_000);
  const attempts = await database.pool.query(`select id, channel from attempt order by id`);
  const attemptOn = (channel: string): string => attempts.rows.find((r) => r.channel === channel)?.id;

  return {
    app,
    origin,
    database,
    clock,
    lines,
    metrics,
    defaultPolicy,
    practiceId,
    sms: attemptOn('sms'),
    email: attemptOn('email'),
    pageOf: (attemptId: string) => `/p/${database.sealer.pageToken(attemptId)}`,
    facts: async () => (await database.pool.query(`select kind, attempt_id from inbox order by received_at, id`)).rows,
    http,
    /** A form POST as Twilio makes it. */
    twilio: (
      path: string,
      params: Record<string, string>,
      over: { signature?: string | null; signedUrl?: string; with?: string } = {},
    ) => {
      const signature =
        over.signature === undefined
          ? webhooks.getExpectedTwilioSignature(over.with ?? token, over.signedUrl ?? publicUrl + path, params)
          : over.signature;
      return http('POST', path, stringify(params), {
        'content-type': 'application/x-www-form-urlencoded',
        ...(signature === null ? {} : { 'x-twilio-signature': signature }),
      });
    },
    sendGrid: (body: string, over: { timestamp?: string; signature?: string; path?: string; type?: string } = {}) => {
      const timestamp = over.timestamp ?? String(Math.floor(Date.now() / 1000));
      const signature =
        over.signature ??
        createSign('sha256').update(timestamp).update(body).sign(mailKeys.privateKey).toString('base64');
      return http('POST', over.path ?? '/sendgrid/events', body, {
        'content-type': over.type ?? 'application/json',
        'x-twilio-email-event-webhook-signature': signature,
        'x-twilio-email-event-webhook-timestamp': timestamp,
      });
    },
    close: async () => {
      await app.close();
      await database.close();
      await fresh.drop();
    },
  };
}
export type OpenDoor = Awaited<ReturnType<typeof openDoor>>;
