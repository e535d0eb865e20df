/** A practice's receiver over real HTTP: it keeps what it got, and answers as it is told. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export async function startReceiver() {
  const got: { id: string; type: string; headers: Record<string, string>; body: string }[] = [];
  let answer: (n: number) => { status: number; headers?: Record<string, string>; hang?: boolean; endless?: boolean } =
    () => ({
      status: 204,
    });
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (c: Buffer) => chunks.push(c));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      got.push({
        id: String(request.headers['webhook-id']),
        type: JSON.parse(body).type,
        headers: request.headers as Record<string, string>,
        body,
      });
      const a = answer(got.length);
      if (a.endless) response.writeHead(a.status).write('x');
      else if (!a.hang) response.writeHead(a.status, a.headers).end('x'.repeat(20_000));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const target = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    got,
    target,
    url: `http://${target}/hook`,
    answers: (a: typeof answer) => {
      answer = a;
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
