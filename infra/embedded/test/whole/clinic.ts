/** A practice on the stage, whose patients are cancelled one by one, and what is known of each of them afterwards. */
import {
  type BatchAccepted,
  type BatchInput,
  type BatchReport,
  defaultPolicy,
  type OutreachView,
  type Policy,
  type PracticeInput,
} from '@rollcall/contracts';
import type { CastEntry, PersonaName, Simulator } from '@rollcall/simulator';
import type { IntakeClient } from '../../src/demo/intake-client.js';
import { createPractice, putSlots, sampleReview } from '../../src/demo/practice.js';

export interface ClinicOptions {
  policy?: Partial<Policy>;
  practice?: Partial<PracticeInput>;
  /** Free times of tomorrow; none by default, so that a call ends with its answer. */
  slots?: number;
}
export interface Clinic {
  id: string;
  client: IntakeClient;
  cancels(patient: PatientSketch): Promise<Patient>;
}
export interface PatientSketch {
  /** Who answers the phone; texts go to the same number. Absent: there is no phone. */
  phone?: PersonaName;
  email?: PersonaName;
  whatsapp?: PersonaName;
  birthYear?: number;
  language?: string;
}
export interface Patient {
  number: string;
  mailbox: string;
  batchId: string;
  outreach(): Promise<OutreachView>;
  /** What the ledger says, in its order. */
  events(): Promise<string[]>;
  line(): Promise<BatchReport['notices'][number]>;
  /** Knows of the cancellation, as the practice's report has it. */
  knows(): Promise<boolean>;
  /** Why a person has the patient; null: nobody has. */
  task(): Promise<string | null>;
  /** What was said in each call to the patient, and from them. */
  heard(): string[];
  diary(): string[];
  /** What the providers were asked to send to the patient. */
  requests(): { kind: string; verdict: string; code: string | null; body: string | null }[];
}

/** Nobody but the phone: what a test of a call is about. */
export const callsOnly: Partial<Policy> = {
  ladder: {
    ...defaultPolicy.ladder,
    sameDay: [
      { channel: 'voice', waitMinutes: 8 },
      { channel: 'voice', waitMinutes: 12 },
      { channel: 'voice', waitMinutes: 12 },
    ],
  },
};

export interface Around {
  admin: IntakeClient;
  simulator: Simulator;
  now(): Date;
  /** Tells the patients of a stage apart. */
  nextPatient(): number;
}
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** From the batch to the visit: time for three calls, and then for a person. */
const untilVisitMs = 4.25 * hourMs;

export async function openClinic(around: Around, options: ClinicOptions = {}): Promise<Clinic> {
  const { policy = callsOnly, practice = {}, slots = 0 } = options;
  const { id, client } = await createPractice(
    around.admin,
    {
      name: 'Main Street Clinic',
      spokenName: 'Main Street Clinic',
      timeZone: 'America/New_York',
      country: 'US',
      language: 'en',
      callbackNumber: '+1 555 010 0100',
      ...practice,
    },
    'test',
  );
  await sampleReview(client);
  await client.put('/v1/policy', { ...defaultPolicy, ...policy });
  const tomorrowAt = around.now().getTime() + 26.25 * hourMs;
  const free = Array.from({ length: slots }, (_, n) => ({
    externalId: `S-${n}`,
    resource: 'dr-hale',
    start: new Date(tomorrowAt + n * 30 * minuteMs).toISOString(),
    end: new Date(tomorrowAt + (n + 1) * 30 * minuteMs).toISOString(),
    location: 'main',
  }));
  if (free.length > 0) await putSlots(client, free);
  return { id, client, cancels: (sketch) => cancels(around, client, sketch) };
}

async function cancels(around: Around, client: IntakeClient, sketch: PatientSketch): Promise<Patient> {
  const { simulator, now } = around;
  const n = String(around.nextPatient());
  const number = `+1212555${n.padStart(4, '0')}`;
  const mailbox = `patient.${n}@example.org`;
  const reached = [
    { system: 'phone', value: number, address: number, persona: sketch.phone, use: 'mobile' },
    { system: 'email', value: mailbox, address: mailbox, persona: sketch.email },
    {
      system: 'whatsapp',
      value: number,
      address: `whatsapp:${number}`,
      persona: sketch.whatsapp,
      requestedAt: now().toISOString(),
      requestedHow: 'in-person',
    },
  ].filter((r) => r.persona !== undefined);
  const birthYear = sketch.birthYear === undefined ? {} : { birthYear: sketch.birthYear };
  simulator.world.cast.add(reached.map(({ address, persona }) => ({ address, persona, ...birthYear }) as CastEntry));
  const start = new Date(now().getTime() + untilVisitMs);
  const batch = {
    reason: 'practitioner-emergency',
    appointments: [
      {
        externalId: `A-${n}`,
        start: start.toISOString(),
        end: new Date(start.getTime() + 30 * minuteMs).toISOString(),
        practitioner: { externalId: 'dr-hale', name: 'Dr Hale' },
        location: { externalId: 'main' },
        visitType: 'follow-up',
        patient: {
          externalId: `P-${n}`,
          name: { given: 'Ana', family: `Canary${n}` },
          language: sketch.language ?? 'en',
          ...(sketch.birthYear ? { birthDate: `${sketch.birthYear}-04-02` } : {}),
          contacts: reached.map(({ address: _address, persona: _persona, ...contact }) => ({
            ...contact,
            consent: 'given',
          })),
        },
      },
    ],
  };
  const { id: batchId } = await client.post<BatchAccepted>('/v1/batches', batch as BatchInput, `batch-${n}`);
  const line = async (): Promise<BatchReport['notices'][number]> => {
    const [only] = (await client.get<BatchReport>(`/v1/batches/${batchId}/report`)).notices;
    if (!only) throw new Error('the report has no line');
    return only;
  };
  const { outreachId } = await line();
  const outreach = (): Promise<OutreachView> => client.get(`/v1/outreaches/${outreachId}`);
  const isTheirs = (address: string): boolean => address.endsWith(number) || address === mailbox;
  return {
    number,
    mailbox,
    batchId,
    outreach,
    events: async () => (await outreach()).timeline.map((t) => t.type),
    line,
    knows: async () => !['open', 'unreachable'].includes((await line()).state),
    task: async () => (await line()).taskReason,
    heard: () => simulator.world.exchange.callsOf(number).map((c) => c.heard.map((h) => h.words).join(' ')),
    diary: () => simulator.world.cast.met.filter((p) => isTheirs(p.address)).flatMap((p) => p.diary.map((d) => d.what)),
    requests: () =>
      simulator.ledger.entries
        .filter((e) => isTheirs(e.to))
        .map(({ kind, verdict, code, body }) => ({ kind, verdict, code, body })),
  };
}
