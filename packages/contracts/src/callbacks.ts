/** Events delivered to webhook endpoints, after Standard Webhooks: thin payloads of ids, states and times. */
import { z } from 'zod';
import { DeliveryId, EndpointId } from './ids.js';
import { Instant, line } from './primitives.js';

export const callbackTypes = [
  'batch.accepted',
  'batch.closed',
  'notice.informed',
  'notice.rebooked',
  'notice.declined',
  'notice.withdrawn',
  'notice.overdue',
  'notice.unreachable',
  'task.opened',
  'task.resolved',
  'task.unattended',
  'contact.invalid',
  'slot.requested',
  'slot.booked',
  'slot.released',
  'call-list.ready',
  'call-list.over',
] as const;
export const CallbackType = z.enum(callbackTypes);
export type CallbackType = z.infer<typeof CallbackType>;

/** What is signed and posted. `data` holds ids, states and times: no names, numbers or reasons for a visit. */
export const CallbackBody = z.object({
  type: CallbackType,
  timestamp: Instant,
  data: z.record(z.string(), z.unknown()),
});
export type CallbackBody = z.infer<typeof CallbackBody>;

export const WebhookEndpointInput = z.strictObject({
  url: z.url().max(2000),
  events: z
    .array(CallbackType)
    .min(1)
    .default([...callbackTypes]),
  description: line(200).optional(),
});
export const WebhookEndpointPatch = z.strictObject({
  url: z.url().max(2000).optional(),
  events: z.array(CallbackType).min(1).optional(),
  enabled: z.boolean().optional(),
  description: line(200).optional(),
});
export const WebhookEndpointView = z.object({
  id: EndpointId,
  url: z.string(),
  events: z.array(CallbackType),
  enabled: z.boolean(),
  description: z.string().nullable(),
  createdAt: Instant,
  /** `whsec_…`: shown at creation and rotation only. */
  secret: z.string().optional(),
});
export const deliveryStates = ['pending', 'delivered', 'dead'] as const;
export const DeliveryView = z.object({
  id: DeliveryId,
  endpointId: EndpointId,
  eventId: z.string(),
  type: CallbackType,
  state: z.enum(deliveryStates),
  tries: z.int(),
  nextAttemptAt: Instant.nullable(),
  lastStatus: z.int().nullable(),
  lastError: z.string().nullable(),
  createdAt: Instant,
  deliveredAt: Instant.nullable(),
});
