/** Free TCP ports on the loopback interface. */
import { createServer, type Server } from 'node:net';

/** Ports that were free a moment ago, all different; each is the one preferred where that is free. 0: no preference. */
export async function freePorts(preferred: readonly number[]): Promise<number[]> {
  const held: Server[] = [];
  try {
    // All are held until the last is found, or the system might give out one twice.
    for (const port of preferred) held.push((port > 0 ? await hold(port) : null) ?? (await mustHold()));
    return held.map(portOf);
  } finally {
    await Promise.all(held.map((server) => new Promise((resolve) => server.close(resolve))));
  }
}

/** A port that was free a moment ago; `preferred` when that one is. */
export async function freePort(preferred = 0): Promise<number> {
  const [port = 0] = await freePorts([preferred]);
  return port;
}

const hold = (port: number): Promise<Server | null> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen(port, '127.0.0.1', () => resolve(server));
  });

async function mustHold(): Promise<Server> {
  const server = await hold(0);
  if (!server) throw new Error('no free port on 127.0.0.1');
  return server;
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}
