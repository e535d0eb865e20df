/** What can lie in the inbox. */
export const inboxKinds = [
  'twilio.message.status',
  'twilio.call.status',
  'twilio.call.answered',
  'twilio.call.told',
  'twilio.call.key',
  'twilio.call.challenge',
  'twilio.call.stop',
  'twilio.message.inbound',
  'twilio.call.inbound',
  'sendgrid.event',
  'sendgrid.inbound',
  'page.key',
  'page.challenge',
  'page.unsubscribe',
  'worker.outcome',
  'worker.dropped',
  'reschedule.offer',
  'practice.booking',
] as const;
export type InboxKind = (typeof inboxKinds)[number];

/** Form parameters and JSON fields as they came; anything may be missing, and anything may be added. */
export type Fields = Record<string, unknown>;
export const text = (fields: Fields, name: string): string | null => {
  const value = fields[name];
  if (typeof value === 'number') return String(value);
  // Postgres holds no NUL.
  return typeof value === 'string' ? value.replaceAll('\u0000', '') || null : null;
};

/** Far longer than any there is; what is looked up by an index must fit into it. */
const longestRef = 200;
/** A provider's name for a message or call. */
export const refIn = (fields: Fields, ...names: readonly string[]): string | null => {
  for (const name of names) {
    const ref = text(fields, name);
    if (ref !== null) return ref.slice(0, longestRef);
  }
  return null;
};
