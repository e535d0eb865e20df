/** The one practice of a system that stays on its machine, found again after a restart. */
import type { Practice } from '@rollcall/contracts';
import type { z } from 'zod';
import type { IntakeClient } from '../demo/intake-client.js';
import { createKey, createPractice, type NewPractice } from '../demo/practice.js';

type Found = z.infer<typeof Practice>;

/** The first practice there is, else a new one, with a fresh key. The zone is the machine's when it is made. */
export async function homePractice(admin: IntakeClient): Promise<NewPractice & { zone: string }> {
  const { data } = await admin.get<{ data: Found[] }>('/v1/practices?limit=1');
  const [known] = data;
  if (known) return { id: known.id, zone: known.timeZone, ...(await createKey(admin, known.id, 'start')) };
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const input = {
    name: 'My practice',
    spokenName: 'My practice',
    timeZone: zone,
    country: 'US',
    callbackNumber: '+1 212 555 0100',
  };
  return { zone, ...(await createPractice(admin, input, 'start')) };
}
