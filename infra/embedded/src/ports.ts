/** Free TCP ports on the loopback interface. */
import { createServer } from 'node:net';

/** A port that was free a moment ago; `preferred` when that one is. */
export async function freePort(preferred = 0): Promise<number> {
  const listen = (port: number): Promise<number | null> =>
    new Promise((resolve) => {
      const server = createServer();
      server.once('error', () => resolve(null));
      server.listen(port, '127.0.0.1', () => {
        const address = server.address();
        server.close(() => resolve(typeof address === 'object' && address ? address.port : null));
      });
    });
  return (preferred > 0 ? await listen(preferred) : null) ?? (await listen(0)) ?? 0;
}
