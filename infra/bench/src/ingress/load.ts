/** Twilio and SendGrid on a busy morning: a process of its own, so that what it costs is nobody's. */
import { say, told } from '../role.js';
import { eventsPerRequest, type Kind, requestsOf, sendersOf } from './events.js';
import { openLine } from './line.js';

export interface LoadTold {
  publicUrl: string;
  twilioSid: string;
  twilioToken: string;
  webhookPrivateKey: string;
  connections: number;
}
/** Make requests now, or send what was made. */
export type LoadAsked = { make: Kind; requests: number } | { send: Kind; to: number };
export interface Sent {
  /** Events answered 2xx. */
  taken: number;
  /** Requests answered otherwise. */
  refused: number;
  tookMs: number;
}

const given = told<LoadTold>();
const senders = sendersOf(given);
let made: Buffer[] = [];

process.on('message', (asked: LoadAsked) => {
  if ('make' in asked) {
    made = requestsOf(asked.make, asked.requests, senders);
    say({ made: made.length });
  } else void send(asked.send, asked.to).then(say);
});
say({ ready: true });

/** As many at a time as there are connections, each answered before the next. */
async function send(kind: Kind, port: number): Promise<Sent> {
  const lines = await Promise.all(Array.from({ length: given.connections }, () => openLine(port)));
  const sent: Sent = { taken: 0, refused: 0, tookMs: 0 };
  const began = performance.now();
  await Promise.all(
    lines.map(async (line) => {
      for (let request = made.pop(); request; request = made.pop()) {
        const status = await line.ask(request);
        if (status >= 200 && status < 300) sent.taken += eventsPerRequest(kind);
        else sent.refused += 1;
      }
    }),
  );
  sent.tookMs = performance.now() - began;
  for (const line of lines) line.end();
  return sent;
}
