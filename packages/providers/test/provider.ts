/** A provider to misbehave on demand: a real HTTP server that keeps what it was asked. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';

export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: string;
}
export type Answer = (response: ServerResponse, request: IncomingMessage) => void;

export const answer =
  (status: number, body: string, headers: Record<string, string> = {}): Answer =>
  (response) =>
    response.writeHead(status, headers).end(body);
export const answerJson = (status: number, body: object, headers: Record<string, string> = {}): Answer =>
  answer(status, JSON.stringify(body), { 'content-type': 'application/json', ...headers });

export interface Provider {
  url: string;
  asked: Asked[];
  answer: Answer;
  close(): Promise<void>;
}

export async function startProvider(): Promise<Provider> {
  const provider: Provider = { url: '', asked: [], answer: answer(500, ''), close: () => Promise.resolve() };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://provider.example');
      provider.asked.push({
        method: request.method ?? '',
        path: url.pathname,
        query: url.searchParams,
        headers: request.headers,
        body: Buffer.concat(chunks).toString('utf8'),
      });
      provider.answer(response, request);
    });
  });
  provider.url = `http://127.0.0.1:${await listen(server)}`;
  provider.close = () => {
    server.closeAllConnections();
    return closed(server);
  };
  return provider;
}

/** Accepts connections and never says a word: a TLS handshake with it does not end. */
export async function startMute(): Promise<{ port: number; close(): Promise<void> }> {
  const sockets = new Set<{ destroy(): void }>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.resume();
  });
  const port = await listen(server);
  return {
    port,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return closed(server);
    },
  };
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createTcpServer();
  const port = await listen(server);
  await closed(server);
  return port;
}

const listen = (server: Server): Promise<number> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
const closed = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
