/** A practice of the bench, on a system that was just started. */
import { createPractice, IntakeClient, type System } from '@rollcall/embedded';
import { policy } from './people.js';

export async function openClinic(system: System, name = 'Main Street Clinic'): Promise<IntakeClient> {
  const { client } = await createPractice(
    new IntakeClient(system.urls.intake, system.adminToken),
    {
      name,
      spokenName: name,
      timeZone: 'America/New_York',
      country: 'US',
      language: 'en',
      callbackNumber: '+1 555 010 0100',
    },
    'bench',
  );
  await client.put('/v1/policy', policy);
  return client;
}
