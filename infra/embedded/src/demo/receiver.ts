/**
 * The practice's end of the callbacks: takes each event and verifies it with a library that is not ours, as any receiver
 * of Standard Webhooks would.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ReceivedCallback } from '@rollcall/invariants';
import { Webhook } from 'standardwebhooks';

export interface CallbackCounts {
  /** Requests, repeated ones included. */
  received: number;
  verified: number;
  /** Different events among the verified ones. */
  events: number;
  byType: Record<string, number>;
  /** Why some did not verify, each reason once. */
  refusals: string[];
}
/** As it came and verified. */
export interface CallbackEvent {
  id: string;
  type: string;
  data: Record<string, unknown>;
}
export interface Receiver {
  /** `host:port`, for the allow list of private targets. */
  target: string;
  url: string;
  counts: CallbackCounts;
  /** Every request, as it came. */
  received: ReceivedCallback[];
  /** The secret is known only after the endpoint was made; until then nothing is verified. */
  trust(secret: string): void;
  /** What the practice does about an event, before it is acknowledged; a status other than 204, or null. */
  onEvent(act: (event: CallbackEvent) => number | null): void;
  close(): Promise<void>;
}

const maxBytes = 1024 * 1024;

export async function startReceiver(): Promise<Receiver> {
  const counts: CallbackCounts = { received: 0, verified: 0, events: 0, byType: {}, refusals: [] };
  const received: ReceivedCallback[] = [];
  const seen = new Set<string>();
  let webhook: Webhook | null = null;
  let act: (event: CallbackEvent) => number | null = () => null;
  const take = (headers: IncomingMessage['headers'], body: string): number => {
    counts.received += 1;
    const webhookId = String(headers['webhook-id']);
    try {
      const event = webhook?.verify(body, headers as Record<string, string>) as Omit<CallbackEvent, 'id'> | undefined;
      if (!event) return 503;
      counts.verified += 1;
      received.push({ webhookId, type: event.type, valid: true, at: new Date() });
      if (!seen.has(webhookId)) {
        seen.add(webhookId);
        counts.events += 1;
        counts.byType[event.type] = (counts.byType[event.type] ?? 0) + 1;
      }
      return act({ id: webhookId, type: event.type, data: event.data }) ?? 204;
    } catch (error) {
      const why = (error as Error).message;
      received.push({ webhookId, type: '', valid: false, at: new Date() });
      if (!counts.refusals.includes(why)) counts.refusals.push(why);
      return 401;
    }
  };
  // What somebody else sends to a port that was free a moment ago is no callback of ours.
  const path = `/${randomBytes(12).toString('hex')}`;
  const server = createServer((request, response) => {
    if (request.url !== path) {
      response.writeHead(404).end();
      return;
    }
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBytes) chunks.push(chunk);
      else request.destroy();
    });
    request.on('end', () => response.writeHead(take(request.headers, Buffer.concat(chunks).toString('utf8'))).end());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const target = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    target,
    url: `http://${target}${path}`,
    counts,
    received,
    trust: (secret) => {
      webhook = new Webhook(secret);
    },
    onEvent: (doing) => {
      act = doing;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
