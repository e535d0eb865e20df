import { createServer, type Server } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { openImpatient, type RedisConnection } from '../src/redis-connection.js';

let server: Server;
let connection: RedisConnection;
afterEach(async () => {
  connection.disconnect();
  await new Promise((resolve) => server.close(resolve));
});

/** Speaks just enough to be asked whether it is ready, and says at first that it will not be for a minute. */
async function loadingRedis(): Promise<{ url: string; asked(): number }> {
  let asked = 0;
  server = createServer((socket) => {
    socket.on('data', (data) => {
      for (const command of data.toString().matchAll(/\*\d+\r\n\$\d+\r\n(\w+)/g)) {
        if (command[1]?.toLowerCase() !== 'info') {
          socket.write('+OK\r\n');
          continue;
        }
        asked += 1;
        const info = asked === 1 ? 'loading:1\r\nloading_eta_seconds:60\r\n' : 'loading:0\r\n';
        socket.write(`$${info.length}\r\n${info}\r\n`);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `redis://127.0.0.1:${(server.address() as { port: number }).port}`, asked: () => asked };
}

test('a Redis that guesses a minute for its file, and needs a moment, is used as soon as it is ready', async () => {
  const { url, asked } = await loadingRedis();
  connection = openImpatient(url);
  // Left to itself the client would ask again after ten seconds.
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => {
    timer = setTimeout(() => resolve('late'), 9000);
  });
  const ready = new Promise((resolve) => connection.once('ready', () => resolve('ready')));
  expect(await Promise.race([ready, late])).toBe('ready');
  clearTimeout(timer);
  expect(asked()).toBe(2);
});
