/** A simulator and a gateway of a test's own, a fast clock between them, and a client that speaks as the providers' clients do. */
import { afterEach, beforeEach, expect } from '@jest/globals';
import { scaledClock } from '@rollcall/platform';
import type { CastEntry } from '../src/people/cast.js';
import type { PersonaName } from '../src/people/personas.js';
import { type Simulator, type SimulatorOptions, startSimulator } from '../src/simulator.js';
import { authToken, FakeGateway, webhookPrivateKey } from './fake-gateway.js';

export const accountSid = `AC${'1'.repeat(32)}`;
export const sendGridKey = 'SG.test-key-of-the-simulator';
export const ourNumber = '+15005550006';
export const rid = '01900000-0000-7000-8000-000000000001';
/** Twelve minutes of typing pass in a quarter of a second. */
const speed = 3000;

export interface Scene {
  gateway: FakeGateway;
  simulator: Simulator;
}
export interface Answer {
  status: number;
  body: Record<string, unknown>;
  headers: Headers;
}
type Form = Record<string, string | string[]>;

export async function openScene(options: Partial<SimulatorOptions> = {}): Promise<Scene> {
  const gateway = new FakeGateway();
  await gateway.start();
  const now = Date.now();
  const simulator = await startSimulator({
    clock: scaledClock({ speed, epoch: now, start: Date.parse('2026-11-24T11:45:00Z') }),
    seed: 7,
    accountSid,
    authToken,
    sendGridKey,
    sendGridWebhookPrivateKey: webhookPrivateKey,
    publicUrl: gateway.url,
    ...options,
  });
  return { gateway, simulator };
}

/** A scene for each test; after it every webhook must have been well signed. */
export function scenes(options: Partial<SimulatorOptions> = {}): { current: Scene } {
  const holder = {} as { current: Scene };
  beforeEach(async () => {
    holder.current = await openScene(options);
  });
  afterEach(async () => {
    await holder.current.simulator.close();
    await holder.current.gateway.stop();
    expect(holder.current.gateway.forged).toEqual([]);
  });
  return holder;
}

export const cast = (address: string, persona: PersonaName): CastEntry => ({ address, persona });

const basic = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
const read = async (answer: Response): Promise<Answer> => {
  const text = await answer.text();
  return {
    status: answer.status,
    body: text ? (JSON.parse(text) as Record<string, unknown>) : {},
    headers: answer.headers,
  };
};
const encode = (form: Form): URLSearchParams =>
  new URLSearchParams(Object.entries(form).flatMap(([k, v]) => [v].flat().map((one): [string, string] => [k, one])));

export async function twilio(
  { simulator }: Scene,
  path: string,
  form?: Form,
  authorization: string = basic,
): Promise<Answer> {
  return read(
    await fetch(`${simulator.url}/2010-04-01/Accounts/${accountSid}${path}`, {
      headers: { authorization },
      ...(form ? { method: 'POST', body: encode(form) } : {}),
    }),
  );
}

export const text = (scene: Scene, to: string, body: string, more: Form = {}): Promise<Answer> =>
  twilio(scene, '/Messages.json', {
    To: to,
    From: ourNumber,
    Body: body,
    StatusCallback: `${scene.gateway.url}/twilio/status/${rid}#rc=3&rp=all`,
    ...more,
  });

export const call = (scene: Scene, to: string, more: Form = {}): Promise<Answer> =>
  twilio(scene, '/Calls.json', {
    To: to,
    From: ourNumber,
    Url: `${scene.gateway.url}/twilio/voice/${rid}`,
    StatusCallback: `${scene.gateway.url}/twilio/status/${rid}#rc=3&rp=all`,
    StatusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
    Timeout: '28',
    MachineDetection: 'DetectMessageEnd',
    ...more,
  });

export async function mail(
  scene: Scene,
  to: string,
  html: string,
  more: Record<string, unknown> = {},
): Promise<Answer> {
  return read(
    await fetch(`${scene.simulator.url}/v3/mail/send`, {
      method: 'POST',
      headers: { authorization: `Bearer ${sendGridKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        personalizations: [{ to: [{ email: to }], custom_args: { rid } }],
        from: { email: 'practice@example.com' },
        subject: 'A message',
        content: [
          { type: 'text/plain', value: 'A message' },
          { type: 'text/html', value: html },
        ],
        ...more,
      }),
    }),
  );
}

export async function control(scene: Scene, method: string, path: string, body?: unknown): Promise<Answer> {
  return read(
    await fetch(`${scene.simulator.url}${path}`, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    }),
  );
}

export const notice =
  'Hudson Street: your visit Tue Nov 24 9:30 AM is cancelled, do not come. Reply 1 = I understand, 2 = new time, 3 = call me, 9 = wrong no.';
export const aviso =
  'Hudson Street: su cita mar 24 nov 9:30 se cancela, no venga. Responda 1 = entiendo, 2 = otra hora, 3 = que me llamen, 9 = no soy yo.';
export const offer =
  'Hudson Street: thank you, noted. New times: 1 = Wed Nov 25 9:30 AM, 2 = Thu Nov 26 10:00 AM, 4 = none of these. Please reply with one.';
