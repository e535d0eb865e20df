/** What can lie in the inbox. */
export const inboxKinds = [
  'twilio.message.status',
  'twilio.call.status',
  'twilio.call.answered',
  'twilio.call.key',
  'twilio.call.challenge',
  'twilio.message.inbound',
  'twilio.call.inbound',
  'sendgrid.event',
  'sendgrid.inbound',
  'page.key',
  'page.challenge',
  'worker.outcome',
  'worker.dropped',
  'reschedule.offer',
] as const;
export type InboxKind = (typeof inboxKinds)[number];

/** Form parameters and JSON fields as they came; anything may be missing, and anything may be added. */
export type Fields = Record<string, unknown>;
export const text = (fields: Fields, name: string): string | null => {
  const value = fields[name];
  return typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : null;
};
