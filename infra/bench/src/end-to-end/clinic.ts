/** The practice of the bench, on a system that was just started. */
import { createPractice, IntakeClient, type System } from '@rollcall/embedded';
import { policy } from './people.js';

export async function openClinic(system: System): Promise<IntakeClient> {
  const { client } = await createPractice(
    new IntakeClient(system.urls.intake, system.adminToken),
    {
      name: 'Main Street Clinic',
      spokenName: 'Main Street Clinic',
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
