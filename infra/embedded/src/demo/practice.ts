/** What a new practice does once: an account, a key, an address for callbacks, its free slots. */
import type { ApiKeyCreated, Practice, PracticeInput, WebhookEndpointView } from '@rollcall/contracts';
import type { z } from 'zod';
import { IntakeClient } from './intake-client.js';
import type { Slots } from './open-slots.js';

export interface NewPractice {
  id: string;
  /** `rk_<id>_<secret>` */
  key: string;
  client: IntakeClient;
}

export async function createPractice(
  admin: IntakeClient,
  input: z.input<typeof PracticeInput>,
  keyLabel: string,
): Promise<NewPractice> {
  const practice = await admin.post<z.infer<typeof Practice>>('/v1/practices', input);
  return { id: practice.id, ...(await createKey(admin, practice.id, keyLabel)) };
}

/** A key with every scope. */
export async function createKey(
  admin: IntakeClient,
  practiceId: string,
  label: string,
): Promise<Pick<NewPractice, 'key' | 'client'>> {
  const { key } = await admin.post<z.infer<typeof ApiKeyCreated>>(`/v1/practices/${practiceId}/api-keys`, { label });
  return { key, client: new IntakeClient(admin.base, key) };
}

/** The sample practice has had the Spanish words checked, as the story goes. A real one says so itself, when it is true. */
export const sampleReview = (client: IntakeClient): Promise<unknown> =>
  client.put('/v1/languages/es/review', { by: 'The sample practice’s interpreter', on: '2026-11-01' });

/** Registers for all events; gives the secret they will be signed with. */
export async function subscribe(client: IntakeClient, url: string): Promise<string> {
  const endpoint = await client.post<z.infer<typeof WebhookEndpointView>>('/v1/webhook-endpoints', {
    url,
    description: 'demo receiver',
  });
  if (!endpoint.secret) throw new Error('a new webhook endpoint came without its secret');
  return endpoint.secret;
}

/** The sample practice turns WhatsApp on, for the patients who asked for it; in the US it is off until a practice does. */
export async function turnOnMessengers(client: IntakeClient): Promise<void> {
  await client.put('/v1/policy', { channels: { voice: true, sms: true, email: true, im: true } });
}

const slotsPerRequest = 10_000;

export async function putSlots(client: IntakeClient, slots: Slots): Promise<void> {
  for (let n = 0; n < slots.length; n += slotsPerRequest)
    await client.put('/v1/slots', { slots: slots.slice(n, n + slotsPerRequest) });
}
