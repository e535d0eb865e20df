/** The sample payloads, by name. */
import { readFileSync } from 'node:fs';

type Fields = Record<string, unknown>;
const file = JSON.parse(readFileSync(new URL('../fixtures/webhooks.json', import.meta.url), 'utf8')) as Record<
  string,
  Fields
> & { sendgrid_events: Fields[] };

export function sample(name: string): Fields {
  const found = file[name];
  if (!found) throw new Error(`no sample ${name}`);
  return found;
}
/** The mail events in the order of the file, each with its own event id. */
export const mailEvents: readonly Fields[] = file.sendgrid_events;
export function mailEvent(event: string, type?: string): Fields {
  const found = mailEvents.find((e) => e.event === event && (type === undefined || e.type === type));
  if (!found) throw new Error(`no sample of ${event}`);
  return found;
}
