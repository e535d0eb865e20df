/** A first request that works as it is printed: one appointment of the next weekday. */
import { DateTime } from 'luxon';
import { nextWeekday } from '../demo/calendar.js';

/** A shell command. `zone` is the practice's. */
export function sampleRequest(o: { url: string; key: string; now: Date; zone: string }): string {
  const start = nextWeekday(o.now, o.zone).set({ hour: 10 });
  const iso = (at: DateTime): string => at.toISO({ suppressMilliseconds: true }) ?? '';
  // A stamp, for the same appointment cannot be cancelled twice, and a reader will try the command twice.
  const id = DateTime.fromJSDate(o.now, { zone: o.zone }).toFormat('MMddHHmmss');
  const body = `{ "reason": "practitioner-emergency",
  "appointments": [
    { "externalId": "A-${id}", "start": "${iso(start)}", "end": "${iso(start.plus({ minutes: 30 }))}",
      "practitioner": { "externalId": "dr-hale", "name": "Dr Hale" },
      "location": { "externalId": "main", "timeZone": "${o.zone}" }, "visitType": "follow-up",
      "patient": { "externalId": "P-77", "name": { "given": "Ana", "family": "Reyes" }, "language": "es",
        "contacts": [
          { "system": "phone", "value": "+1 212 555 0101", "use": "mobile", "consent": "given" },
          { "system": "email", "value": "ana@example.org" } ] } } ] }`;
  return `curl -sS ${o.url}/v1/batches \\
  -H 'authorization: Bearer ${o.key}' \\
  -H 'content-type: application/json' \\
  -H 'idempotency-key: first-${id}' \\
  --data @- <<'JSON'
${body}
JSON`;
}
