/** The server-sent events of a batch, followed over connections: every event once, in the order of its outreach. */
import { setTimeout as pause } from 'node:timers/promises';
import type { BatchProgress } from '@rollcall/contracts';
import { request } from 'undici';
import type { IntakeClient } from './intake-client.js';

export interface StreamEvent {
  at: string;
  outreachId: string;
  externalIds: string[];
  type: string;
  words: string;
}
export interface Listener {
  onEvent(event: StreamEvent): void;
  onProgress(progress: BatchProgress): void;
}

/** Real milliseconds. The stream of a closed batch ends, while offers may still be under way: it is read again. */
const readAgainMs = 1500;

/** Follows the batch until `signal` aborts; a lost connection is made again. */
export async function follow(
  client: IntakeClient,
  batchId: string,
  listener: Listener,
  signal: AbortSignal,
): Promise<void> {
  const known = new Map<string, number>();
  while (!signal.aborted) {
    try {
      await readOnce(client, batchId, known, listener, signal);
    } catch {
      // Lost, or aborted: the next look tells.
    }
    await pause(readAgainMs, undefined, { signal }).catch(() => undefined);
  }
}

async function readOnce(
  client: IntakeClient,
  batchId: string,
  known: Map<string, number>,
  listener: Listener,
  signal: AbortSignal,
): Promise<void> {
  const answer = await request(`${client.base}/v1/batches/${batchId}/stream`, {
    headers: { authorization: `Bearer ${client.token}`, accept: 'text/event-stream' },
    signal,
    bodyTimeout: 0,
  });
  if (answer.statusCode !== 200) {
    await answer.body.dump();
    return;
  }
  // A connection tells every outreach from its first event on, without gaps: counting gives the place in the ledger.
  const count = new Map<string, number>();
  for await (const { event, data } of messages(answer.body)) {
    if (event === 'progress') listener.onProgress(JSON.parse(data) as BatchProgress);
    if (event !== 'timeline') continue;
    const read = JSON.parse(data) as StreamEvent;
    const seq = (count.get(read.outreachId) ?? 0) + 1;
    count.set(read.outreachId, seq);
    if (seq <= (known.get(read.outreachId) ?? 0)) continue;
    known.set(read.outreachId, seq);
    listener.onEvent(read);
  }
}

/** Splits an event stream into its messages; comments and unknown fields are skipped. */
export async function* messages(
  chunks: AsyncIterable<Buffer | string>,
): AsyncGenerator<{ event: string; data: string }> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    rest += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    const blocks = rest.split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const field = (name: string): string =>
        block
          .split('\n')
          .filter((line) => line.startsWith(`${name}: `))
          .map((line) => line.slice(name.length + 2))
          .join('\n');
      const data = field('data');
      if (data !== '') yield { event: field('event') || 'message', data };
    }
  }
}
