/** The smallest HTTP server there is. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Answer = (request: IncomingMessage, body: Buffer, response: ServerResponse) => Promise<void> | void;

/** Listens on a free port of the loopback interface, and returns it. */
export function listen(answer: Answer): Promise<number> {
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      void (async () => answer(request, Buffer.concat(parts), response))().catch((error: Error) => {
        process.stderr.write(`${request.url}: ${error.message}\n`);
        response.writeHead(500).end();
      });
    });
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
}
