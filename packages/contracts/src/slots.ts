/** Slots into which cancelled patients can be worked. */
import { z } from 'zod';
import { SlotId } from './ids.js';
import { ExternalId, Instant, line } from './primitives.js';

export const SlotInput = z.strictObject({
  externalId: ExternalId,
  /** Whose calendar: two live bookings of one resource never overlap. */
  resource: ExternalId,
  start: Instant,
  end: Instant,
  location: ExternalId.optional(),
  /** Empty: any visit type. */
  visitTypes: z.array(line(80)).max(50).default([]),
  /** What it has that a visit may need: languages, rooms, equipment. What is not named is not there. */
  provides: z.array(line(80)).max(50).default([]),
  modality: z.enum(['in-person', 'telehealth', 'home-visit']).default('in-person'),
  /** `busy` withdraws it, with any offer that still holds it. */
  status: z.enum(['free', 'busy']).default('free'),
});
export type SlotInput = z.infer<typeof SlotInput>;
export const SlotsInput = z.strictObject({ slots: z.array(SlotInput).min(1).max(10_000) });
export const SlotsAccepted = z.object({ upserted: z.int() });
export const SlotView = SlotInput.extend({
  id: SlotId,
  state: z.enum(['free', 'busy', 'held', 'booked']),
});
export type SlotView = z.infer<typeof SlotView>;
